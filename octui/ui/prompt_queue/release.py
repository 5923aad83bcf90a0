"""Sends held prompts: one at a time, once each, and only after the server says that the turn before is over."""

from collections.abc import Awaitable
from enum import Enum, auto

from octui.client import ClientError
from octui.store import selectors
from octui.store.state import ConnectionStatus, State
from octui.ui.attachments.chip_book import expand_prompt
from octui.ui.attachments.controller import AttachmentsController
from octui.ui.composer.mention_doubt import describe_missing_files
from octui.ui.controllers.context import AppContext
from octui.ui.controllers.mentions import MentionsController
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.editor_context.prompt_context import list_editor_notes
from octui.ui.prompt_queue.held_prompt import FAILED, INTERRUPTED, HeldPrompt, SessionQueue


def find_pause(state: State, session_id: str) -> str:
    """Why prompts of a session should wait for the user: its last turn did not end well."""
    failure = state.failures.get(session_id)
    if failure is None:
        return ""
    return INTERRUPTED if failure.is_aborted else FAILED


def can_release(state: State, session_id: str, queue: SessionQueue) -> bool:
    """Whether it looks as if the next prompt could be sent; the server is asked before it is."""
    return (
        bool(queue.prompts)
        and not queue.pause
        and not queue.is_releasing
        and not queue.is_edited
        and state.connection.status is ConnectionStatus.LIVE
        and not selectors.is_possibly_busy(state, session_id)
        and not selectors.list_tree_requests(state, session_id)
    )


class TurnProgress(Enum):
    """How far the server is with the prompt that was sent last."""

    RUNNING = auto()
    UNANSWERED = auto()
    """The server does nothing, and has no answer to it, or has not even stored it."""
    OVER = auto()


class HeldPromptSender:
    """Asks the server, and sends."""

    def __init__(self, context: AppContext, mentions: MentionsController, attachments: AttachmentsController) -> None:
        self._context = context
        self._attachments = attachments
        self._mentions = mentions

    async def find_turn_progress(
        self, calls: ServerCalls, session_id: str, queue: SessionQueue, overdue: str | None
    ) -> TurnProgress:
        """What the server says about the turn before; `overdue` is the newest message before one that is overdue."""
        directory = selectors.get_session_directory(self._context.store.state, session_id)
        if session_id in await calls.client.sessions.list_statuses(directory=directory):
            return TurnProgress.RUNNING
        newest = (await calls.client.messages.list(session_id, limit=1, directory=directory)).messages
        if not newest:
            return TurnProgress.OVER if overdue is None else TurnProgress.UNANSWERED
        info = newest[-1].info
        is_answered = info.role == "assistant" and (info.time.completed is not None or info.error is not None)
        newest_before = max(queue.newest_before, overdue or "")
        if not queue.is_asked_for and not (is_answered and info.id > newest_before):
            return TurnProgress.UNANSWERED
        queue.newest_before = info.id
        return TurnProgress.OVER

    async def send_held_prompt(self, calls: ServerCalls, session_id: str, prompt: HeldPrompt) -> None:
        """Returns once the server has it; raises a ClientError or NotAttachable if it does not."""
        match prompt.kind:
            case "shell":
                command = expand_prompt(prompt.text, (), prompt.chips).text
                end = await calls.start_shell_command(session_id, command, prompt.selection, self._report_unknown)
                self._context.start_worker(self._report_failure(end))
            case "command":
                sent = expand_prompt(prompt.text, (), prompt.chips)
                files = await self._attachments.read_files(sent, is_placed=False)
                end = await calls.start_slash_command(
                    session_id, prompt.command, sent.text, prompt.selection, self._report_unknown, files
                )
                self._context.start_worker(self._report_failure(end))
            case "prompt":
                found = await self._mentions.find_mentions(session_id, prompt.text, prompt.attachments)
                sent = expand_prompt(prompt.text, found.attachments, prompt.chips)
                files = await self._attachments.read_files(sent)
                outgoing = await calls.send_prompt(
                    session_id,
                    sent.text,
                    sent.mentions,
                    prompt.selection,
                    self._report_unknown,
                    [*files, *list_editor_notes(prompt.editor_selection)],
                )
                # Imported when used: the first screen should not wait for it.
                from octui.ui.prompt_queue.accepted_prompt import follow_accepted_prompt

                follow_accepted_prompt(self._context, calls, outgoing)
                if found.missing:
                    self._context.notify_warning(f"{describe_missing_files(found.missing)}: sent as text.")

    async def _report_failure(self, end: Awaitable[object]) -> None:
        try:
            await end
        except ClientError as error:
            # Without an answer it is still running or has ended; the transcript shows which.
            if error.status is not None:
                self._context.notify_error("The queued command failed", str(error))

    def _report_unknown(self, error: ClientError) -> None:
        self._context.notify_warning(f"{error.full_sentence} Checking whether the queued prompt arrived.")
