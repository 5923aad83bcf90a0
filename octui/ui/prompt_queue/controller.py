"""The queue of prompts: what is sent while an agent works waits here, and can be changed until it is sent.

Servers keep no queue that could be changed: an OpenCode agent reads what arrives at its next step, and older ones lose
what arrives as a turn ends. octui therefore keeps such prompts itself, on disk as well, and sends one after each turn.
"""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from time import time

import msgspec

from octui.client import ClientError
from octui.config.draft_book import Place
from octui.config.held_prompts import HeldPromptStore
from octui.config.paths import describe_file_failure
from octui.config.settings.registry import PROMPTS_WHILE_BUSY
from octui.platform.file_kinds import NotAttachable
from octui.render.text.counts import format_count
from octui.store import selectors
from octui.store.changes import Changes, Topic
from octui.store.state import ConnectionStatus
from octui.ui.attachments.controller import AttachmentsController
from octui.ui.controllers.context import NOT_CONNECTED, AppContext
from octui.ui.controllers.mentions import MentionsController
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.messages import RunShellCommand, RunSlashCommand, SendPrompt
from octui.ui.model_selection import Selection
from octui.ui.prompt_queue.held_prompt import (
    INTERRUPTED,
    LEFT_OVER,
    NOT_ANSWERED,
    HeldPrompt,
    SessionQueue,
    change_text,
    decode_held_prompts,
    make_held_prompt,
)
from octui.ui.prompt_queue.release import HeldPromptSender, TurnProgress, can_release, find_pause
from octui.ui.prompt_queue.turn_watch import TurnWatch

NOT_SAVED = "The queue could not be saved"


class PromptQueueController:
    """What waits for the sessions of the connected server."""

    def __init__(self, context: AppContext, mentions: MentionsController, attachments: AttachmentsController) -> None:
        self._context = context
        self._sender = HeldPromptSender(context, mentions, attachments)
        self._store = HeldPromptStore()
        self._queues: dict[str, SessionQueue] = {}
        self._loaded: set[str] = set()
        self.is_reachable = asyncio.Event()
        """Set while there is a server whose connection is not lost; until then prompts wait in their composers."""
        self._let_through = ""
        """The session whose next prompt is sent at once."""
        self._turns = TurnWatch(context, self._review_queue)

    # What is asked when a prompt is sent.

    def has_to_wait(self, session_id: str) -> bool:
        """Whether a prompt for this session waits instead of being sent."""
        if not session_id or session_id == self._let_through:
            self._let_through = ""
            return False
        queue = self._queues.get(session_id)
        is_next_in_line = queue is not None and bool(queue.prompts) and not queue.pause
        is_busy = selectors.is_busy(self._context.store.state, session_id) or self._turns.is_start_awaited(session_id)
        return (is_busy and self.is_queueing()) or is_next_in_line

    def let_next_through(self, session_id: str) -> None:
        """The next prompt for this session does not wait."""
        self._let_through = session_id

    def track_turn_start(self, session_id: str) -> AbstractContextManager[None]:
        """A prompt is sent now: until the server begins with it, others wait."""
        return self._turns.track_turn_start(session_id)

    async def hold_prompt(
        self, session_id: str, message: SendPrompt | RunShellCommand | RunSlashCommand, selection: Selection
    ) -> HeldPrompt:
        """Keep a prompt until the agent is done; raises OSError if it cannot be written, and then it is not kept."""
        prompt = make_held_prompt(message, f"{int(time() * 1000):x}-{secrets.token_hex(4)}", selection)
        await asyncio.to_thread(self._store.put_entry, self._place(session_id), prompt.id, msgspec.json.encode(prompt))
        queue = self._queues.setdefault(session_id, SessionQueue())
        queue.put_prompt(prompt)
        # The turn may have ended while the file was written.
        self._review_queue(session_id)
        self._context.refresh_chrome()
        return prompt

    # What is shown.

    def is_queueing(self) -> bool:
        return self._context.settings.get_value(PROMPTS_WHILE_BUSY) == "queue"

    def get_queue(self, session_id: str) -> SessionQueue:
        """The prompts that wait for a session."""
        return self._queues.get(session_id) or SessionQueue()

    def load_queue(self, session_id: str) -> None:
        """Read what an earlier octui left for a session, once; the user decides about that."""
        key = f"{self._context.server_name}\n{session_id}"
        if not session_id or key in self._loaded:
            return
        self._loaded.add(key)
        place = self._place(session_id)

        async def read_queue() -> None:
            try:
                entries = await asyncio.to_thread(self._store.read_entries, place)
                found = await asyncio.to_thread(decode_held_prompts, entries)
            except OSError as error:
                self._context.notify_error("The queue could not be read", describe_file_failure(error))
                return
            if len(found) < len(entries):
                count = format_count(len(entries) - len(found), "queued prompt")
                self._context.notify_error(f"{count} could not be read", f"kept in {self._store.folder}")
            if self._queues.setdefault(session_id, SessionQueue()).add_prompts(found):
                self._queues[session_id].pause = LEFT_OVER
            self._context.refresh_chrome()

        self._context.start_worker(read_queue(), group="disk")

    # Commands.

    def has_held_prompts(self) -> bool:
        """Whether any prompt waits, here or on the server."""
        session_id = self._context.session_id
        return bool(self.get_queue(session_id).prompts or self._list_sent(session_id))

    def show_queue(self) -> None:
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.prompt_queue.picker import QueuePicker

        session_id = self._context.session_id
        picker = QueuePicker(lambda: self.get_queue(session_id), self, session_id, lambda: self._list_sent(session_id))
        self._context.open_picker(picker, lambda prompt_id: self.edit_prompt(session_id, prompt_id))

    def _list_sent(self, session_id: str) -> list[tuple[str, str]]:
        """The prompts that wait on the server, such as those of other clients."""
        state = self._context.store.state
        waiting = selectors.list_queued_prompts(state, session_id)
        return [(message_id, selectors.get_prompt_text(state, message_id)) for message_id in waiting]

    def toggle_queueing(self) -> None:
        """From now on, Enter while the agent works queues, or sends to the running agent."""
        self._context.change_setting(PROMPTS_WHILE_BUSY, "send" if self.is_queueing() else "queue")
        self._context.notify_info(
            "While the agent works, Enter queues the prompt: it is sent after the turn."
            if self.is_queueing()
            else "While the agent works, Enter sends the prompt: the agent reads it at its next step."
        )
        self._context.refresh_chrome()

    # What can be done with one of them.

    def edit_prompt(self, session_id: str, prompt_id: str) -> None:
        from octui.ui.message_menu.text_editor import TextEditor

        prompt = self._find_held(session_id, prompt_id)
        if prompt is None:
            return

        queue = self._queues[session_id]

        def save_text(text: str | None) -> None:
            queue.is_edited = False
            if text is not None and (held := self._find_held(session_id, prompt_id)) is not None:
                self._put(session_id, change_text(held, text))
            self._review_queue(session_id)

        queue.is_edited = True
        self._context.open_screen(TextEditor("Edit queued prompt", prompt.typed_text), save_text)

    def cancel_prompt(self, session_id: str, prompt_id: str) -> None:
        if self._find_held(session_id, prompt_id) is not None:
            self._queues[session_id].remove_prompt(prompt_id)
            place = self._place(session_id)
            self._write(lambda: self._store.remove_entry(place, prompt_id))
            self._context.notify_info("Cancelled. It stays in the prompt history.")

    def move_prompt_first(self, session_id: str, prompt_id: str) -> None:
        if (prompt := self._find_held(session_id, prompt_id)) is not None:
            self._put(session_id, prompt, first=True)

    def send_prompt_now(self, session_id: str, prompt_id: str) -> None:
        """To the running agent, which reads it at its next step, or to start a turn."""
        queue, prompt = self.get_queue(session_id), self._find_held(session_id, prompt_id)
        if prompt is not None and not queue.is_releasing:
            queue.put_prompt(prompt, first=True)
            queue.is_asked_for = True
            queue.pause = ""
            queue.is_releasing = True
            self._context.start_worker(self._release(session_id, queue, is_urgent=True), group="queue")

    def interrupt_for_prompt(self, session_id: str, prompt_id: str) -> None:
        """Stop the agent, and send this one once it has stopped."""
        prompt = self._find_held(session_id, prompt_id)
        if prompt is None:
            return
        self._put(session_id, prompt, first=True)

        def release_next(_: None) -> None:
            self.resume_queue(session_id)

        self._context.run_call(
            "Could not interrupt the agent", lambda calls: calls.abort_session_tree(session_id), release_next
        )

    def resume_queue(self, session_id: str) -> None:
        """Send the next one as soon as the agent is idle, however the turn before ended."""
        queue = self._queues.get(session_id)
        if queue is not None and queue.prompts:
            queue.pause, queue.is_asked_for = "", True
            self._review_queue(session_id)
            self._context.refresh_chrome()

    # What happens meanwhile.

    def pause_queue(self, session_id: str, reason: str = INTERRUPTED) -> None:
        """Send nothing more by itself."""
        queue = self._queues.get(session_id)
        if queue is not None and queue.prompts:
            queue.pause, queue.is_asked_for = reason, False
            self._context.refresh_chrome()

    def handle_changes(self, changes: Changes) -> None:
        """Send what waits for a session that these changes show to be idle."""
        has_connection_changed = any(key.topic is Topic.CONNECTION for key in changes)
        if has_connection_changed:
            self._follow_connection(self._context.store.state.connection.status)
        self._turns.forget_begun_turns(is_resynced=has_connection_changed)
        if not self._queues:
            return
        touched = {key.id for key in changes if key.topic in (Topic.STATUS, Topic.SESSION, Topic.MESSAGES)}
        messages = self._context.store.state.messages
        touched |= {messages[key.id].session_id for key in changes if key.id in messages}
        everything = any(key.topic in (Topic.CONNECTION, Topic.REQUESTS) for key in changes)
        for session_id in list(self._queues):
            if everything or session_id in touched:
                self._review_queue(session_id)

    def leave_server(self) -> None:
        """What waits stays on disk, and is there when the session is opened again."""
        self.is_reachable.clear()
        self._queues.clear()
        self._loaded.clear()
        self._turns.forget_turns()

    def _follow_connection(self, status: ConnectionStatus) -> None:
        if status is ConnectionStatus.LOST:
            self.is_reachable.clear()
        elif status is ConnectionStatus.LIVE:
            self.is_reachable.set()

    def _review_queue(self, session_id: str) -> None:
        queue, state = self.get_queue(session_id), self._context.store.state
        if queue.pause == NOT_ANSWERED and selectors.is_busy(state, session_id):
            # It was late only.
            queue.pause = ""
        if self._turns.is_start_awaited(session_id) and not queue.is_asked_for:
            if queue.prompts:
                self._turns.watch_session(session_id)
            return
        if queue.prompts and not queue.pause and not queue.is_asked_for and (why := find_pause(state, session_id)):
            self.pause_queue(session_id, why)
        if can_release(state, session_id, queue):
            queue.is_releasing = True
            self._context.start_worker(self._release(session_id, queue), group="queue")

    async def _release(self, session_id: str, queue: SessionQueue, *, is_urgent: bool = False) -> None:
        """Send the first prompt of a queue, after asking the server whether it may be sent unless it is urgent."""
        server = self._context.server
        prompt = queue.prompts[0] if queue.prompts else None
        try:
            if server is None or prompt is None:
                return
            calls = server.server_calls
            is_due = await self._is_turn_over(calls, session_id, queue, is_urgent=is_urgent) or is_urgent
            is_changed = queue.is_edited or queue.find_prompt(prompt.id) is not prompt
            if is_due and not queue.pause and not is_changed:
                await self._send_claimed(calls, session_id, queue, prompt)
        except (ClientError, NotAttachable) as error:
            self._take_back(session_id, queue, prompt, f"it was not sent: {error}".rstrip("."))
        except OSError as error:
            self._take_back(session_id, queue, prompt, f"the queue could not be saved: {describe_file_failure(error)}")
        finally:
            queue.is_releasing = False
            self._context.refresh_chrome()

    async def _is_turn_over(self, calls: ServerCalls, session_id: str, queue: SessionQueue, *, is_urgent: bool) -> bool:
        """Ask the server about the turn before: one that goes on is watched, one without an answer holds the queue."""
        overdue = self._turns.take_overdue(session_id)
        turn = await self._sender.find_turn_progress(calls, session_id, queue, overdue)
        if turn is TurnProgress.UNANSWERED and overdue is not None and not is_urgent:
            self.pause_queue(session_id, NOT_ANSWERED)
        elif turn is not TurnProgress.OVER:
            self._turns.watch_session(session_id)
        return turn is TurnProgress.OVER

    async def _send_claimed(self, calls: ServerCalls, session_id: str, queue: SessionQueue, prompt: HeldPrompt) -> None:
        """Claim a prompt in its file, so that no other octui sends it as well, and send it."""
        place = self._place(session_id)
        if not await asyncio.to_thread(self._store.claim_entry, place, prompt.id) and not prompt.is_doubtful:
            # Another octui sent it, or took it back.
            queue.remove_prompt(prompt.id)
            return
        queue.is_asked_for = False
        queue.remove_prompt(prompt.id)
        self._context.refresh_chrome()
        await self._sender.send_held_prompt(calls, session_id, prompt)
        await asyncio.to_thread(self._store.remove_entry, place, prompt.id)

    def _take_back(self, session_id: str, queue: SessionQueue, prompt: HeldPrompt | None, reason: str) -> None:
        """Put a prompt that was not sent where it was, and wait for the user."""
        if prompt is not None:
            queue.put_prompt(prompt, first=queue.find_prompt(prompt.id) is None)
            queue.pause, queue.is_asked_for = reason, False
            place, content = self._place(session_id), msgspec.json.encode(prompt)
            self._write(lambda: self._store.put_entry(place, prompt.id, content, first=True))

    def _put(self, session_id: str, prompt: HeldPrompt, *, first: bool = False) -> None:
        self._queues[session_id].put_prompt(prompt, first=first)
        place, content = self._place(session_id), msgspec.json.encode(prompt)
        self._write(lambda: self._store.put_entry(place, prompt.id, content, first=first))

    def _write(self, work: Callable[[], object]) -> None:
        self._context.run_blocking(work, NOT_SAVED, group="queue-file")
        self._context.refresh_chrome()

    def _find_held(self, session_id: str, prompt_id: str) -> HeldPrompt | None:
        """The prompt while it waits; says so once it does not."""
        prompt = self.get_queue(session_id).find_prompt(prompt_id)
        if self._context.server is None:
            self._context.notify_info(NOT_CONNECTED)
            return None
        if prompt is None:
            self._context.notify_info("This prompt was already sent.")
        return prompt

    def _place(self, session_id: str) -> Place:
        return Place(self._context.server_name, session_id)
