"""The rows of the inbox: oldest known facts of each request, and which of them are the same."""

import msgspec
import pytest

from octui.store.actions import PermissionsLoaded, QuestionsLoaded, SessionsLoaded
from octui.store.store import Store
from octui.ui.inbox.rows import ELSEWHERE, HERE, find_request_age, iter_inbox_rows
from octui.wire.decoding.tolerant_decoder import TolerantDecoder
from octui.wire.requests import Permission
from tests.support.request_dock import CHILD, SESSIONS, make_bash_permission, make_question
from tests.support.request_dock import ELSEWHERE as OTHER_SESSION
from tests.support.request_dock import HERE as SESSION

NOW = 1_764_400_000_000.0


def make_id(prefix: str, milliseconds: float) -> str:
    return f"{prefix}_{int(milliseconds) * 4096 % 16**12:012x}abcdefghijklmn"


@pytest.mark.parametrize("age", [0, 1_000, 3_600_000, 86_400_000])
def test_the_time_of_a_request_is_read_from_its_id(age: float) -> None:
    assert find_request_age(make_id("per", NOW - age), NOW) == NOW - age


@pytest.mark.parametrize("request_id", ["per_1", "per_zzzzzzzzzzzz", "", make_id("per", NOW - 40 * 86_400_000)])
def test_an_id_that_says_no_time_has_no_age(request_id: str) -> None:
    assert find_request_age(request_id, NOW) is None


def test_same_requests_of_one_directory_share_a_row_and_those_here_come_first() -> None:
    store = Store()
    store.dispatch_action(SessionsLoaded(SESSIONS, complete=True))
    made = make_id("per", NOW - 240_000)
    store.dispatch_action(
        PermissionsLoaded(
            (
                make_bash_permission("make", id="per_1", session_id=OTHER_SESSION),
                make_bash_permission("make", id=made, session_id=SESSION),
                make_bash_permission("make", id="per_3", session_id=CHILD),
                make_bash_permission("make", "make *", id="per_4", session_id=SESSION),
            )
        )
    )
    store.dispatch_action(QuestionsLoaded((make_question("Yes", "No"),)))
    rows = list(iter_inbox_rows(store.state, SESSION, "/srv", NOW))
    titles = [(known.row.group, known.row.title, len(known.requests)) for known in rows]
    assert sorted(titles[:-1]) == [
        (HERE, "Run make", 1),
        (HERE, "Run make × 2", 2),
        (HERE, "Which one?", 1),
    ]
    assert titles[-1] == (ELSEWHERE, "Run make", 1)
    details = {known.row.title: known.row.detail for known in rows}
    assert details["Run make × 2"].startswith("4m · Build")


def test_requests_with_large_arguments_that_differ_do_not_share_a_row() -> None:
    store = Store()
    store.dispatch_action(SessionsLoaded(SESSIONS, complete=True))
    asked = []
    for number, last in enumerate((8, 8, 9)):
        request = {
            "id": f"per_{number}",
            "sessionID": SESSION,
            "permission": "mcp_x",
            "metadata": {"rows": [7] * 2_000},
        }
        raw = msgspec.json.encode(request).replace(b"7]", b"%d]" % last)
        asked.append(TolerantDecoder(Permission, saves_memory=True).decode_value(raw))
    store.dispatch_action(PermissionsLoaded(tuple(asked)))
    rows = list(iter_inbox_rows(store.state, SESSION, "/srv", NOW))
    assert sorted([request.id for request in known.requests] for known in rows) == [["per_0", "per_1"], ["per_2"]]
