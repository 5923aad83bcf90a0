"""The prompts that wait until the agent is done: to edit one, to take it back, or to have it sent first or now."""

from collections.abc import Callable, Sequence
from typing import Protocol

from textual import on

from octui.render.text.head_tail import take_beginning
from octui.render.text.sanitize import MESSAGE_LENGTH
from octui.ui.key_hints import format_first_key
from octui.ui.messages import StoreChanged
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.picker_actions import PickerAction
from octui.ui.pickers.rows import Heading, PickerRow
from octui.ui.prompt_queue.held_prompt import MAX_LABEL_LENGTH, SessionQueue

ServerPrompt = tuple[str, str]
"""The id and the text of a prompt that the server has already."""

KEPT, SENT = "Kept by octui", "On the server, for the agent's next step"
IS_SENT = "the server already has it"
ONE_AFTER_EACH_TURN = ("Enter edits one. One is sent after each turn;", "until then octui keeps them, not the server.")


class QueueEditor(Protocol):
    """What can be done with a prompt that waits."""

    def cancel_prompt(self, session_id: str, prompt_id: str) -> None: ...
    def move_prompt_first(self, session_id: str, prompt_id: str) -> None: ...
    def send_prompt_now(self, session_id: str, prompt_id: str) -> None: ...
    def interrupt_for_prompt(self, session_id: str, prompt_id: str) -> None: ...
    def resume_queue(self, session_id: str) -> None: ...


def build_queue_rows(queue: SessionQueue, sent: Sequence[ServerPrompt] = ()) -> list[PickerRow]:
    """One row for each prompt that waits, the next first: what the server has is read before what is still here."""
    rows = [
        PickerRow(id=message_id, title=" ".join(text[:MAX_LABEL_LENGTH].split()), group=SENT, is_muted=True)
        for message_id, text in sent
    ]
    for number, prompt in enumerate(queue.prompts, 1):
        model = prompt.selection.model[1] if prompt.selection.model else ""
        facts = ("may have been sent" if prompt.is_doubtful else "", prompt.selection.agent, model)
        rows.append(
            PickerRow(
                id=prompt.id,
                title=prompt.label,
                detail=" · ".join(fact for fact in facts if fact),
                group=KEPT if sent else "",
                glyph=str(number) if number < 10 else "",
                style="$text-warning" if prompt.is_doubtful else "",
            )
        )
    return rows


def _find_sent_obstacle(row: PickerRow) -> str:
    return IS_SENT if row.group == SENT else ""


class QueuePicker(Picker[str]):
    """Returns the id of the prompt to edit."""

    PREVIEW_ROWS = 4

    def __init__(
        self,
        get_queue: Callable[[], SessionQueue],
        editor: QueueEditor,
        session_id: str,
        list_sent: Callable[[], Sequence[ServerPrompt]],
    ) -> None:
        self._get_queue = get_queue
        self._list_sent = list_sent
        super().__init__(
            "Queued prompts",
            lambda: build_queue_rows(get_queue(), list_sent()),
            answer=lambda row: row.id,
            actions=(
                PickerAction(
                    "queue.first",
                    "to front",
                    self._act(editor.move_prompt_first, session_id),
                    find_obstacle=_find_sent_obstacle,
                ),
                PickerAction(
                    "queue.cancel",
                    "cancel",
                    self._act(editor.cancel_prompt, session_id),
                    find_obstacle=_find_sent_obstacle,
                ),
                PickerAction(
                    "queue.send",
                    "send now",
                    self._act(editor.send_prompt_now, session_id),
                    find_obstacle=_find_sent_obstacle,
                ),
                PickerAction(
                    "queue.interrupt",
                    "interrupt and send",
                    self._act(editor.interrupt_for_prompt, session_id),
                    confirm=f"press {format_first_key('queue.interrupt')} again: this interrupts the agent",
                    find_obstacle=_find_sent_obstacle,
                ),
                PickerAction(
                    "queue.resume",
                    "resume",
                    lambda _: self._resume(editor, session_id),
                    find_obstacle=lambda _: "" if get_queue().pause else "the queue is not held",
                ),
            ),
            on_highlight=self._show_whole_prompt,
            footer=self._build_footer,
            empty="No queued prompts.",
        )

    def _act(self, act: Callable[[str, str], None], session_id: str) -> Callable[[PickerRow], None]:
        def act_on_row(row: PickerRow) -> None:
            act(session_id, row.id)
            self.refresh_rows()

        return act_on_row

    def _resume(self, editor: QueueEditor, session_id: str) -> None:
        editor.resume_queue(session_id)
        self.refresh_rows()

    def _build_footer(self) -> tuple[Heading, ...]:
        queue = self._get_queue()
        if not queue.prompts:
            return ()
        lines = (f"Held: {queue.pause}.",) if queue.pause else ONE_AFTER_EACH_TURN
        return (Heading(), *map(Heading, lines))

    def _show_whole_prompt(self, row: PickerRow | None) -> None:
        prompt = self._get_queue().find_prompt(row.id) if row is not None else None
        text = prompt.typed_text if prompt else dict(self._list_sent()).get(row.id, "") if row is not None else ""
        self.show_preview(take_beginning(text, MESSAGE_LENGTH, self.PREVIEW_ROWS))

    @on(StoreChanged)
    def _refresh_queue(self, _: StoreChanged) -> None:
        self.refresh_rows()
