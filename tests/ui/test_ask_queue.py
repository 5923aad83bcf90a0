from octui.store.select import Ask
from octui.ui.ask_queue import AskQueue

FAMILY = {"ses_a", "ses_a1"}


def ask(id: str, session_id: str) -> Ask:
    return Ask(id, session_id)


ELSEWHERE, BELOW, HERE, LATER = ask("1", "ses_b"), ask("2", "ses_a1"), ask("3", "ses_a"), ask("4", "ses_a")


def filled(*asks: Ask) -> AskQueue:
    queue = AskQueue()
    queue.fill(asks, "ses_a", FAMILY)
    queue.settle()
    return queue


def test_the_sessions_own_come_first_then_the_familys_then_the_rest() -> None:
    queue = filled(ELSEWHERE, BELOW, HERE, LATER)
    assert queue.ids == ("3", "4", "2", "1")
    assert queue.current == "3"
    assert queue.foreign == (ELSEWHERE,)
    assert [queue.place(id) for id in ("3", "1", "9")] == [1, 4, 0]


def test_the_one_on_show_stays_whatever_comes() -> None:
    queue = filled(BELOW)
    queue.fill((BELOW, HERE), "ses_a", FAMILY)
    queue.settle()
    assert queue.current == "2"


def test_when_it_is_gone_the_one_after_it_follows() -> None:
    queue = filled(HERE, LATER, BELOW)
    queue.step(1)
    queue.settle()
    queue.fill((HERE, BELOW), "ses_a", FAMILY)
    queue.settle()
    assert queue.current == "2"


def test_when_the_last_is_gone_it_begins_again() -> None:
    queue = filled(HERE, LATER)
    queue.step(-1)
    queue.settle()
    queue.fill((HERE,), "ses_a", FAMILY)
    queue.settle()
    assert queue.current == "3"


def test_asks_of_other_sessions_are_only_shown_to_who_goes_there() -> None:
    queue = filled(ELSEWHERE)
    assert queue.current == ""
    queue.visit()
    queue.settle()
    assert queue.current == "1"
    queue.come_home()
    queue.settle()
    assert queue.current == ""


def test_stepping_goes_round_all_of_them_both_ways() -> None:
    queue = filled(ELSEWHERE, HERE)
    seen = []
    for by in (1, 1, -1, -1):
        queue.step(by)
        queue.settle()
        seen.append(queue.current)
    assert seen == ["1", "3", "1", "3"]


def test_where_nothing_waits_there_is_nothing_to_step_to() -> None:
    queue = filled()
    queue.step(1)
    queue.visit()
    queue.settle()
    assert queue.current == ""
