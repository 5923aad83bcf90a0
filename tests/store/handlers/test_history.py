from octui.store import selectors
from octui.store.actions import ConnectionChanged, HistoryFailed, HistoryRequested, SessionForgotten
from octui.store.changes import NO_CHANGES, ChangeKey, Topic
from octui.store.state import ConnectionStatus
from octui.store.store import Store
from octui.store.timeline import Timeline
from octui.wire.events import MessageRemoved, PartRemoved, SessionCreated, SessionDeleted
from octui.wire.messages import Message
from tests.support.factories import (
    SESSION,
    delta,
    loading,
    make_answer,
    make_prompt_part,
    make_session,
    make_text_part,
    make_user_message,
    page,
    said,
    watching,
    wrote,
)


def ids(store: Store) -> list[str]:
    return list(selectors.list_message_ids(store.state, SESSION))


def parts_of(store: Store, message_id: str) -> list[str]:
    view = selectors.get_message(store.state, message_id)
    assert view is not None
    return [part.id for part in view.parts]


def timeline(store: Store) -> Timeline:
    return store.state.timelines[SESSION]


def loaded(*numbers: int, older: str | None = None) -> Store:
    store = loading()
    store.dispatch_action(page(*(make_user_message(f"msg_{number}") for number in numbers), older=older))
    return store


def reconnect(store: Store) -> None:
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST))
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    store.dispatch_action(HistoryRequested(SESSION))


def test_the_first_page_is_shown_once_it_is_here() -> None:
    store = loading()
    store.dispatch_action(said(make_user_message("msg_2")))
    assert ids(store) == []
    assert timeline(store).loading
    store.dispatch_action(page(make_user_message("msg_1")))
    assert ids(store) == ["msg_1", "msg_2"]
    assert not timeline(store).loading
    assert timeline(store).is_complete


def test_messages_are_ordered_by_id_however_they_come() -> None:
    store = loaded(3, 1)
    store.dispatch_action(said(make_user_message("msg_4")))
    store.dispatch_action(said(make_user_message("msg_2")))
    assert ids(store) == ["msg_1", "msg_2", "msg_3", "msg_4"]


def test_what_happened_while_the_page_was_on_its_way_is_kept() -> None:
    store = loading()
    store.dispatch_action(said(make_answer("msg_2", done=True)))
    store.dispatch_action(MessageRemoved(session_id=SESSION, message_id="msg_1"))
    store.dispatch_action(page(make_user_message("msg_1"), make_answer("msg_2")))
    assert ids(store) == ["msg_2"]
    view = selectors.get_message(store.state, "msg_2")
    assert view is not None
    assert view.is_finished


def test_a_part_removed_while_the_page_was_on_its_way_stays_away() -> None:
    store = loading()
    store.dispatch_action(PartRemoved(session_id=SESSION, message_id="msg_1", part_id="prt_1"))
    parts = (make_prompt_part("prt_1", "msg_1", "gone"), make_prompt_part("prt_2", "msg_1", "here"))
    store.dispatch_action(page(Message(info=make_user_message("msg_1"), parts=parts)))
    assert parts_of(store, "msg_1") == ["prt_2"]


def test_a_part_removed_from_a_known_message_while_the_page_was_on_its_way_stays_away() -> None:
    message = Message(
        info=make_user_message("msg_1"),
        parts=(make_prompt_part("prt_1", "msg_1", "gone"), make_prompt_part("prt_2", "msg_1", "here")),
    )
    store = loading()
    store.dispatch_action(page(message))
    store.dispatch_action(HistoryRequested(SESSION))
    store.dispatch_action(PartRemoved(session_id=SESSION, message_id="msg_1", part_id="prt_1"))
    store.dispatch_action(page(message))
    assert parts_of(store, "msg_1") == ["prt_2"]


def test_a_part_that_came_while_the_page_was_on_its_way_survives_it() -> None:
    store = loading()
    store.dispatch_action(
        page(Message(info=make_user_message("msg_1"), parts=(make_prompt_part("prt_1", "msg_1", "gone"),)))
    )
    store.dispatch_action(HistoryRequested(SESSION))
    store.dispatch_action(wrote(make_prompt_part("prt_2", "msg_1", "new")))
    store.dispatch_action(page(Message(info=make_user_message("msg_1"))))
    assert parts_of(store, "msg_1") == ["prt_2"]


def test_a_message_removed_before_the_page_was_asked_for_is_believed_to_be_back() -> None:
    store = loaded(1, 2)
    store.dispatch_action(MessageRemoved(session_id=SESSION, message_id="msg_2"))
    store.dispatch_action(HistoryRequested(SESSION))
    store.dispatch_action(page(make_user_message("msg_1"), make_user_message("msg_2")))
    assert ids(store) == ["msg_1", "msg_2"]


def test_a_mark_says_what_a_page_can_know() -> None:
    store = loading()
    since = store.mark_clock()
    store.dispatch_action(said(make_answer("msg_1", output=7)))
    store.dispatch_action(page(make_answer("msg_1", output=3), since=since))
    view = selectors.get_message(store.state, "msg_1")
    assert view is not None
    assert view.info.tokens.output == 7


def test_a_page_that_knows_the_end_of_a_message_wins_over_what_was_heard() -> None:
    store = loading()
    store.dispatch_action(said(make_answer("msg_1")))
    store.dispatch_action(page(make_answer("msg_1", done=True)))
    view = selectors.get_message(store.state, "msg_1")
    assert view is not None
    assert view.is_finished
    assert not timeline(store).unfinished


def test_a_message_heard_of_without_its_parts_is_not_whole_before_the_page_comes() -> None:
    store = loading()
    store.dispatch_action(said(make_user_message("msg_1")))
    before = selectors.get_message(store.state, "msg_1")
    assert before is not None
    assert not before.loaded
    store.dispatch_action(
        page(Message(info=make_user_message("msg_1"), parts=(make_prompt_part("prt_1", "msg_1", "hi"),)))
    )
    after = selectors.get_message(store.state, "msg_1")
    assert after is not None
    assert after.loaded
    assert len(after.parts) == 1


def test_news_of_a_message_older_than_what_is_loaded_makes_no_hole() -> None:
    store = loaded(5, 6, older="cursor")
    store.dispatch_action(said(make_user_message("msg_1")))
    store.dispatch_action(wrote(make_prompt_part("prt_1", "msg_1", "hi")))
    assert ids(store) == ["msg_5", "msg_6"]
    assert not store.state.orphans


def test_news_of_an_older_message_while_the_first_page_comes_makes_no_hole() -> None:
    store = loading()
    store.dispatch_action(said(make_user_message("msg_1")))
    store.dispatch_action(page(make_user_message("msg_5"), make_user_message("msg_6"), older="cursor"))
    assert ids(store) == ["msg_5", "msg_6"]


def test_older_pages_are_put_before_what_is_there() -> None:
    store = loaded(5, 6, older="before 5")
    store.dispatch_action(HistoryRequested(SESSION, "prepend"))
    assert timeline(store).paging
    store.dispatch_action(
        page(
            make_user_message("msg_3"),
            make_user_message("msg_4"),
            older="before 3",
            replace="prepend",
            before="before 5",
        )
    )
    assert ids(store) == ["msg_3", "msg_4", "msg_5", "msg_6"]
    assert timeline(store).older == "before 3"
    assert not timeline(store).paging
    assert not timeline(store).is_complete
    store.dispatch_action(
        page(make_user_message("msg_1"), make_user_message("msg_2"), replace="prepend", before="before 3")
    )
    assert len(ids(store)) == 6
    assert timeline(store).is_complete


def test_a_page_that_repeats_what_is_there_adds_only_what_is_older() -> None:
    store = loaded(3, 4, older="limit 2")
    store.dispatch_action(page(*(make_user_message(f"msg_{n}") for n in (1, 2, 3, 4)), replace="prepend"))
    assert ids(store) == ["msg_1", "msg_2", "msg_3", "msg_4"]


def test_a_message_removed_while_its_older_page_was_on_its_way_stays_away() -> None:
    store = loaded(5, older="cursor")
    store.dispatch_action(HistoryRequested(SESSION, "prepend"))
    store.dispatch_action(MessageRemoved(session_id=SESSION, message_id="msg_4"))
    store.dispatch_action(page(make_user_message("msg_3"), make_user_message("msg_4"), replace="prepend"))
    assert ids(store) == ["msg_3", "msg_5"]


def test_the_same_page_twice_changes_nothing() -> None:
    store = loading()
    messages = (
        Message(info=make_answer("msg_1", done=True), parts=(make_text_part("prt_1", "msg_1", "hi", ended=True),)),
    )
    store.dispatch_action(page(*messages))
    before = selectors.get_message(store.state, "msg_1")
    store.drain_changes()
    store.dispatch_action(HistoryRequested(SESSION))
    store.dispatch_action(page(*messages))
    assert selectors.get_message(store.state, "msg_1") is before


def test_after_a_break_missed_messages_appear_and_deleted_ones_go() -> None:
    store = loaded(1, 2, 3)
    reconnect(store)
    assert timeline(store).stale
    store.dispatch_action(page(make_user_message("msg_1"), make_user_message("msg_3"), make_user_message("msg_4")))
    assert ids(store) == ["msg_1", "msg_3", "msg_4"]
    assert not timeline(store).stale


def test_after_a_break_older_pages_stay_when_the_new_one_touches_them() -> None:
    store = loaded(3, 4, 5, older="before 3")
    store.dispatch_action(page(make_user_message("msg_1"), make_user_message("msg_2"), replace="prepend"))
    reconnect(store)
    store.dispatch_action(page(make_user_message("msg_4"), make_user_message("msg_6"), older="before 4"))
    assert ids(store) == ["msg_1", "msg_2", "msg_3", "msg_4", "msg_6"]
    assert timeline(store).is_complete


def test_after_a_break_older_pages_go_when_something_may_lie_between() -> None:
    store = loaded(1, 2, 3)
    reconnect(store)
    store.dispatch_action(page(make_user_message("msg_7"), make_user_message("msg_8"), older="before 7"))
    assert ids(store) == ["msg_7", "msg_8"]
    assert timeline(store).older == "before 7"


def test_after_a_break_an_answer_that_was_being_written_is_fetched_again() -> None:
    store = Store()
    for event in (
        ConnectionChanged(ConnectionStatus.LIVE),
        HistoryRequested(SESSION),
        page(make_user_message("msg_1")),
    ):
        store.dispatch_action(event)
    store.dispatch_action(said(make_answer("msg_2")))
    store.dispatch_action(said(make_user_message("msg_3")))
    reconnect(store)
    store.dispatch_action(page(make_user_message("msg_3"), make_answer("msg_4"), older="before 3"))
    assert ids(store) == ["msg_3", "msg_4"]
    assert timeline(store).older == "before 3"


def test_messages_heard_of_after_the_break_do_not_bridge_the_gap() -> None:
    store = Store()
    for event in (
        ConnectionChanged(ConnectionStatus.LIVE),
        HistoryRequested(SESSION),
        page(make_user_message("msg_1"), make_user_message("msg_2")),
    ):
        store.dispatch_action(event)
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST))
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    store.dispatch_action(said(make_user_message("msg_8")))
    store.dispatch_action(HistoryRequested(SESSION))
    store.dispatch_action(page(make_user_message("msg_7"), make_user_message("msg_8"), older="before 7"))
    assert ids(store) == ["msg_7", "msg_8"]


def test_an_older_page_asked_for_before_a_cut_does_not_fit_any_more() -> None:
    store = loaded(5, 6, older="before 5")
    store.dispatch_action(HistoryRequested(SESSION, "prepend"))
    reconnect(store)
    store.dispatch_action(page(make_user_message("msg_8"), older="before 8"))
    store.dispatch_action(page(make_user_message("msg_3"), replace="prepend"))
    assert ids(store) == ["msg_8"]
    store.dispatch_action(
        page(make_user_message("msg_3"), replace="prepend", before="before 5", since=store.mark_clock())
    )
    assert ids(store) == ["msg_8"]


def test_a_page_asked_for_before_the_break_leaves_the_history_stale() -> None:
    store = loading()
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST))
    store.dispatch_action(page(make_user_message("msg_1")))
    assert timeline(store).stale


def test_a_page_from_before_the_stream_was_there_is_stale() -> None:
    store = loaded(1)
    assert not timeline(store).stale
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    assert timeline(store).stale


def test_a_late_heartbeat_breaks_nothing() -> None:
    store = Store()
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    store.dispatch_action(HistoryRequested(SESSION))
    store.dispatch_action(page(make_user_message("msg_1")))
    store.dispatch_action(ConnectionChanged(ConnectionStatus.QUIET))
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    assert not timeline(store).stale


def test_a_message_that_came_after_the_page_was_made_survives_it() -> None:
    store = loaded(1)
    store.dispatch_action(HistoryRequested(SESSION))
    store.dispatch_action(said(make_user_message("msg_2")))
    store.dispatch_action(page(make_user_message("msg_1")))
    assert ids(store) == ["msg_1", "msg_2"]


def test_a_page_that_does_not_come_says_why() -> None:
    store = loading()
    store.dispatch_action(HistoryFailed(SESSION, "The server is busy."))
    assert not timeline(store).loading
    assert timeline(store).failed == "The server is busy."
    store.dispatch_action(HistoryRequested(SESSION))
    assert timeline(store).failed == ""


def test_a_forgotten_session_keeps_no_messages() -> None:
    store = loaded(1, 2)
    store.dispatch_action(wrote(make_prompt_part("prt_9", "msg_9", "orphan")))
    store.drain_changes()
    store.dispatch_action(SessionForgotten(SESSION))
    assert not store.state.timelines
    assert not store.state.messages
    assert not store.state.orphans
    assert store.drain_changes() == {ChangeKey(Topic.MESSAGES, SESSION)}


def test_a_page_that_comes_after_its_session_was_forgotten_is_left_out() -> None:
    store = loading()
    store.dispatch_action(SessionForgotten(SESSION))
    store.dispatch_action(page(make_user_message("msg_1")))
    assert ids(store) == []


def test_a_page_nobody_announced_is_left_out_when_something_was_missed_meanwhile() -> None:
    store = Store()
    since = store.mark_clock()
    store.dispatch_action(said(make_user_message("msg_2")))
    store.dispatch_action(page(make_user_message("msg_1"), since=since))
    assert ids(store) == []
    store.dispatch_action(page(make_user_message("msg_1"), since=store.mark_clock()))
    assert ids(store) == ["msg_1"]


def test_a_session_that_begins_before_our_eyes_has_its_whole_history() -> None:
    store = watching()
    store.dispatch_action(said(make_user_message("msg_1")))
    assert ids(store) == ["msg_1"]
    assert timeline(store).is_complete


def test_a_session_announced_twice_does_not_pretend_to_be_new() -> None:
    store = watching()
    store.dispatch_action(said(make_user_message("msg_1")))
    store.dispatch_action(SessionForgotten(SESSION))
    store.dispatch_action(SessionCreated(info=make_session()))
    assert not store.state.timelines


def test_a_session_that_said_something_before_it_was_announced_is_not_new() -> None:
    store = Store()
    store.dispatch_action(said(make_user_message("msg_1")))
    store.dispatch_action(SessionCreated(info=make_session()))
    assert not store.state.timelines


def test_watched_sessions_nobody_asks_for_make_room_for_newer_ones() -> None:
    store = Store()
    store.dispatch_action(HistoryRequested("ses_wanted"))
    for number in range(200):
        store.dispatch_action(SessionCreated(info=make_session(f"ses_{number:03}")))
    assert "ses_wanted" in store.state.timelines
    assert "ses_199" in store.state.timelines
    assert len(store.state.timelines) < 60


def test_nothing_is_heard_of_a_deleted_session_any_more() -> None:
    store = loaded(1)
    store.dispatch_action(SessionCreated(info=make_session()))
    store.dispatch_action(SessionDeleted(info=make_session()))
    store.drain_changes()
    for event in (
        said(make_answer("msg_2")),
        wrote(make_text_part("prt_1", "msg_2")),
        delta("prt_1", "msg_2", "ghost"),
        HistoryRequested(SESSION),
        page(make_user_message("msg_1")),
    ):
        store.dispatch_action(event)
    assert store.drain_changes() == NO_CHANGES
    assert not store.state.messages
    assert not store.state.orphans
    assert not store.state.unseen


def test_orphans_do_not_pile_up() -> None:
    store = watching()
    for number in range(1000):
        store.dispatch_action(wrote(make_prompt_part("prt_1", f"msg_{number}", "hi")))
    assert len(store.state.orphans) < 100


def test_pieces_of_a_part_that_never_comes_do_not_pile_up() -> None:
    store = watching()
    for _ in range(40):
        store.dispatch_action(delta("prt_1", "msg_1", "x" * 100_000))
    for number in range(2000):
        store.dispatch_action(delta(f"prt_{number}", "msg_1", "x"))
        store.dispatch_action(wrote(make_prompt_part(f"prt_x{number}", "msg_1", "x")))
    orphan = store.state.orphans["msg_1"]
    assert sum(growth.length for growth in orphan.growing.values()) < 2_000_000
    assert len(orphan.growing) < 300
    assert len(orphan.parts) < 300
