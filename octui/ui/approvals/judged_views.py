"""The views of cards: made for a request, and updated when it changes, once what it says was judged."""

from functools import partial

from octui.render.requests.permission_preview import PermissionPreview
from octui.store import selectors
from octui.store.selectors import PendingRequest
from octui.store.state import State
from octui.ui.approvals.card_protocols import CardView, ViewFactory
from octui.ui.approvals.judgement import is_deceptive, preview_permission
from octui.ui.approvals.permission_view import PermissionView
from octui.ui.approvals.questions.view import QuestionView
from octui.wire.parts import ToolPart
from octui.wire.requests import Permission


class JudgedViews:
    """Remembers the tool call that each permission was judged with: another one may show more of what would run."""

    def __init__(self) -> None:
        self._judged_calls: dict[str, ToolPart | None] = {}

    async def make_view(self, request: PendingRequest, state: State) -> ViewFactory | None:
        """What makes the view of a request; None for a kind of request that is not known."""
        if request.permission is not None:
            return partial(PermissionView, request.permission, await self._judge(request, request.permission, state))
        if request.question is not None:
            return partial(QuestionView, request.question, await is_deceptive(request.question))
        return None

    def is_replaced(self, view: CardView, request: PendingRequest, state: State) -> bool:
        """Whether the request has to be judged again, because a newer version of it came."""
        if isinstance(view, PermissionView) and request.permission is not None:
            call = _find_call(request, state)
            return request.permission is not view.permission or call is not self._judged_calls.get(request.id)
        return isinstance(view, QuestionView) and request.question not in (None, view.question)

    async def update_view(self, view: CardView, request: PendingRequest, state: State) -> None:
        """Judge the newest version of a request, and show it."""
        if isinstance(view, PermissionView) and request.permission is not None:
            view.update_permission(request.permission, await self._judge(request, request.permission, state))
        elif isinstance(view, QuestionView) and request.question is not None:
            view.update_question(request.question, await is_deceptive(request.question))

    def forget_request(self, request_id: str) -> None:
        self._judged_calls.pop(request_id, None)

    async def _judge(self, request: PendingRequest, permission: Permission, state: State) -> PermissionPreview:
        call = self._judged_calls[request.id] = _find_call(request, state)
        session = state.sessions.get(permission.session_id)
        return await preview_permission(permission, call, session.directory if session is not None else "")


def _find_call(request: PendingRequest, state: State) -> ToolPart | None:
    return selectors.find_tool_part(state, request.tool_call) if request.tool_call is not None else None
