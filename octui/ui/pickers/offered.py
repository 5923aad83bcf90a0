"""A picker of what a server offers: a server that has just started may say so seconds later."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from textual import on

from octui.store.changes import Topic
from octui.ui.messages import StoreChanged
from octui.ui.pickers.gradual_rows import GradualSource
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.picker_actions import ListAction, PickerAction
from octui.ui.pickers.rows import PickerRow

Answer = TypeVar("Answer")


class OfferPicker(Picker[Answer]):
    """Reads its rows again whenever the server says what it offers; `is_awaited` is whether it has yet to."""

    def __init__(
        self,
        title: str,
        rows: Callable[[], GradualSource],
        *,
        answer: Callable[[PickerRow], Answer],
        is_awaited: Callable[[], bool],
        loading: str,
        empty: str,
        actions: Sequence[PickerAction | ListAction] = (),
        columns: bool = False,
    ) -> None:
        super().__init__(
            title,
            rows,
            answer=answer,
            actions=actions,
            columns=columns,
            empty=empty,
            loading=loading if is_awaited() else "",
        )
        self._is_awaited = is_awaited
        self._nothing_offered = empty

    @on(StoreChanged)
    def _show_offer(self, message: StoreChanged) -> None:
        if not any(key.topic is Topic.CATALOG for key in message.touched):
            return
        if self._is_awaited():
            self.refresh_rows()
        else:
            self.end_loading(self._nothing_offered)
