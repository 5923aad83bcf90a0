"""The rows of the inbox: every pending request, who makes it, how old it is, and which are the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from octui.render.requests.permission_title import describe_permission
from octui.render.requests.requester import describe_requester, find_requester
from octui.render.text.cell_width import clip_text
from octui.render.text.clock_time import format_age
from octui.render.text.spoofing import to_unspoofed_line
from octui.store import selectors
from octui.store.selectors import PendingRequest
from octui.store.state import State
from octui.ui.pickers.rows import PickerRow
from octui.wire.requests import Permission

HERE: Final = "This session and its subagents"
ELSEWHERE: Final = "Other sessions"
ID_DIGITS: Final = 12
MAX_AGE_DAYS: Final = 30
MAX_QUESTION_LENGTH: Final = 80


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A row for one request, or for several that are the same."""

    row: PickerRow
    requests: tuple[PendingRequest, ...]


def iter_inbox_rows(state: State, viewed_session_id: str, home: str, now: float) -> Iterator[InboxRow]:
    """Requests of the session on screen first; `now` is in epoch milliseconds."""
    family = {viewed_session_id, *selectors.list_session_tree(state, viewed_session_id)} if viewed_session_id else set()
    for same in sorted(_group_same(state), key=lambda members: not _is_any_in(members, family)):
        yield _build_row(state, same, viewed_session_id, family, home, now)


def find_request_age(request_id: str, now: float) -> float | None:
    """When a request was made, in epoch milliseconds, from the time in its id; None where that cannot be."""
    digits = request_id.partition("_")[2][:ID_DIGITS]
    try:
        moment = int(digits, 16) // 4096
    except ValueError:
        return None
    span = 16**ID_DIGITS // 4096
    made = now - (int(now) - moment) % span
    return made if len(digits) == ID_DIGITS and now - made < MAX_AGE_DAYS * 86_400_000 else None


def _group_same(state: State) -> Iterable[tuple[PendingRequest, ...]]:
    """Requests that allow exactly the same in the same directory, together."""
    groups: dict[object, list[PendingRequest]] = {}
    for request in selectors.list_pending_requests(state):
        groups.setdefault(_get_sameness(state, request), []).append(request)
    return [tuple(members) for members in groups.values()]


def _get_sameness(state: State, request: PendingRequest) -> object:
    permission = request.permission
    if permission is None:
        return request.id
    session = state.sessions.get(request.session_id)
    if session is None:
        return request.id
    call = selectors.find_tool_part(state, permission.tool) if permission.tool is not None else None
    arguments = repr(sorted(call.state.input.items(), key=lambda item: item[0])) if call is not None else ""
    metadata = repr(sorted(permission.metadata.items(), key=lambda item: item[0]))
    return (session.directory, permission.permission, permission.patterns, permission.always, metadata, arguments)


def _build_row(
    state: State, same: tuple[PendingRequest, ...], viewed: str, family: set[str], home: str, now: float
) -> InboxRow:
    same = tuple(sorted(same, key=lambda each: (each.session_id != viewed, each.session_id not in family)))
    request = same[0]
    requester = describe_requester(find_requester(state, request, viewed), home)
    made = find_request_age(request.id, now)
    times = f" × {len(same)}" if len(same) > 1 else ""
    age = [format_age(made, now)] if made is not None else []
    row = PickerRow(
        request.id,
        f"{_describe_request(state, request)}{times}",
        " · ".join([*age, *requester]),
        HERE if _is_any_in(same, family) else ELSEWHERE,
        "△" if request.permission is not None else "?",
        style="$text-warning",
    )
    return InboxRow(row, same)


def _is_any_in(same: Iterable[PendingRequest], family: set[str]) -> bool:
    return any(each.session_id in family for each in same)


def _describe_request(state: State, request: PendingRequest) -> str:
    if isinstance(request.permission, Permission):
        tool = request.permission.tool
        return describe_permission(request.permission, selectors.find_tool_part(state, tool) if tool else None)
    questions = request.question.questions if request.question is not None else ()
    asked = questions[0].question or questions[0].header if questions else "A question"
    more = f" (and {len(questions) - 1} more)" if len(questions) > 1 else ""
    return clip_text(to_unspoofed_line(asked), MAX_QUESTION_LENGTH) + more
