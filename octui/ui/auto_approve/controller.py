"""Answers requests of one session and its subagents with "once", while the user wants that; the header says so."""

from collections.abc import Callable, Iterable
from time import monotonic, time
from typing import Final

from octui.client import ClientError
from octui.lazy_dataclasses import dataclass
from octui.render.text.clock_time import format_clock_time
from octui.store import selectors
from octui.store.changes import Changes, Topic
from octui.ui.controllers.context import AppContext, ConnectedServer, describe_failed_call
from octui.ui.key_hints import format_first_key
from octui.ui.pickers.rows import PickerRow
from octui.wire.requests import Permission

MINUTES: Final = (10, 60)
UNTIL_STOPPED: Final = "0"


@dataclass(frozen=True, slots=True)
class AutoApproval:
    """What is approved: requests of this session's tree on this server, up to a moment if there is one.

    Without a session it is every one that was opened since octui started.
    """

    session_id: str
    server: ConnectedServer
    ends_at: float | None = None
    """On the monotonic clock."""
    ends_at_ms: float = 0
    """The same in epoch milliseconds, to be shown."""


class AutoApproveController:
    """Off at the start unless octui was started with --auto, on another server, and when its time is over."""

    def __init__(self, context: AppContext, clock: Callable[[], float] = monotonic) -> None:
        self._context = context
        self._clock = clock
        self._current: AutoApproval | None = None
        self._answered: set[str] = set()
        self._is_asked_for = context.options.auto
        """Whether it is to begin with the first server."""

    def is_on(self) -> bool:
        """Whether anything would be approved."""
        current = self._current
        return (
            current is not None
            and current.server is self._context.server
            and (current.ends_at is None or self._clock() < current.ends_at)
        )

    def choose_auto_approval(self) -> None:
        """Ask for how long the requests of the session on screen are approved."""
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.pickers.picker import Picker

        detail = "never outside the project or to send"
        rows = [
            *(PickerRow(str(minutes), f"For {minutes} minutes", detail) for minutes in MINUTES),
            PickerRow(UNTIL_STOPPED, "Until I stop it", detail),
        ]
        picker = Picker("Approve without asking in this session", lambda: rows, answer=lambda row: row.id)
        self._context.open_picker(picker, lambda minutes: self.start_auto_approval(int(minutes)))

    def start_auto_approval(self, minutes: int) -> None:
        """Approve requests of the session on screen from now on; 0 minutes is until it is stopped."""
        context = self._context
        if context.server is None or not context.session_id:
            context.notify_info("Open a session first.")
            return
        lineage = selectors.list_ancestors(context.store.state, context.session_id)
        session_id = lineage[0].id if lineage else context.session_id
        seconds = minutes * 60
        self._current = AutoApproval(
            session_id,
            context.server,
            self._clock() + seconds if seconds else None,
            (time() + seconds) * 1000 if seconds else 0,
        )
        self._show_state()
        if seconds:
            context.start_timer(seconds, self._expire)
        self._approve_pending()

    def stop_auto_approval(self) -> None:
        self._current = None
        self._is_asked_for = False
        self._show_state()
        self._context.notify_info("Requests are shown to you again.")

    def leave_server(self) -> None:
        """Nothing is approved on the next server."""
        self._current = None
        self._answered.clear()
        self._show_state()

    def handle_changes(self, changes: Changes) -> None:
        """Answer what is new."""
        if self._is_asked_for and self._context.server is not None:
            self._is_asked_for = False
            self._current = AutoApproval("", self._context.server)
            self._show_state()
        if self._current is None or not any(key.topic in (Topic.REQUESTS, Topic.MESSAGE) for key in changes):
            return
        if not self.is_on():
            self._current = None
            self._show_state()
            return
        self._approve_pending()

    def _approve_pending(self) -> None:
        current, state = self._current, self._context.store.state
        if current is None:
            return
        from octui.ui.auto_approve.verdict import find_objection  # most never approve in this way

        requests = (
            request for root in self._list_roots(current) for request in selectors.list_tree_requests(state, root)
        )
        for request in requests:
            permission = request.permission
            if permission is None or permission.id in self._answered:
                continue
            call = selectors.find_tool_part(state, permission.tool) if permission.tool is not None else None
            if not find_objection(permission, call):
                self._answered.add(permission.id)
                self._context.start_worker(self._approve(current, permission), group="auto-approve")

    def _list_roots(self, current: AutoApproval) -> Iterable[str]:
        """The sessions whose trees are approved."""
        if current.session_id:
            return (current.session_id,)
        state, opened = self._context.store.state, self._context.open_sessions.session_ids
        lineages = (selectors.list_ancestors(state, one) for one in (*opened, self._context.session_id) if one)
        return dict.fromkeys(lineage[0].id for lineage in lineages if lineage)

    async def _approve(self, current: AutoApproval, permission: Permission) -> None:
        """An answer that fails is not repeated: its card stays."""
        if self._current is not current:
            return
        try:
            await current.server.server_calls.reply_permission(permission, "once", None)
        except ClientError as error:
            from octui.render.requests.permission_title import describe_permission  # as above

            self._context.notify_error(
                f"Could not approve: {describe_permission(permission)}", describe_failed_call(error)
            )

    def _expire(self) -> None:
        if self._current is not None and not self.is_on():
            self._current = None
            self._show_state()
            self._context.notify_info("Auto-approval is over: requests are shown to you again.", seconds=8)

    def _show_state(self) -> None:
        current = self._current
        note = ""
        if current is not None:
            until = f" until {format_clock_time(current.ends_at_ms)}" if current.ends_at_ms else ""
            note = f"auto-approve{until} · {format_first_key('permission.auto_approve.stop')} stops"
        self._context.auto_approval = note
        self._context.refresh_chrome()
