"""The prompts that wait until the agent is done: to edit one, to take it back, or to have it sent first or now."""

from collections.abc import Callable
from typing import Protocol

from textual import on

from octui.ui.key_hints import format_first_key
from octui.ui.messages import StoreChanged
from octui.ui.pickers.picker import Picker, PickerAction
from octui.ui.pickers.rows import Heading, PickerRow
from octui.ui.prompt_queue.held_prompt import SessionQueue

ONE_AFTER_EACH_TURN = "One is sent after each turn. octui keeps them until then: they are not on the server yet."


class QueueEditor(Protocol):
    """What can be done with a prompt that waits."""

    def cancel_prompt(self, session_id: str, prompt_id: str) -> None: ...
    def move_prompt_first(self, session_id: str, prompt_id: str) -> None: ...
    def send_prompt_now(self, session_id: str, prompt_id: str) -> None: ...
    def interrupt_for_prompt(self, session_id: str, prompt_id: str) -> None: ...
    def resume_queue(self, session_id: str) -> None: ...


def build_queue_rows(queue: SessionQueue) -> list[PickerRow]:
    """One row for each prompt that waits, the one that is sent first at the top."""
    rows: list[PickerRow] = []
    for number, prompt in enumerate(queue.prompts, 1):
        model = prompt.selection.model[1] if prompt.selection.model else ""
        facts = ("may have been sent" if prompt.is_doubtful else "", prompt.selection.agent, model)
        rows.append(
            PickerRow(
                id=prompt.id,
                title=prompt.label,
                detail=" · ".join(fact for fact in facts if fact),
                glyph=str(number) if number < 10 else "",
                style="$text-warning" if prompt.is_doubtful else "",
            )
        )
    return rows


class QueuePicker(Picker[str]):
    """Returns the id of the prompt to edit."""

    PREVIEW_ROWS = 4

    def __init__(self, get_queue: Callable[[], SessionQueue], editor: QueueEditor, session_id: str) -> None:
        self._get_queue = get_queue
        super().__init__(
            "Queued prompts",
            lambda: build_queue_rows(get_queue()),
            answer=lambda row: row.id,
            actions=(
                PickerAction("queue.first", "go first", self._act(editor.move_prompt_first, session_id)),
                PickerAction("queue.send", "send now", self._act(editor.send_prompt_now, session_id)),
                PickerAction(
                    "queue.interrupt",
                    "interrupt and send",
                    self._act(editor.interrupt_for_prompt, session_id),
                    confirm=f"press {format_first_key('queue.interrupt')} again: the agent stops what it does",
                ),
                PickerAction("queue.cancel", "cancel", self._act(editor.cancel_prompt, session_id)),
                PickerAction(
                    "queue.resume",
                    "resume",
                    lambda _: self._resume(editor, session_id),
                    find_obstacle=lambda _: "" if get_queue().pause else "the queue is not held",
                ),
            ),
            on_highlight=self._show_whole_prompt,
            footer=self._build_footer,
            empty="No prompt waits.",
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
        pause = self._get_queue().pause
        return (Heading(), Heading(f"Held: {pause}." if pause else ONE_AFTER_EACH_TURN))

    def _show_whole_prompt(self, row: PickerRow | None) -> None:
        prompt = self._get_queue().find_prompt(row.id) if row is not None else None
        self.show_preview("\n".join(prompt.typed_text.splitlines()[: self.PREVIEW_ROWS]) if prompt else "")

    @on(StoreChanged)
    def _refresh_queue(self, _: StoreChanged) -> None:
        self.refresh_rows()
