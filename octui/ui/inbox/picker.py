"""The inbox: every request that waits for an answer, in every session and folder."""

from collections.abc import Callable, Iterable

from textual import on

from octui.store.changes import Topic
from octui.store.selectors import PendingRequest
from octui.ui.inbox.rows import InboxRow
from octui.ui.messages import StoreChanged
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.picker_actions import PickerAction
from octui.ui.pickers.rows import PickerRow

_SHOWN = frozenset({Topic.REQUESTS, Topic.SESSIONS, Topic.SESSION})
TITLE = "Requests"
ONE_ONLY = "no other request is identical"


class InboxPicker(Picker[tuple[PendingRequest, ...]]):
    """Returns the requests to answer: the one under the cursor, or all that are the same as it."""

    def __init__(
        self,
        rows: Callable[[], Iterable[InboxRow]],
        *,
        open_session: Callable[[str], None],
        is_listed: Callable[[], bool] = lambda: True,
    ) -> None:
        self._inbox_rows = rows
        self._is_listed = is_listed
        super().__init__(
            TITLE,
            lambda: (known.row for known in rows()),
            answer=lambda row: self._find_same(row)[:1],
            actions=(
                PickerAction(
                    "inbox.answer_same",
                    "answer all identical",
                    lambda row: self._answer_same(row),
                    find_obstacle=lambda row: "" if len(self._find_same(row)) > 1 else ONE_ONLY,
                ),
                PickerAction("inbox.open_session", "open its session", lambda row: self._leave_for(row, open_session)),
            ),
            empty=self._describe_nothing(),
        )

    def _describe_nothing(self) -> str:
        return "No pending requests." if self._is_listed() else "The server has not listed its requests yet."

    def _find_same(self, row: PickerRow) -> tuple[PendingRequest, ...]:
        return next((known.requests for known in self._inbox_rows() if known.row.id == row.id), ())

    def _answer_same(self, row: PickerRow) -> None:
        self.dismiss(self._find_same(row))

    def _leave_for(self, row: PickerRow, open_session: Callable[[str], None]) -> None:
        self.dismiss(None)
        open_session(row.id)

    @on(StoreChanged)
    def _refresh_if_listed(self, message: StoreChanged) -> None:
        if any(key.topic in _SHOWN for key in message.touched):
            self.change_title(TITLE, self._describe_nothing())
            self.refresh_rows()
