from octui.store import selectors
from octui.store.actions import (
    ConnectionChanged,
    FailureSeen,
    FrameSkipped,
    HistoryRequested,
    ProjectLoaded,
    PtysLoaded,
    SessionsLoaded,
    StatusesLoaded,
    TodosLoaded,
)
from octui.store.changes import NO_CHANGES, ChangeKey, Topic
from octui.store.selectors import SessionRun
from octui.store.state import ConnectionStatus
from octui.store.store import Store
from octui.wire.events import (
    BranchUpdated,
    Event,
    FileEdited,
    GlobalDisposed,
    InstanceDisposed,
    LspUpdated,
    McpToolsChanged,
    PermissionAsked,
    ProjectUpdated,
    PtyCreated,
    PtyDeleted,
    PtyExited,
    Received,
    ServerHeartbeat,
    SessionCreated,
    SessionDeleted,
    SessionError,
    SessionIdle,
    SessionStatus,
    SessionUpdated,
    TodoUpdated,
    TuiCommandExecute,
    TuiPromptAppend,
    TuiSessionSelect,
    TuiToastShow,
    UnknownEvent,
)
from octui.wire.messages import Failure
from octui.wire.pty import Pty
from octui.wire.sessions import Revert, Status, Todo
from octui.wire.workspace.projects import Project
from tests.support.factories import (
    SESSION,
    busy,
    idle,
    make_answer,
    make_session,
    make_user_message,
    page,
    permission,
    said,
    watching,
)

BUSY = Status(type="busy")


def knowing(*ids: str) -> Store:
    store = Store()
    store.dispatch_action(SessionsLoaded(tuple(make_session(id) for id in ids)))
    store.drain_changes()
    return store


def failed(message: str, session_id: str | None = SESSION, name: str = "APIError") -> SessionError:
    return SessionError(session_id=session_id, error=Failure(name=name, data={"message": message}))


def test_a_complete_list_drops_sessions_that_are_gone() -> None:
    store = knowing("ses_a", "ses_b")
    store.dispatch_action(SessionsLoaded((make_session("ses_b"),), complete=True))
    assert list(store.state.sessions) == ["ses_b"]
    assert ChangeKey(Topic.SESSIONS) in store.drain_changes()


def test_a_list_that_is_not_complete_only_adds() -> None:
    store = knowing("ses_a")
    store.dispatch_action(SessionsLoaded((make_session("ses_b"),)))
    assert set(store.state.sessions) == {"ses_a", "ses_b"}


def test_a_list_of_one_directory_says_nothing_of_others() -> None:
    store = knowing("ses_a")
    store.dispatch_action(
        SessionsLoaded((make_session("ses_b", directory="/elsewhere"),), complete=True, directory="/elsewhere/")
    )
    store.dispatch_action(SessionsLoaded((), complete=True, directory="/nowhere"))
    assert set(store.state.sessions) == {"ses_a", "ses_b"}


def test_a_list_of_roots_says_nothing_of_subagents() -> None:
    store = Store()
    store.dispatch_action(
        SessionsLoaded((make_session("ses_a"), make_session("ses_b", parent="ses_a"), make_session("ses_c")))
    )
    store.dispatch_action(SessionsLoaded((make_session("ses_a"),), complete=True, roots=True))
    assert set(store.state.sessions) == {"ses_a", "ses_b"}


def test_a_session_made_after_the_list_was_asked_for_stays() -> None:
    store = knowing("ses_a")
    since = store.mark_clock()
    store.dispatch_action(SessionCreated(info=make_session("ses_b")))
    store.dispatch_action(SessionsLoaded((make_session("ses_a"),), complete=True, since=since))
    assert set(store.state.sessions) == {"ses_a", "ses_b"}


def test_what_was_heard_after_the_list_was_asked_for_wins_over_it() -> None:
    store = knowing("ses_a")
    since = store.mark_clock()
    store.dispatch_action(SessionUpdated(info=make_session(title="new")))
    store.dispatch_action(SessionsLoaded((make_session(title="old"),), since=since))
    assert store.state.sessions["ses_a"].title == "new"


def test_a_session_deleted_after_the_list_was_asked_for_stays_away() -> None:
    store = knowing("ses_a")
    since = store.mark_clock()
    store.dispatch_action(SessionDeleted(info=make_session()))
    store.dispatch_action(SessionsLoaded((make_session(),), since=since))
    assert not store.state.sessions


def test_updates_do_not_bring_back_a_deleted_session_but_a_list_does() -> None:
    store = knowing("ses_a")
    store.dispatch_action(SessionDeleted(info=make_session()))
    store.dispatch_action(SessionUpdated(info=make_session()))
    store.dispatch_action(busy())
    store.dispatch_action(failed("too late"))
    assert not store.state.sessions
    assert not store.state.statuses
    assert not store.state.failures
    store.dispatch_action(SessionsLoaded((make_session(),), since=store.mark_clock()))
    store.dispatch_action(busy())
    assert list(store.state.sessions) == ["ses_a"]
    assert selectors.is_busy(store.state, "ses_a")


def test_creation_brings_back_a_deleted_session_without_inventing_its_history() -> None:
    store = knowing("ses_a")
    store.dispatch_action(SessionDeleted(info=make_session()))
    store.dispatch_action(SessionCreated(info=make_session()))
    assert list(store.state.sessions) == ["ses_a"]
    assert not store.state.timelines


def test_the_same_news_twice_touches_nothing() -> None:
    store = knowing("ses_a")
    for event in (
        SessionUpdated(info=make_session(title="new")),
        busy(),
        failed("no credit"),
        said(make_user_message("msg_1")),
    ):
        store.dispatch_action(event)
        store.drain_changes()
        store.dispatch_action(event)
        assert store.drain_changes() == NO_CHANGES


def test_idle_sessions_are_absent() -> None:
    store = knowing("ses_a")
    store.dispatch_action(busy())
    assert selectors.get_session_run(store.state, SESSION).status == BUSY
    store.dispatch_action(idle())
    assert store.state.statuses == {}
    store.dispatch_action(SessionStatus(session_id=SESSION, status=Status(type="retry", attempt=2)))
    assert selectors.is_busy(store.state, SESSION)
    store.dispatch_action(SessionIdle(session_id=SESSION))
    assert not selectors.is_busy(store.state, SESSION)


def test_a_snapshot_of_statuses_ends_what_only_seemed_busy() -> None:
    store = knowing("ses_a", "ses_b")
    store.dispatch_action(busy("ses_a"))
    store.dispatch_action(StatusesLoaded({"ses_b": BUSY}, since=store.mark_clock()))
    assert store.state.statuses == {"ses_b": BUSY}


def test_a_status_heard_after_the_snapshot_was_asked_for_wins_over_it() -> None:
    store = knowing("ses_a", "ses_b")
    since = store.mark_clock()
    store.dispatch_action(busy("ses_a"))
    store.dispatch_action(idle("ses_b"))
    store.dispatch_action(StatusesLoaded({"ses_b": BUSY}, since=since))
    assert store.state.statuses == {"ses_a": BUSY}


def test_a_snapshot_of_one_directory_leaves_other_sessions_busy() -> None:
    store = knowing("ses_a")
    store.dispatch_action(busy("ses_a"))
    store.dispatch_action(StatusesLoaded({}, directory="/elsewhere", since=store.mark_clock()))
    assert selectors.is_busy(store.state, "ses_a")
    store.dispatch_action(StatusesLoaded({}, directory="/shop/", since=store.mark_clock()))
    assert not selectors.is_busy(store.state, "ses_a")


def test_a_connection_makes_older_statuses_old() -> None:
    store = knowing("ses_a")
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    store.dispatch_action(busy("ses_a"))
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST))
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    store.dispatch_action(StatusesLoaded({}))
    assert not selectors.is_busy(store.state, "ses_a")


def test_disposing_an_instance_ends_its_runs_and_no_others() -> None:
    store = Store()
    store.dispatch_action(SessionsLoaded((make_session("ses_a"), make_session("ses_b", directory="/elsewhere"))))
    store.dispatch_action(busy("ses_a"))
    store.dispatch_action(busy("ses_b"))
    store.dispatch_action(InstanceDisposed(directory="/shop"))
    assert set(store.state.statuses) == {"ses_b"}
    store.dispatch_action(GlobalDisposed())
    assert not store.state.statuses


def test_a_failure_is_remembered_until_the_session_runs_again() -> None:
    store = knowing("ses_a")
    store.dispatch_action(failed("no credit"))
    assert store.state.failures["ses_a"].message == "no credit"
    assert store.drain_changes() == {ChangeKey(Topic.SESSIONS), ChangeKey(Topic.SESSION, "ses_a")}
    store.dispatch_action(busy())
    assert not store.state.failures


def test_a_failure_can_be_acknowledged() -> None:
    store = knowing("ses_a")
    store.dispatch_action(failed("no credit"))
    store.dispatch_action(FailureSeen("ses_a"))
    assert not store.state.failures


def test_an_abort_is_no_failure() -> None:
    store = knowing("ses_a")
    store.dispatch_action(failed("Aborted", name="MessageAbortedError"))
    assert not store.state.failures


def test_the_same_failure_with_a_stack_under_it_does_not_replace_the_short_one() -> None:
    store = knowing("ses_a")
    store.dispatch_action(failed("Model not found: a/b."))
    store.dispatch_action(failed("Model not found: a/b.\n    at file.ts:12"))
    assert store.state.failures["ses_a"].message == "Model not found: a/b."
    store.dispatch_action(failed("Agent not found: nope"))
    assert store.state.failures["ses_a"].message == "Agent not found: nope"


def test_a_failure_outside_of_any_session_belongs_to_the_connection() -> None:
    store = Store()
    store.dispatch_action(failed("disk full", None))
    assert store.state.failures[""].message == "disk full"
    assert store.drain_changes() == {ChangeKey(Topic.CONNECTION)}
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    assert not store.state.failures


def test_a_revert_changes_which_messages_there_are_to_see() -> None:
    store = watching()
    store.dispatch_action(said(make_user_message("msg_1")))
    store.dispatch_action(said(make_answer("msg_2", done=True)))
    store.drain_changes()
    store.dispatch_action(SessionUpdated(info=make_session(revert=Revert(message_id="msg_2"))))
    assert ChangeKey(Topic.MESSAGES, SESSION) in store.drain_changes()
    assert list(selectors.list_message_ids(store.state, SESSION)) == ["msg_1"]
    assert selectors.count_reverted_messages(store.state, SESSION) == 1
    store.dispatch_action(SessionUpdated(info=make_session()))
    assert list(selectors.list_message_ids(store.state, SESSION)) == ["msg_1", "msg_2"]
    assert selectors.count_reverted_messages(store.state, SESSION) == 0


def test_todos_heard_later_win_over_todos_asked_for_earlier() -> None:
    store = knowing("ses_a")
    since = store.mark_clock()
    store.dispatch_action(TodoUpdated(session_id="ses_a", todos=(Todo(content="new"),)))
    store.dispatch_action(TodosLoaded("ses_a", (Todo(content="old"),), since=since))
    assert [todo.content for todo in store.state.todos["ses_a"]] == ["new"]
    store.dispatch_action(TodosLoaded("ses_a", (), since=store.mark_clock()))
    assert store.state.todos["ses_a"] == ()


def test_a_deleted_session_leaves_nothing_behind() -> None:
    store = watching()
    for event in (
        busy(),
        said(make_answer("msg_1")),
        TodoUpdated(session_id=SESSION, todos=(Todo(content="x"),)),
        failed("no credit"),
        Received(SessionCreated(info=make_session("ses_b", parent=SESSION)), "/shop"),
        SessionDeleted(info=make_session("ses_b", parent=SESSION)),
        SessionDeleted(info=make_session()),
    ):
        store.dispatch_action(event)
    state = store.state
    for table in (state.sessions, state.statuses, state.timelines, state.messages, state.todos, state.failures):
        assert not table
    assert not state.children
    assert not state.unseen
    assert not state.sessions_at


def test_finished_answers_of_sessions_nobody_looks_at_are_counted_as_news() -> None:
    store = knowing("ses_a")
    store.dispatch_action(said(make_answer("msg_1", done=True, finish="tool-calls")))
    assert store.drain_changes() == NO_CHANGES
    store.dispatch_action(said(make_answer("msg_2", done=True, finish="stop")))
    assert store.drain_changes() == {ChangeKey(Topic.SESSION, "ses_a")}
    (row,) = selectors.list_session_rows(store.state, 0)
    assert row.news == 1
    store.dispatch_action(HistoryRequested("ses_a"))
    store.dispatch_action(page())
    (row,) = selectors.list_session_rows(store.state, 0)
    assert row.news == 0


def test_events_that_concern_the_screen_or_nobody_leave_the_state_alone() -> None:
    store = Store()
    events: tuple[Event, ...] = (
        TuiPromptAppend(text="hi"),
        TuiCommandExecute(),
        TuiToastShow(message="hi"),
        TuiSessionSelect(session_id="ses_a"),
        ServerHeartbeat(),
        FileEdited(file="a"),
        McpToolsChanged(server="x"),
        LspUpdated(),
        UnknownEvent(type="from.the.future"),
    )
    for event in events:
        store.dispatch_action(event)
    assert store.drain_changes() == NO_CHANGES
    assert store.state.unknown_events == 1


def test_skipped_frames_are_counted() -> None:
    store = Store()
    store.dispatch_action(FrameSkipped("half a frame"))
    assert store.state.skipped_frames == 1
    assert store.drain_changes() == {ChangeKey(Topic.CONNECTION)}


def test_the_link_keeps_what_is_known_of_the_server() -> None:
    store = Store()
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE, url="http://localhost:4096", version="1.18.33"))
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST, retry_in=0.5, error="gone"))
    connection = store.state.connection
    assert (connection.status, connection.retry_in, connection.error) == (ConnectionStatus.LOST, 0.5, "gone")
    assert connection.version == "1.18.33"
    store.drain_changes()
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST, retry_in=0.5, error="gone"))
    assert store.drain_changes() == NO_CHANGES


def test_terminals_come_and_go() -> None:
    store = Store()
    store.dispatch_action(PtysLoaded((Pty(id="pty_1", cwd="/shop"),), "/shop"))
    store.dispatch_action(PtyCreated(info=Pty(id="pty_2", cwd="/elsewhere")))
    store.dispatch_action(PtyCreated(info=Pty(id="pty_3", cwd="/shop")))
    store.dispatch_action(PtyExited(id="pty_3", exit_code=0))
    store.drain_changes()
    store.dispatch_action(PtyDeleted(id="pty_3"))
    assert store.drain_changes() == NO_CHANGES
    store.dispatch_action(InstanceDisposed(directory="/shop"))
    assert list(store.state.ptys) == ["pty_2"]
    assert store.drain_changes() == {ChangeKey(Topic.PTYS)}


def test_the_terminals_of_a_folder_are_those_that_its_server_lists() -> None:
    store = Store()
    store.dispatch_action(PtyCreated(info=Pty(id="pty_1", cwd="/shop")))
    store.dispatch_action(PtyCreated(info=Pty(id="pty_2", cwd="/elsewhere")))
    store.drain_changes()
    store.dispatch_action(PtysLoaded((Pty(id="pty_3", cwd="/shop/src"),), "/shop/"))
    assert list(store.state.ptys) == ["pty_2", "pty_3"]
    assert store.drain_changes() == {ChangeKey(Topic.PTYS)}
    store.dispatch_action(PtysLoaded((Pty(id="pty_3", cwd="/shop/src"),), "/shop/"))
    assert store.drain_changes() == NO_CHANGES


def test_only_our_own_project_is_kept_up_to_date() -> None:
    store = Store()
    store.dispatch_action(ProjectUpdated(project=Project(id="p1", name="stranger")))
    assert store.state.project is None
    store.dispatch_action(ProjectLoaded(Project(id="p1"), "main"))
    store.dispatch_action(ProjectUpdated(project=Project(id="p2", name="other")))
    store.dispatch_action(ProjectUpdated(project=Project(id="p1", name="ours")))
    store.dispatch_action(BranchUpdated(branch="topic"))
    assert store.state.project is not None
    assert (store.state.project.name, store.state.branch) == ("ours", "topic")


def test_a_request_for_a_deleted_session_is_not_shown() -> None:
    store = knowing("ses_a")
    store.dispatch_action(SessionDeleted(info=make_session()))
    store.dispatch_action(PermissionAsked(request=permission()))
    assert selectors.list_pending_requests(store.state) == ()


def test_a_list_says_whether_there_are_more_and_a_list_of_something_else_does_not() -> None:
    store = knowing("ses_a")
    store.dispatch_action(SessionsLoaded((make_session("ses_a"),), roots=True, has_more=True))
    assert store.state.has_more_sessions
    store.dispatch_action(SessionsLoaded((make_session("ses_b"),)))
    assert store.state.has_more_sessions
    assert set(store.state.sessions) == {"ses_a", "ses_b"}
    store.drain_changes()
    store.dispatch_action(SessionsLoaded((make_session("ses_a"),), complete=True, roots=True, has_more=False))
    assert not store.state.has_more_sessions
    assert ChangeKey(Topic.SESSIONS) in store.drain_changes()


def running_and_lost() -> Store:
    store = watching()
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    store.dispatch_action(busy())
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST, heard_at=1_000.0))
    return store


def test_a_run_is_not_known_to_go_on_once_the_connection_is_lost() -> None:
    store = running_and_lost()
    assert selectors.get_session_run(store.state, SESSION) == SessionRun(BUSY, as_of=1_000.0)
    assert not selectors.is_busy(store.state, SESSION)
    assert selectors.is_possibly_busy(store.state, SESSION)
    assert ChangeKey(Topic.STATUS, SESSION) in store.drain_changes()


def test_a_new_connection_alone_does_not_say_what_runs() -> None:
    store = running_and_lost()
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    # Lost once more before the statuses were loaded: what is known is as old as before.
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST, heard_at=2_000.0))
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    assert selectors.get_session_run(store.state, SESSION).as_of == 1_000.0
    store.drain_changes()
    store.dispatch_action(StatusesLoaded({SESSION: BUSY}, directory="/shop"))
    assert selectors.is_busy(store.state, SESSION)
    assert ChangeKey(Topic.STATUS, SESSION) in store.drain_changes()


def test_statuses_of_another_directory_say_nothing_of_a_run_that_is_doubted() -> None:
    store = running_and_lost()
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    store.dispatch_action(StatusesLoaded({}, directory="/elsewhere"))
    assert selectors.get_session_run(store.state, SESSION).as_of == 1_000.0


def test_an_answer_that_comes_after_the_connection_was_lost_is_of_the_past_too() -> None:
    store = running_and_lost()
    store.dispatch_action(StatusesLoaded({SESSION: BUSY}, since=store.mark_clock()))
    assert selectors.get_session_run(store.state, SESSION).as_of == 1_000.0
    store.dispatch_action(StatusesLoaded({}, since=store.mark_clock()))
    assert not selectors.is_possibly_busy(store.state, SESSION)


def test_a_server_that_was_only_silent_is_believed_again() -> None:
    store = watching()
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    store.dispatch_action(busy())
    store.dispatch_action(ConnectionChanged(ConnectionStatus.QUIET, heard_at=1_000.0))
    assert not selectors.is_busy(store.state, SESSION)
    store.drain_changes()
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    assert selectors.is_busy(store.state, SESSION)
    assert ChangeKey(Topic.STATUS, SESSION) in store.drain_changes()


def test_the_first_statuses_are_a_change_even_where_there_is_no_session() -> None:
    store = Store()
    loaded = StatusesLoaded({}, since=store.mark_clock())
    store.dispatch_action(loaded)
    assert store.drain_changes() == {ChangeKey(Topic.SESSIONS)}
    store.dispatch_action(loaded)
    assert store.drain_changes() == NO_CHANGES
