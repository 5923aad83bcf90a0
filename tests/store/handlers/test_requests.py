from octui.store import selectors
from octui.store.actions import PermissionsLoaded, QuestionsLoaded, RequestSettled, SessionsLoaded
from octui.store.changes import NO_CHANGES, ChangeKey, Topic
from octui.store.store import Store
from octui.wire.events import (
    GlobalDisposed,
    InstanceDisposed,
    PermissionAsked,
    PermissionReplied,
    QuestionAsked,
    QuestionRejected,
    QuestionReplied,
    Received,
    SessionDeleted,
    SessionIdle,
)
from octui.wire.requests import ToolCall
from tests.support.factories import (
    SESSION,
    make_answer,
    make_session,
    make_tool_part,
    permission,
    question,
    said,
    watching,
    wrote,
)


def waiting(store: Store) -> list[str]:
    return [ask.id for ask in selectors.list_pending_requests(store.state)]


def asked(*ids: str) -> Store:
    store = Store()
    store.dispatch_action(SessionsLoaded((make_session(),)))
    for id in ids:
        store.dispatch_action(PermissionAsked(request=permission(id)))
    store.drain_changes()
    return store


def replied(id: str) -> PermissionReplied:
    return PermissionReplied(session_id=SESSION, request_id=id, reply="once")


def test_requests_wait_in_the_order_they_came() -> None:
    store = asked("per_2", "per_1")
    store.dispatch_action(QuestionAsked(request=question("que_0")))
    assert waiting(store) == ["per_2", "per_1", "que_0"]
    store.dispatch_action(PermissionAsked(request=permission("per_2")))
    assert waiting(store) == ["per_2", "per_1", "que_0"]


def test_an_answer_from_anywhere_ends_the_wait() -> None:
    store = asked("per_1", "per_2")
    store.dispatch_action(QuestionAsked(request=question("que_1")))
    store.dispatch_action(QuestionAsked(request=question("que_2")))
    store.dispatch_action(replied("per_1"))
    store.dispatch_action(QuestionReplied(session_id=SESSION, request_id="que_1"))
    store.dispatch_action(QuestionRejected(session_id=SESSION, request_id="que_2"))
    assert waiting(store) == ["per_2"]
    store.dispatch_action(RequestSettled("per_2"))
    assert waiting(store) == []


def test_the_end_of_a_run_does_not_end_its_requests() -> None:
    store = asked("per_1")
    store.dispatch_action(SessionIdle(session_id=SESSION))
    assert waiting(store) == ["per_1"]


def test_the_end_of_a_session_does() -> None:
    store = asked("per_1")
    store.dispatch_action(SessionDeleted(info=make_session()))
    assert waiting(store) == []


def test_a_request_is_not_asked_again_once_it_was_answered() -> None:
    store = asked()
    store.dispatch_action(replied("per_1"))
    store.dispatch_action(PermissionAsked(request=permission("per_1")))
    assert waiting(store) == []


def test_a_snapshot_shows_what_was_asked_before_and_drops_what_was_answered_elsewhere() -> None:
    store = asked("per_1", "per_2")
    store.dispatch_action(PermissionsLoaded((permission("per_0"), permission("per_2")), since=store.mark_clock()))
    assert waiting(store) == ["per_2", "per_0"]
    assert store.drain_changes() == {ChangeKey(Topic.REQUESTS)}


def test_what_was_heard_after_the_snapshot_was_asked_for_wins_over_it() -> None:
    store = asked("per_1")
    since = store.mark_clock()
    store.dispatch_action(replied("per_1"))
    store.dispatch_action(PermissionAsked(request=permission("per_2")))
    store.dispatch_action(PermissionsLoaded((permission("per_1"),), since=since))
    assert waiting(store) == ["per_2"]


def test_a_reply_that_did_nothing_is_seen_in_the_next_snapshot() -> None:
    store = asked("per_1")
    store.dispatch_action(RequestSettled("per_1"))
    store.dispatch_action(PermissionsLoaded((permission("per_1"),), since=store.mark_clock()))
    assert waiting(store) == ["per_1"]


def test_a_snapshot_of_one_kind_says_nothing_of_the_other() -> None:
    store = asked("per_1")
    store.dispatch_action(QuestionsLoaded((question("que_1"),), since=store.mark_clock()))
    assert waiting(store) == ["per_1", "que_1"]
    store.dispatch_action(PermissionsLoaded((), since=store.mark_clock()))
    assert waiting(store) == ["que_1"]


def test_a_snapshot_of_one_directory_says_nothing_of_others() -> None:
    store = asked("per_1")
    store.dispatch_action(Received(PermissionAsked(request=permission("per_2", "ses_stranger")), "/elsewhere"))
    store.dispatch_action(PermissionAsked(request=permission("per_3", "ses_nowhere")))
    store.dispatch_action(PermissionsLoaded((), directory="/elsewhere", since=store.mark_clock()))
    assert waiting(store) == ["per_1", "per_3"]
    store.dispatch_action(PermissionsLoaded((), directory="/shop", since=store.mark_clock()))
    assert waiting(store) == ["per_3"]
    store.dispatch_action(PermissionsLoaded((), since=store.mark_clock()))
    assert waiting(store) == []


def test_disposing_an_instance_drops_what_it_asked() -> None:
    store = asked("per_1")
    store.dispatch_action(Received(PermissionAsked(request=permission("per_2", "ses_b")), "/elsewhere"))
    store.dispatch_action(Received(InstanceDisposed(directory="/shop"), "/shop"))
    assert waiting(store) == ["per_2"]
    store.dispatch_action(GlobalDisposed())
    assert waiting(store) == []


def test_an_unknown_reply_touches_nothing() -> None:
    store = asked("per_1")
    store.dispatch_action(replied("per_9"))
    assert store.drain_changes() == NO_CHANGES


def test_a_request_touches_the_message_whose_call_asks() -> None:
    store = asked()
    call = ToolCall(message_id="msg_1", call_id="call_1")
    store.dispatch_action(PermissionAsked(request=permission(tool=call)))
    assert store.drain_changes() == {ChangeKey(Topic.REQUESTS), ChangeKey(Topic.MESSAGE, "msg_1")}


def test_a_request_finds_its_call_even_when_it_came_first() -> None:
    store = watching()
    call = ToolCall(message_id="msg_1", call_id="call_1")
    store.dispatch_action(PermissionAsked(request=permission(tool=call)))
    (ask,) = selectors.list_pending_requests(store.state)
    assert ask.tool_call == call
    assert selectors.find_tool_part(store.state, call) is None
    store.dispatch_action(said(make_answer("msg_1")))
    store.dispatch_action(wrote(make_tool_part("prt_1", "msg_1", call="call_1")))
    assert selectors.find_tool_part(store.state, call) == make_tool_part("prt_1", "msg_1", call="call_1")


def test_the_whole_familys_requests_are_listed_the_viewed_sessions_first() -> None:
    store = Store()
    tree = (
        make_session("ses_a"),
        make_session("ses_b", "ses_a"),
        make_session("ses_c", "ses_b"),
        make_session("ses_d", "ses_a"),
    )
    store.dispatch_action(SessionsLoaded((*tree, make_session("ses_other"))))
    for number, id in enumerate(("ses_c", "ses_other", "ses_d", "ses_a")):
        store.dispatch_action(PermissionAsked(request=permission(f"per_{number}", id)))
    assert [ask.session_id for ask in selectors.list_tree_requests(store.state, "ses_a")] == ["ses_a", "ses_c", "ses_d"]
    assert [ask.session_id for ask in selectors.list_tree_requests(store.state, "ses_d")] == ["ses_d", "ses_c", "ses_a"]
    assert [ask.session_id for ask in selectors.list_tree_requests(store.state, "ses_b")] == ["ses_c", "ses_d", "ses_a"]
    assert [ask.session_id for ask in selectors.list_tree_requests(store.state, "ses_unknown")] == []
