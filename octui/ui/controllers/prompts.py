"""Acts on the prompt: send it, run a shell or a slash command, keep its draft, write it in an editor."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

from textual import on
from textual.app import SuspendNotSupported

from octui.client import ClientError
from octui.config.drafts import Draft
from octui.config.history import Prompt
from octui.store.actions import SessionsLoaded
from octui.ui.composer.prompt_box import PromptBox
from octui.ui.composer.widget import Composer
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.controllers.sessions import SessionsController
from octui.ui.messages import RunShellCommand, RunSlashCommand, SendPrompt


class PromptsController(SessionsController):
    """The composer's text stays where it is until the server took it."""

    _is_editing = False
    """Whether the prompt is in the person's editor."""

    @property
    def composer(self) -> Composer | None:
        """The composer of the screen in front, or of the one below what is open above it."""
        for screen in reversed(self.screen_stack):
            found: Composer | None = next(iter(screen.query(Composer)), None)
            if found is not None:
                return found
        return None

    def submit_prompt(self) -> None:
        if composer := self.composer:
            composer.submit_prompt()

    def clear_prompt(self) -> None:
        if composer := self.composer:
            composer.clear_prompt()

    def edit_prompt(self) -> None:
        """Hand the prompt to the person's editor; what goes wrong there is a sentence, and the prompt stays."""
        command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
        composer = self.composer
        if composer is None or self._is_editing:
            return
        if not command.strip():
            self.notify_error("No editor", "set $VISUAL or $EDITOR to the one you like.")
            return
        self._is_editing = True
        self.run_worker(self._edit_in_editor(composer, command), exit_on_error=False)

    async def _edit_in_editor(self, composer: Composer, command: str) -> None:
        # Imported when used: the first screen should not wait for it.
        from octui.platform.external_editor import EditorFailed, edit_text

        text = composer.text
        try:
            after = await edit_text(self._lend_terminal(), text, command)
            if after != text:
                composer.replace_text(after)
        except EditorFailed as error:
            self.notify_error("The prompt is as it was", str(error))
        except SuspendNotSupported:
            self.notify_error("The prompt is as it was", "this is no terminal an editor could use.")
        finally:
            self._is_editing = False

    @contextmanager
    def _lend_terminal(self) -> Iterator[None]:
        with self.batch_update(), self.suspend():
            yield
        self.refresh(layout=True)

    @on(SendPrompt)
    def _send_prompt(self, message: SendPrompt) -> None:
        if composer := self.composer:
            self.run_worker(self._deliver_prompt(composer, message), exit_on_error=False)

    @on(RunShellCommand)
    def _run_shell(self, message: RunShellCommand) -> None:
        if composer := self.composer:
            self.run_worker(self._deliver_prompt(composer, message), exit_on_error=False)

    @on(RunSlashCommand)
    def _run_slash(self, message: RunSlashCommand) -> None:
        if composer := self.composer:
            self.run_worker(self._deliver_prompt(composer, message), exit_on_error=False)

    async def _deliver_prompt(
        self, composer: Composer, message: SendPrompt | RunShellCommand | RunSlashCommand
    ) -> None:
        deeds = self.server_calls
        if deeds is None:
            composer.fail_sending("Not sent: octui is not connected to a server yet.")
            return
        session_id = self.session_id
        try:
            choice = self.resolve_selection(session_id)
            if not session_id:
                session_id = await self._create_session_for_prompt(deeds)
            match message:
                case SendPrompt(text=text, attachments=attachments):
                    await deeds.send_prompt(session_id, text, attachments, choice)
                case RunShellCommand(command=command):
                    self._finish_accepted(composer, session_id, Prompt(command, shell=True))
                    await deeds.run_shell_command(session_id, command, choice)
                    return
                case RunSlashCommand(name=name, arguments=arguments):
                    # The server answers only when the turn is over: that it has begun is seen in the transcript.
                    self._finish_accepted(composer, session_id, Prompt(f"/{name} {arguments}".rstrip()))
                    await deeds.run_slash_command(session_id, name, arguments, choice)
                    return
            self._finish_accepted(composer, session_id, Prompt(message.text))
        except ClientError as error:
            if isinstance(message, SendPrompt):
                composer.fail_sending(f"Not sent: {error}")
            else:
                self.notify_error("The command failed", str(error))

    async def _create_session_for_prompt(self, deeds: ServerCalls) -> str:
        session = await deeds.create_session()
        if self.event_pump is not None:
            self.event_pump.apply_actions(SessionsLoaded(sessions=(session,)))
        self.model_selection.assign_to_session(session.id)
        chat = self.chat
        if chat is not None:
            chat.assign_session(session.id)
            # Its creation may have been told before anybody listened.
            self.run_worker(self._load_session(session.id), exclusive=True, group="history", exit_on_error=False)
        return session.id

    def _finish_accepted(self, composer: Composer, session_id: str, prompt: Prompt) -> None:
        """The server has it: only now the text may go."""
        composer.finish_sending()
        server = self.server_name
        place = self._draft_key(composer)

        def save_to_history() -> None:
            self.history.add(prompt)
            self.drafts.forget(server, place)

        self.run_blocking(save_to_history, "The history was not kept")
        if composer.screen is not self.chat:
            self.open_chat(session_id)

    def _draft_key(self, composer: PromptBox) -> str:
        session_id = self.session_id if composer.screen is self.chat else ""
        return session_id or self.working_directory

    @on(Composer.Remembered)
    def _save_history_entry(self, message: Composer.Remembered) -> None:
        self.run_blocking(lambda: self.history.add(message.prompt), "The history was not kept")

    @on(Composer.DraftChanged)
    def _save_draft(self, message: Composer.DraftChanged) -> None:
        composer = message.composer
        server, place = self.server_name, self._draft_key(composer)
        draft = Draft(message.text, shell=message.shell)

        async def write_draft() -> None:
            try:
                await asyncio.to_thread(self.drafts.keep, server, place, draft)
            except OSError as error:
                self.notify_error("Your draft is not kept", error.strerror or str(error))

        self.run_worker(write_draft(), exclusive=True, group="draft", exit_on_error=False)
