from octui.store.selectors import PendingRequest
from octui.ui.approvals.request_queue import RequestQueue

FAMILY = {"ses_a", "ses_a1"}


def make_request(id: str, session_id: str) -> PendingRequest:
    return PendingRequest(id, session_id)


ELSEWHERE, BELOW, HERE, LATER = (
    make_request("1", "ses_b"),
    make_request("2", "ses_a1"),
    make_request("3", "ses_a"),
    make_request("4", "ses_a"),
)


def fill_queue(*asks: PendingRequest) -> RequestQueue:
    queue = RequestQueue()
    queue.set_requests(asks, "ses_a", FAMILY)
    queue.choose_current()
    return queue


def test_the_sessions_own_come_first_then_the_familys_then_the_rest() -> None:
    queue = fill_queue(ELSEWHERE, BELOW, HERE, LATER)
    assert queue.request_ids == ("3", "4", "2", "1")
    assert queue.current == "3"
    assert queue.foreign_requests == (ELSEWHERE,)
    assert [queue.position_of(id) for id in ("3", "1", "9")] == [1, 4, 0]


def test_new_requests_do_not_replace_the_one_on_screen() -> None:
    queue = fill_queue(BELOW)
    queue.set_requests((BELOW, HERE), "ses_a", FAMILY)
    queue.choose_current()
    assert queue.current == "2"


def test_the_next_request_follows_an_answered_one() -> None:
    queue = fill_queue(HERE, LATER, BELOW)
    queue.step_current(1)
    queue.choose_current()
    queue.set_requests((HERE, BELOW), "ses_a", FAMILY)
    queue.choose_current()
    assert queue.current == "2"


def test_after_the_last_request_the_first_one_follows() -> None:
    queue = fill_queue(HERE, LATER)
    queue.step_current(-1)
    queue.choose_current()
    queue.set_requests((HERE,), "ses_a", FAMILY)
    queue.choose_current()
    assert queue.current == "3"


def test_asks_of_other_sessions_are_only_shown_to_who_goes_there() -> None:
    queue = fill_queue(ELSEWHERE)
    assert queue.current == ""
    queue.visit_other_session()
    queue.choose_current()
    assert queue.current == "1"
    queue.leave_other_sessions()
    queue.choose_current()
    assert queue.current == ""


def test_stepping_goes_round_all_of_them_both_ways() -> None:
    queue = fill_queue(ELSEWHERE, HERE)
    seen = []
    for by in (1, 1, -1, -1):
        queue.step_current(by)
        queue.choose_current()
        seen.append(queue.current)
    assert seen == ["1", "3", "1", "3"]


def test_where_nothing_waits_there_is_nothing_to_step_to() -> None:
    queue = fill_queue()
    queue.step_current(1)
    queue.visit_other_session()
    queue.choose_current()
    assert queue.current == ""
