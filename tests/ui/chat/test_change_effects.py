"""What a change of the state affects in the chat."""

from octui.store.actions import HistoryLoaded, HistoryRequested, SessionsLoaded, StatusesLoaded
from octui.store.changes import ChangeKey, Topic, make_changes
from octui.store.store import Store
from octui.ui.chat.change_effects import (
    DrawnInfos,
    find_stale_messages,
    has_request_changes,
    list_sessions_to_load,
)
from octui.wire.events import PermissionAsked
from octui.wire.messages import Message
from octui.wire.requests import ToolCall
from octui.wire.sessions import Status
from tests.support.factories import SESSION, make_answer, make_session, permission

CHILD = "ses_b"


def make_store() -> Store:
    store = Store()
    store.dispatch_action(SessionsLoaded((make_session(), make_session(CHILD, SESSION))))
    store.dispatch_action(HistoryRequested(session_id=SESSION))
    store.dispatch_action(HistoryLoaded(SESSION, (Message(info=make_answer("msg_1")),)))
    return store


def test_a_changed_message_is_drawn_again_and_a_changed_status_redraws_the_last_ones() -> None:
    state = make_store().state
    assert find_stale_messages(state, SESSION, make_changes(ChangeKey(Topic.MESSAGE, "msg_9"))) == ["msg_9"]
    assert find_stale_messages(state, SESSION, make_changes(ChangeKey(Topic.STATUS, SESSION))) == ["msg_1"]
    assert find_stale_messages(state, SESSION, make_changes(ChangeKey(Topic.STATUS, "ses_9"))) == []


def test_what_a_running_subagent_or_a_request_shows_is_loaded() -> None:
    store = make_store()
    assert list_sessions_to_load(store.state, SESSION) == []
    store.dispatch_action(StatusesLoaded(statuses={CHILD: Status(type="busy")}))
    assert list_sessions_to_load(store.state, SESSION) == [CHILD]
    call = ToolCall(message_id="msg_7", call_id="call_7")
    store.dispatch_action(PermissionAsked(request=permission(session="ses_c", tool=call)))
    assert list_sessions_to_load(store.state, SESSION) == ["ses_c", CHILD]
    assert has_request_changes(store.state, make_changes(ChangeKey(Topic.MESSAGE, "msg_7")))
    assert not has_request_changes(store.state, make_changes(ChangeKey(Topic.MESSAGE, "msg_1")))


def test_parts_of_a_message_leave_the_bars_alone() -> None:
    store, infos = make_store(), DrawnInfos()
    message = make_changes(ChangeKey(Topic.MESSAGE, "msg_1"))
    assert infos.update_infos(store.state, message)
    assert not infos.update_infos(store.state, message)
    assert infos.update_infos(store.state, make_changes(ChangeKey(Topic.SESSIONS)))
