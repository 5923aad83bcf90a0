"""The inbox of requests: opened from anywhere, answered in place, and open again while there are more."""

from time import monotonic, time
from typing import TYPE_CHECKING

from octui.store import selectors
from octui.ui.controllers.approvals import ApprovalsController
from octui.ui.controllers.context import AppContext

if TYPE_CHECKING:
    from octui.store.selectors import PendingRequest


class InboxController:
    def __init__(self, context: AppContext, approvals: ApprovalsController) -> None:
        self._context = context
        self._approvals = approvals

    def show_inbox(self) -> None:
        """List every request of every session."""
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.inbox.picker import InboxPicker
        from octui.ui.inbox.rows import iter_inbox_rows

        context = self._context
        picker = InboxPicker(
            lambda: iter_inbox_rows(context.store.state, context.session_id, context.server_home, time() * 1000),
            open_session=self._approvals.open_request,
            is_listed=lambda: context.store.state.has_listed_requests,
        )
        context.open_picker(picker, self._answer_requests)

    def _answer_requests(self, requests: "tuple[PendingRequest, ...]") -> None:
        from octui.ui.inbox.request_screen import RequestScreen  # with the inbox

        context = self._context
        pending = {request.id for request in selectors.list_pending_requests(context.store.state)}
        current = tuple(request for request in requests if request.id in pending)
        if not current:
            context.notify_info("It was answered elsewhere.")
            return
        screen = RequestScreen(
            current,
            context.store,
            viewed_session_id=context.session_id,
            home=context.server_home,
            key_presses=context.key_presses,
            clock=monotonic,
        )
        context.open_screen(screen, self._continue_inbox)

    def _continue_inbox(self, is_settled: bool | None) -> None:
        if is_settled is not None and selectors.list_pending_requests(self._context.store.state):
            self.show_inbox()
