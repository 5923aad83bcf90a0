"""Send prompts, run shell and slash commands, save drafts and history, and edit the prompt in an external editor."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from textual.app import SuspendNotSupported

from octui.client import ClientError
from octui.config.drafts import Draft, DraftStore
from octui.config.history import HistoryEntry, PromptHistoryFile
from octui.ui.composer.prompt_history import PromptHistory
from octui.ui.composer.widget import Composer
from octui.ui.controllers.context import AppContext, ConnectedServer
from octui.ui.controllers.sessions import SessionsController
from octui.ui.messages import PromptSender, RunShellCommand, RunSlashCommand, SendPrompt


class SuspendableApp(Protocol):
    """An app that can lend its terminal to another program."""

    def batch_update(self) -> AbstractContextManager[None]: ...
    def suspend(self) -> AbstractContextManager[None]: ...
    def refresh(self, *, layout: bool = ...) -> object: ...


class PromptsController:
    """The composer's text stays where it is until the server has accepted it."""

    def __init__(self, context: AppContext, app: SuspendableApp, sessions: SessionsController) -> None:
        self._context = context
        self._app = app
        self._sessions = sessions
        self._history = PromptHistoryFile()
        self._drafts = DraftStore()
        self.prompt_history = PromptHistory()
        self._is_editing = False
        """Whether the prompt is open in the external editor."""

    # Commands.

    def submit_prompt(self) -> None:
        if composer := self._context.composer:
            composer.submit_prompt()

    def clear_prompt(self) -> None:
        if composer := self._context.composer:
            composer.clear_prompt()

    def edit_prompt(self) -> None:
        """Open the prompt in the external editor; if anything goes wrong there, the prompt stays as it is."""
        command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
        composer = self._context.composer
        if composer is None or self._is_editing:
            return
        if not command.strip():
            self._context.notify_error("No editor", "set $VISUAL or $EDITOR.")
            return
        self._is_editing = True
        self._context.start_worker(self._edit_in_editor(composer, command))

    async def _edit_in_editor(self, composer: Composer, command: str) -> None:
        # Imported when used: the first screen should not wait for it.
        from octui.platform.external_editor import EditorFailed, edit_text

        failure = "The prompt was not changed"
        text = composer.text
        try:
            edited = await edit_text(text, command, self._lend_terminal)
            if edited != text:
                composer.replace_text(edited)
        except SuspendNotSupported:
            self._context.notify_error(failure, "an editor cannot run in this terminal.")
        except EditorFailed as error:
            self._context.notify_error(failure, str(error))
        finally:
            self._is_editing = False

    @contextmanager
    def _lend_terminal(self) -> Iterator[None]:
        """Leave the terminal to another program, and redraw everything afterwards."""
        with self._app.batch_update(), self._app.suspend():
            yield
        self._app.refresh(layout=True)

    # Sending.

    def deliver_prompt(self, message: SendPrompt | RunShellCommand | RunSlashCommand) -> None:
        """Have the server do what a composer asks for, and let the composer know whether it was accepted."""
        self._context.start_worker(self._deliver_prompt(message))

    async def _deliver_prompt(self, message: SendPrompt | RunShellCommand | RunSlashCommand) -> None:
        composer = message.composer
        server = self._context.server
        if server is None:
            composer.fail_sending("Not sent: octui is still connecting to a server.")
            return
        calls = server.server_calls
        session_id = composer.session_id
        try:
            selection = self._context.resolve_selection(session_id)
            if not session_id:
                session_id = await self._create_session(server, composer)
            match message:
                case SendPrompt(text=text, attachments=attachments):
                    await calls.send_prompt(session_id, text, attachments, selection)
                    self._finish_accepted(composer, session_id, HistoryEntry(text))
                case RunShellCommand(command=command):
                    self._finish_accepted(composer, session_id, HistoryEntry(command, shell=True))
                    await calls.run_shell_command(session_id, command, selection)
                case RunSlashCommand(name=name, arguments=arguments):
                    # The server answers only when the turn is over; the transcript shows that it has started.
                    self._finish_accepted(composer, session_id, HistoryEntry(f"/{name} {arguments}".rstrip()))
                    await calls.run_slash_command(session_id, name, arguments, selection)
        except ClientError as error:
            if isinstance(message, SendPrompt):
                composer.fail_sending(f"Not sent: {error}")
            else:
                self._context.notify_error("The command failed", str(error))

    async def _create_session(self, server: ConnectedServer, composer: PromptSender) -> str:
        session = await server.server_calls.create_session()
        self._sessions.add_session(session)
        self._context.model_selection.assign_to_session(session.id)
        chat = self._context.chat
        if chat is not None and composer is chat.composer:
            chat.assign_session(session.id)
            # The event of its creation may have come before anything listened for it.
            self._sessions.load_session(session.id)
        return session.id

    def _finish_accepted(self, composer: PromptSender, session_id: str, prompt: HistoryEntry) -> None:
        """The server has accepted the text: only now may it leave the composer."""
        draft_key = self._draft_key(composer.session_id)
        composer.finish_sending()
        server_name = self._context.server_name

        def save_to_history() -> None:
            self._history.add_prompt(prompt)
            self._drafts.delete_draft(server_name, draft_key)

        self._context.run_blocking(save_to_history, "Could not save prompt history")
        chat = self._context.chat
        if chat is None or composer is not chat.composer:
            self._sessions.open_chat(session_id)

    # DraftStore, history and completion.

    def load_prompt_history(self) -> None:
        """Read the prompts of earlier runs, in the background."""

        async def load_entries() -> None:
            self.prompt_history.entries[:0] = await asyncio.to_thread(self._history.load_prompts)

        self._context.start_worker(load_entries())

    def save_history_entry(self, message: Composer.Remembered) -> None:
        self._context.run_blocking(lambda: self._history.add_prompt(message.prompt), "Could not save prompt history")

    def load_draft(self, session_id: str, on_draft: Callable[[str, bool], None]) -> None:
        """Read the draft saved for a session in a thread; `on_draft` gets it, and whether it is a shell command."""
        server_name = self._context.server_name
        draft_key = self._draft_key(session_id)

        async def read_draft() -> None:
            try:
                draft = await asyncio.to_thread(self._drafts.load_draft, server_name, draft_key)
            except OSError as error:
                self._context.notify_error("Could not read your draft", error.strerror or str(error))
                return
            if draft is not None:
                on_draft(draft.text, draft.shell)

        self._context.start_worker(read_draft(), group="disk")

    def save_draft(self, message: Composer.DraftChanged) -> None:
        server_name, draft_key = self._context.server_name, self._draft_key(message.composer.session_id)
        draft = Draft(message.text, shell=message.shell)

        async def write_draft() -> None:
            try:
                await asyncio.to_thread(self._drafts.save_draft, server_name, draft_key, draft)
            except OSError as error:
                self._context.notify_error("Could not save your draft", error.strerror or str(error))

        self._context.start_worker(write_draft(), group="draft", exclusive=True)

    def complete_files(self, message: Composer.FilesWanted) -> None:
        """Ask the server for files that match what follows an `@`."""
        server, composer, query = self._context.server, message.composer, message.query
        if server is None:
            return
        session = self._context.store.state.sessions.get(composer.session_id)
        directory = session.directory or None if session else None

        async def search_files() -> None:
            try:
                files = await server.client.files.search(query, limit=30, directory=directory)
            except ClientError:
                # Completion is a convenience: without an answer there is simply nothing to choose from.
                files = ()
            composer.offer_files(query, files)

        self._context.start_worker(search_files(), group="files", exclusive=True)

    def _draft_key(self, session_id: str) -> str:
        """A draft belongs to a session, or to the directory a new one would work in."""
        return session_id or self._context.working_directory
