"""Sends what a composer asks for, and lets the composer know whether the server accepted it."""

import asyncio
from collections.abc import Awaitable

from msgspec.structs import replace

from octui.client import ClientError, Outcome
from octui.config.history import HistoryEntry, PromptHistoryFile
from octui.config.paths import describe_file_failure
from octui.lazy_dataclasses import dataclass
from octui.platform.file_kinds import NotAttachable
from octui.store import selectors
from octui.ui.attachments.chip_book import expand_prompt
from octui.ui.attachments.controller import AttachmentsController
from octui.ui.composer.mention_doubt import describe_missing_files, list_mentions
from octui.ui.composer.prompt_history import PromptHistory
from octui.ui.composer.widget import Composer
from octui.ui.controllers.context import AppContext, ConnectedServer
from octui.ui.controllers.mentions import MentionsController
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.controllers.sessions import SessionsController
from octui.ui.editor_context.controller import EditorContextController
from octui.ui.editor_context.prompt_context import list_editor_notes
from octui.ui.messages import PromptSender, RunShellCommand, RunSlashCommand, SendPrompt
from octui.ui.model_selection import Selection
from octui.ui.prompt_queue.controller import PromptQueueController
from octui.ui.prompts.drafts import PromptDrafts

PromptMessage = SendPrompt | RunShellCommand | RunSlashCommand


@dataclass(slots=True)
class Sending:
    """One prompt on its way; a new chat's becomes one of the session created for it."""

    overview: PromptSender | None
    """The overview's composer if it was sent from there, until that shows something else."""
    send_id: int
    session_id: str


class PromptSending:
    """The composer's text stays where it is until the server has accepted it."""

    def __init__(
        self,
        context: AppContext,
        sessions: SessionsController,
        mentions: MentionsController,
        attachments: AttachmentsController,
        queue: PromptQueueController,
        editor_context: EditorContextController,
    ) -> None:
        self._context = context
        self._sessions = sessions
        self._mentions = mentions
        self._attachments = attachments
        self._queue = queue
        self._editor_context = editor_context
        self._history_file = PromptHistoryFile()
        self.drafts = PromptDrafts(context)
        self.prompt_history = PromptHistory()

    def deliver_prompt(self, message: PromptMessage) -> None:
        """Have the server do what a composer asks for, and let the composer know whether it was accepted."""
        chat = self._context.chat
        if isinstance(message, SendPrompt):
            message.selection = self._editor_context.find_selection(message.origin.session_id)
        # Read now: another new chat may be opened before the worker runs.
        visit = chat.visit if chat is not None and message.composer is chat.composer else None
        if self._queue.is_reachable.is_set():
            self._start_delivery(message, visit)
        else:
            self._context.start_worker(self._deliver_when_connected(message, visit), group="held prompts")

    async def _deliver_when_connected(self, message: PromptMessage, visit: int | None) -> None:
        """Hold a prompt until the server can be reached, as long as it stays in its composer."""
        server = self._context.server
        reason = "The server cannot be reached." if server is not None else "Connecting…"
        composer, origin = message.composer, message.origin
        notice = f"{reason} Your prompt will be sent when octui is connected."
        self.drafts.book.mark_unconfirmed(origin.send_id, notice, is_held=True)
        composer.report_unconfirmed(origin.send_id, notice, is_held=True)
        await self._queue.is_reachable.wait()
        is_elsewhere = server is not None and server is not self._context.server
        # What was edited meanwhile, here or after it was left, is a draft again.
        is_kept = self.drafts.book.is_unedited(origin.send_id)
        if is_kept and not is_elsewhere:
            self.drafts.book.mark_unconfirmed(origin.send_id, "")
            composer.report_unconfirmed(origin.send_id, "")
            self._start_delivery(message, visit)
        else:
            self.drafts.book.fail_sending(origin.send_id)
            composer.fail_sending(origin.send_id, "")

    def _start_delivery(self, message: PromptMessage, visit: int | None) -> None:
        server, origin = self._context.server, message.origin
        if server is None:
            self.drafts.book.fail_sending(origin.send_id)
            message.composer.fail_sending(origin.send_id, "Not sent: octui is not connected to a server.")
            return
        home = self._context.home
        overview = message.composer if home is not None and message.composer is home.composer else None
        sending = Sending(overview, origin.send_id, origin.session_id)
        self._context.start_worker(self._deliver_prompt(server, message, sending, visit), group="prompts")
        self._context.start_worker(asyncio.to_thread(_preload_drawing), group="preload")

    async def _deliver_prompt(
        self, server: ConnectedServer, message: PromptMessage, sending: Sending, visit: int | None
    ) -> None:
        try:
            # The model chosen last may be one that this server does not have, or its configuration may name another.
            await server.resync.wait_for_models()
            selection = self._context.resolve_selection(sending.session_id)
            if self._queue.has_to_wait(sending.session_id):
                await self._hold_prompt(message, sending, selection)
                return
            if not sending.session_id:
                await self._create_session(server, sending, visit)
            await self._send_to_session(server.server_calls, message, sending, selection)
        except (ClientError, NotAttachable) as error:
            self._fail_sending(sending, f"Not sent: {error}{_describe_leftover(sending, error)}")
        except asyncio.CancelledError:
            self._fail_sending(
                sending, "It is not known whether this was sent: octui left the server too early to tell."
            )
            raise

    async def _hold_prompt(self, message: PromptMessage, sending: Sending, selection: Selection) -> None:
        """Keep it until the agent is done, where it can be changed."""
        try:
            held = await self._queue.hold_prompt(sending.session_id, message, selection)
        except OSError as error:
            self._fail_sending(sending, f"Not queued: {describe_file_failure(error)}.")
            return
        self._editor_context.record_sent(sending.session_id, held.editor_selection)
        self._finish_sending(sending, held.history_entry)

    async def _send_to_session(
        self, calls: ServerCalls, message: PromptMessage, sending: Sending, selection: Selection
    ) -> None:
        def report_unknown(error: ClientError) -> None:
            notice = (
                f"{error.full_sentence} Checking whether the prompt arrived; until that is known it is not sent again."
            )
            self.drafts.book.mark_unconfirmed(sending.send_id, notice)
            if (composer := self._find_composer(sending)) is not None:
                composer.report_unconfirmed(sending.send_id, notice)

        session_id = sending.session_id
        match message:
            case SendPrompt(text=text, attachments=attachments):
                found = await self._mentions.find_mentions(session_id, text, attachments)
                prompt = expand_prompt(text, found.attachments, message.chips)
                files = await self._attachments.read_files(prompt)
                further = [*files, *list_editor_notes(message.selection)]
                with self._queue.track_turn_start(session_id):
                    outgoing = await calls.send_prompt(
                        session_id, prompt.text, prompt.mentions, selection, report_unknown, further
                    )
                # Imported when used: the first screen should not wait for it.
                from octui.ui.prompt_queue.accepted_prompt import follow_accepted_prompt

                follow_accepted_prompt(self._context, calls, outgoing)
                self._editor_context.record_sent(session_id, message.selection)
                self._finish_sending(sending, HistoryEntry(text, chips=message.chips))
                if found.missing:
                    self._context.notify_warning(f"{describe_missing_files(found.missing)}: sent as text.")
                if found.unchecked:
                    self._context.notify_warning(f"{list_mentions(found.unchecked)} could not be found: sent as text.")
            case RunShellCommand(command=command):
                command = expand_prompt(command, (), message.origin.chips).text
                end = await calls.start_shell_command(session_id, command, selection, report_unknown)
                self._finish_sending(sending, HistoryEntry(command, shell=True))
                await self._report_command_failure(end)
            case RunSlashCommand(name=name, arguments=arguments):
                prompt = expand_prompt(arguments, (), message.chips)
                files = await self._attachments.read_files(prompt, is_placed=False)
                end = await calls.start_slash_command(session_id, name, prompt.text, selection, report_unknown, files)
                self._finish_sending(sending, HistoryEntry(f"/{name} {arguments}".rstrip(), chips=message.chips))
                await self._report_command_failure(end)

    async def _report_command_failure(self, end: Awaitable[object]) -> None:
        try:
            await end
        except ClientError as error:
            # Without an answer it is still running or has ended; the transcript shows which.
            if error.status is not None:
                self._context.notify_error("The command failed", str(error))

    async def _create_session(self, server: ConnectedServer, sending: Sending, visit: int | None) -> None:
        """Create the session of a new chat, and show it there unless the user opened something else in the meantime.

        `visit` is the visit of the chat it was sent from, None for the overview.
        """
        chat = self._context.chat
        session = await server.server_calls.create_session()
        self._context.open_sessions.record_opened(session.id)
        self._sessions.loader.add_session(session)
        self._context.model_selection.assign_to_session(session.id)
        front = self._find_front_composer()
        is_shown = chat is not None and chat is self._context.chat and visit == chat.visit
        place, book = self.drafts.make_place(session.id), self.drafts.book
        sending.session_id = session.id
        outgoing = book.find_outgoing(sending.send_id)
        if is_shown:
            book.move_draft(self.drafts.make_place(""), place)
        else:
            # What is typed since is for the next new chat.
            book.move_outgoing(sending.send_id, place)
        if chat is not None and is_shown:
            chat.assign_session(session.id)
            # The event of its creation may have come before anything listened for it.
            self._sessions.loader.load_session(session.id)
        elif front is not None and front is sending.overview:
            # It stays there until it is accepted.
            front.draft_trail.sent_elsewhere = outgoing
        else:
            sending.overview = None
            if front is not None and not front.session_id:
                # It shows the place this was sent from.
                front.finish_sending(sending.send_id, self.drafts.get_draft(""))
            elif front is not None and front.session_id == session.id:
                # It was opened from the list already: what else it holds was typed, or sent, since.
                self.drafts.show_draft(front)
        self.drafts.write_drafts()

    def _finish_sending(self, sending: Sending, prompt: HistoryEntry) -> None:
        """The server has the text: only now may it leave its place."""
        composer = self._find_composer(sending)
        self.drafts.book.finish_sending(sending.send_id)
        if composer is not None:
            composer.finish_sending(sending.send_id, self.drafts.get_draft(composer.session_id))
        else:
            self.prompt_history.add_prompt(prompt)
        self.save_prompt(prompt, sending.session_id)
        if composer is not None and composer is sending.overview and self._context.screen is self._context.home:
            # What is typed since goes along.
            self.drafts.book.move_draft(self.drafts.make_place(""), self.drafts.make_place(sending.session_id))
            self._sessions.open_chat(sending.session_id)
        self.drafts.write_drafts()

    def _fail_sending(self, sending: Sending, reason: str) -> None:
        composer = self._find_composer(sending)
        book = self.drafts.book
        if composer is not None and sending.session_id and not composer.session_id:
            # The overview keeps the text, for another new session.
            book.move_outgoing(sending.send_id, self.drafts.make_place(""))
        book.fail_sending(sending.send_id)
        if composer is None:
            self._context.notify_error(reason, "the text is kept as the draft of its session.")
        else:
            composer.fail_sending(sending.send_id, reason)
            self.drafts.show_draft(composer)
            composer.show_notice(reason)
        self.drafts.write_drafts()

    def save_prompt(self, prompt: HistoryEntry, session_id: str) -> None:
        """Save a prompt for later runs, with the directory of its session."""
        known = selectors.get_session_directory(self._context.store.state, session_id)
        saved = replace(prompt, directory=known or self._context.working_directory)
        self._context.run_blocking(lambda: self._history_file.add_prompt(saved), "Could not save prompt history")

    def _find_composer(self, sending: Sending) -> Composer | None:
        """The composer in front, if it shows the place something was sent from."""
        # A prompt of the overview stays in it until it is accepted, though its session exists by then.
        composer = self._find_front_composer()
        if composer is None or composer.session_id == sending.session_id:
            return composer
        return composer if composer is sending.overview else None

    def _find_front_composer(self) -> Composer | None:
        """The chat's or else the overview's; None where there is none yet.

        The overview's below a chat takes its draft when it comes to the front again.
        """
        screen = self._context.chat or self._context.home
        composers = screen.query(Composer) if screen is not None else ()
        return next((composer for composer in composers if composer.is_mounted), None)


def _preload_drawing() -> None:
    """Have ready what draws an answer, which octui does without until a first one is asked for."""
    # Imported in a thread, where it holds up no key.
    from octui.render.preload import preload_drawing

    preload_drawing()


def _describe_leftover(sending: Sending, error: Exception) -> str:
    """What a prompt that was not sent may have left on the server, as one more sentence."""
    is_unknown = isinstance(error, ClientError) and error.outcome is Outcome.UNKNOWN
    return " An empty session may have been created." if is_unknown and not sending.session_id else ""
