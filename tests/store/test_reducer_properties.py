from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from octui.store import selectors
from octui.store.actions import (
    Action,
    AgentsLoaded,
    CommandsLoaded,
    ConnectionChanged,
    FailureSeen,
    FrameSkipped,
    HistoryFailed,
    HistoryLoaded,
    HistoryRequested,
    PermissionsLoaded,
    ProjectLoaded,
    ProvidersLoaded,
    PtysLoaded,
    QuestionsLoaded,
    RequestSettled,
    SessionForgotten,
    SessionsLoaded,
    StatusesLoaded,
    TodosLoaded,
)
from octui.store.changes import ChangeKey, Changes, Topic
from octui.store.reducer import reduce_state
from octui.store.state import ConnectionStatus, State
from octui.wire import events as wire
from octui.wire.catalog import Providers
from octui.wire.messages import Failure, Message, MessageInfo
from octui.wire.parts import Part, StepStartPart, UnknownPart
from octui.wire.pty import Pty
from octui.wire.requests import ToolCall
from octui.wire.sessions import Revert, Session, Status, Todo
from octui.wire.workspace.projects import Project
from tests.support.factories import (
    make_answer,
    make_prompt_part,
    make_session,
    make_text_part,
    make_tool_part,
    make_user_message,
    page,
    permission,
    question,
)

session_ids = st.sampled_from(["ses_a", "ses_a", "ses_a", "ses_a", "ses_b", "ses_c"])
message_ids = st.sampled_from([f"msg_{number}" for number in range(6)])
part_ids = st.sampled_from(["prt_1", "prt_2", "prt_3"])
directories = st.sampled_from([None, "/shop", "/elsewhere"])
words = st.sampled_from(["", "a", "bb", "ccc"])
statuses = st.sampled_from([Status(), Status(type="busy"), Status(type="retry", attempt=1)])
marks = st.one_of(st.none(), st.integers(0, 40))


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    revert = draw(st.one_of(st.none(), st.builds(Revert, message_id=message_ids)))
    return make_session(
        draw(session_ids),
        draw(st.one_of(st.none(), session_ids)),
        updated=draw(st.integers(0, 3)),
        directory=draw(st.sampled_from(["/shop", "/elsewhere"])),
        revert=revert,
    )


@st.composite
def infos(draw: st.DrawFn) -> MessageInfo:
    """Prompts have even ids, answers odd ones: servers do not change who said a thing."""
    id, owner = draw(message_ids), draw(st.one_of(st.just(""), session_ids))
    if int(id[-1]) % 2:
        return make_answer(
            id, owner, parent=draw(message_ids), done=draw(st.booleans()), output=draw(st.integers(0, 2))
        )
    return make_user_message(id, owner, created=draw(st.integers(0, 2)))


@st.composite
def parts(draw: st.DrawFn) -> Part:
    id, message, owner = draw(part_ids), draw(message_ids), draw(st.one_of(st.just(""), session_ids))
    makers: list[Callable[[], Part]] = [
        lambda: make_text_part(id, message, draw(words), ended=draw(st.booleans()), session=owner),
        lambda: make_prompt_part(id, message, draw(words), session=owner),
        lambda: make_tool_part(
            id, message, draw(st.sampled_from(["pending", "running", "completed", "error"])), session=owner
        ),
        lambda: StepStartPart(id=id, session_id=owner, message_id=message),
        lambda: UnknownPart(id=id, session_id=owner, message_id=message, type="from-the-future"),
    ]
    return draw(st.sampled_from(makers))()


calls = st.one_of(st.none(), st.builds(ToolCall, message_id=message_ids, call_id=st.just("call_1")))
permissions = st.builds(permission, st.sampled_from(["per_1", "per_2", "per_3"]), session_ids, calls)
questions = st.builds(question, st.sampled_from(["que_1", "que_2"]), session_ids)
messages = st.builds(Message, info=infos(), parts=st.lists(parts(), max_size=3).map(tuple))
todos = st.lists(st.builds(Todo, content=words), max_size=2).map(tuple)
failures = st.builds(Failure, name=st.sampled_from(["APIError", "MessageAbortedError"]))
ptys = st.builds(Pty, id=st.sampled_from(["pty_1", "pty_2"]), cwd=st.sampled_from(["/shop", "/elsewhere"]))
projects = st.builds(Project, id=st.sampled_from(["p1", "p2"]), name=words)
ask_ids = st.sampled_from(["per_1", "per_2", "per_3", "que_1", "que_2", "per_9"])

events: st.SearchStrategy[wire.Event] = st.one_of(
    st.builds(wire.SessionCreated, info=sessions()),
    st.builds(wire.SessionUpdated, info=sessions()),
    st.builds(wire.SessionDeleted, info=sessions()),
    st.builds(wire.SessionStatus, session_id=session_ids, status=statuses),
    st.builds(wire.SessionIdle, session_id=session_ids),
    st.builds(wire.SessionError, error=failures, session_id=st.one_of(st.none(), session_ids)),
    st.builds(wire.MessageUpdated, info=infos()),
    st.builds(wire.MessageRemoved, session_id=session_ids, message_id=message_ids),
    st.builds(wire.PartUpdated, part=parts()),
    st.builds(wire.PartDelta, session_id=session_ids, message_id=message_ids, part_id=part_ids, delta=words),
    st.builds(wire.PartRemoved, session_id=session_ids, message_id=message_ids, part_id=part_ids),
    st.builds(wire.PermissionAsked, request=permissions),
    st.builds(wire.PermissionReplied, session_id=session_ids, request_id=ask_ids),
    st.builds(wire.QuestionAsked, request=questions),
    st.builds(wire.QuestionReplied, session_id=session_ids, request_id=ask_ids),
    st.builds(wire.QuestionRejected, session_id=session_ids, request_id=ask_ids),
    st.builds(wire.TodoUpdated, session_id=session_ids, todos=todos),
    st.builds(wire.PtyCreated, info=ptys),
    st.builds(wire.PtyUpdated, info=ptys),
    st.builds(wire.PtyExited, id=st.just("pty_1")),
    st.builds(wire.PtyDeleted, id=st.just("pty_2")),
    st.builds(wire.BranchUpdated, branch=words),
    st.builds(wire.ProjectUpdated, project=projects),
    st.builds(wire.InstanceDisposed, directory=st.sampled_from(["", "/shop", "/elsewhere"])),
    st.sampled_from(
        [
            wire.GlobalDisposed(),
            wire.ServerConnected(),
            wire.ServerHeartbeat(),
            wire.SessionCompacted(session_id="ses_a"),
            wire.SessionDiff(session_id="ses_a"),
            wire.CommandExecuted(),
            wire.FileEdited(),
            wire.FileWatched(),
            wire.WorktreeReady(),
            wire.McpToolsChanged(),
            wire.LspUpdated(),
            wire.TuiPromptAppend(),
            wire.TuiCommandExecute(),
            wire.TuiToastShow(),
            wire.TuiSessionSelect(session_id="ses_a"),
            wire.UnknownEvent(type="from.the.future"),
        ]
    ),
)

snapshots: st.SearchStrategy[Action] = st.one_of(
    st.builds(
        ConnectionChanged,
        st.sampled_from(list(ConnectionStatus)),
        heard_at=st.none() | st.sampled_from([0.0, 1.0, 2.0]),
    ),
    st.builds(
        SessionsLoaded, st.lists(sessions(), max_size=3).map(tuple), st.booleans(), directories, st.booleans(), marks
    ),
    st.builds(StatusesLoaded, st.dictionaries(session_ids, statuses, max_size=3), directories, marks),
    st.builds(PermissionsLoaded, st.lists(permissions, max_size=2).map(tuple), directories, marks),
    st.builds(QuestionsLoaded, st.lists(questions, max_size=2).map(tuple), directories, marks),
    st.builds(RequestSettled, ask_ids),
    st.builds(HistoryRequested, session_ids),
    st.builds(HistoryRequested, session_ids, st.just("prepend")),
    st.builds(
        HistoryLoaded,
        session_ids,
        st.lists(messages, max_size=4).map(tuple),
        st.sampled_from([None, "cursor"]),
        st.sampled_from(["tail", "prepend"]),
        st.sampled_from([None, "cursor"]),
        marks,
    ),
    st.builds(HistoryFailed, session_ids, words),
    st.builds(SessionForgotten, session_ids),
    st.builds(FailureSeen, st.one_of(st.just(""), session_ids)),
    st.builds(TodosLoaded, session_ids, todos, marks),
    st.builds(PtysLoaded, st.lists(ptys, max_size=2).map(tuple), st.sampled_from(["/shop", "/elsewhere"])),
    st.builds(ProjectLoaded, st.one_of(st.none(), projects), words),
    st.sampled_from([FrameSkipped(), ProvidersLoaded(Providers()), AgentsLoaded(()), CommandsLoaded(())]),
)

inputs = st.one_of(events, st.builds(wire.Received, events, directories), snapshots)
beginnings: st.SearchStrategy[list[Action]] = st.sampled_from(
    [
        list[Action](),
        [wire.SessionCreated(info=make_session("ses_a")), wire.SessionCreated(info=make_session("ses_b", "ses_a"))],
        [
            SessionsLoaded((make_session("ses_a"),)),
            HistoryRequested("ses_a"),
            page(make_user_message("msg_2"), make_answer("msg_3")),
        ],
        [HistoryRequested("ses_a"), page(make_user_message("msg_2"), make_answer("msg_3"), older="cursor")],
    ]
)


@st.composite
def histories(draw: st.DrawFn) -> list[Action]:
    return [*draw(beginnings), *draw(st.lists(st.one_of(inputs, talk), min_size=1, max_size=50))]


talk = st.one_of(
    st.builds(wire.MessageUpdated, info=infos()),
    st.builds(wire.PartUpdated, part=parts()),
    st.builds(wire.PartDelta, session_id=session_ids, message_id=message_ids, part_id=part_ids, delta=words),
    st.builds(wire.SessionStatus, session_id=session_ids, status=statuses),
)


@dataclass
class Seen:
    """Everything a reader can see, under the key that says it changed."""

    things: dict[ChangeKey, object]

    @classmethod
    def of(cls, state: State) -> "Seen":
        things: dict[ChangeKey, object] = {
            ChangeKey(Topic.REQUESTS): selectors.list_pending_requests(state),
            ChangeKey(Topic.PTYS): dict(state.ptys),
            ChangeKey(Topic.PROJECT): (state.project, state.branch),
            ChangeKey(Topic.CONNECTION): (state.connection, state.skipped_frames, state.failures.get("")),
            ChangeKey(Topic.SESSIONS): (dict(state.sessions), {id: it for id, it in state.failures.items() if id}),
        }
        for id in ("ses_a", "ses_b", "ses_c"):
            timeline = state.timelines.get(id)
            shown = tuple(selectors.list_message_ids(state, id))
            things[ChangeKey(Topic.SESSION, id)] = (state.sessions.get(id), state.failures.get(id))
            things[ChangeKey(Topic.STATUS, id)] = selectors.get_session_run(state, id)
            things[ChangeKey(Topic.TODOS, id)] = state.todos.get(id, ())
            things[ChangeKey(Topic.MESSAGES, id)] = (
                shown,
                selectors.count_reverted_messages(state, id) if timeline is not None and timeline.loaded else 0,
                timeline is not None and (timeline.loading, timeline.paging, timeline.older, timeline.failed),
            )
            for message_id in shown:
                view = selectors.get_message(state, message_id)
                assert view is not None
                growing = tuple(selectors.is_text_streaming(state, message_id, part) for part in view.parts)
                is_queued = selectors.is_queued(state, message_id)
                as_of = selectors.get_session_run(state, id).as_of if is_queued or not view.is_finished else None
                flags = (selectors.is_interrupted(state, message_id), is_queued, growing, as_of)
                things[ChangeKey(Topic.MESSAGE, message_id)] = (view.info, view.parts, view.loaded, flags)
        return cls(things)

    def differs_in(self, later: "Seen") -> Changes:
        """Where a reader would notice; a message that came or went is told by its session's list."""
        both = self.things.keys() & later.things.keys()
        return frozenset(key for key in both if self.things[key] != later.things[key])


def check_invariants(state: State) -> None:
    owned: dict[str, str] = {}
    for session_id, timeline in state.timelines.items():
        assert timeline.ids == sorted(set(timeline.ids))
        assert timeline.unfinished <= set(timeline.ids)
        owned.update(dict.fromkeys(timeline.ids, session_id))
    assert owned == {message_id: held.session_id for message_id, held in state.messages.items()}
    for message_id, held in state.messages.items():
        assert held.info is not None
        assert list(held.parts) == sorted(held.parts)
        assert message_id not in state.orphans
    assert all(orphan.session_id in state.timelines and orphan.info is None for orphan in state.orphans.values())
    assert state.arrivals.keys() == state.permissions.keys() | state.questions.keys()
    assert not state.permissions.keys() & state.questions.keys()
    for table in (state.sessions, state.statuses, state.timelines, state.failures, state.todos, state.unseen):
        assert not table.keys() & state.deleted.keys()
    assert not {ask.session_id for ask in selectors.list_pending_requests(state)} & state.deleted.keys()
    assert all(status.type != "idle" for status in state.statuses.values())
    assert state.statuses_as_of.keys() <= state.statuses.keys()
    if state.connection.status in (ConnectionStatus.QUIET, ConnectionStatus.LOST):
        assert not any(selectors.is_busy(state, session_id) for session_id in state.statuses)
    parents = {id: it.parent_id for id, it in state.sessions.items() if it.parent_id}
    assert parents == {child: parent for parent, below in state.children.items() for child in below}


def read_everything(state: State) -> None:
    selectors.list_session_rows(state, 0, frozenset({"ses_a"}), "x")
    for id in ("ses_a", "ses_b", "ses_x"):
        selectors.list_tree_requests(state, id)
        selectors.list_session_tree(state, id)
        selectors.list_ancestors(state, id)
        selectors.get_usage(state, id)
        selectors.get_tree_cost(state, id)
        selectors.find_last_used(state, id)
        selectors.find_latest_tool(state, id)
        selectors.count_tool_calls(state, id)


@settings(max_examples=300, deadline=None)
@given(histories())
def test_nothing_in_any_order_raises_and_what_changed_was_touched(history: list[Action]) -> None:
    state = State()
    before = Seen.of(state)
    for event in history:
        touched = reduce_state(state, event)
        check_invariants(state)
        after = Seen.of(state)
        assert before.differs_in(after) <= touched, event
        before = after
    read_everything(state)


@settings(max_examples=100, deadline=None)
@given(histories())
def test_the_same_history_always_ends_the_same(history: list[Action]) -> None:
    one, other = State(), State()
    touched = [reduce_state(one, event) for event in history]
    assert touched == [reduce_state(other, event) for event in history]
    assert Seen.of(one) == Seen.of(other)


@settings(max_examples=100, deadline=None)
@given(histories())
def test_reading_in_between_changes_nothing(history: list[Action]) -> None:
    read, unread = State(), State()
    for event in history:
        reduce_state(read, event)
        Seen.of(read)
        reduce_state(unread, event)
    assert Seen.of(read) == Seen.of(unread)


repeatable = st.one_of(
    st.builds(wire.SessionUpdated, info=sessions()),
    st.builds(wire.SessionStatus, session_id=session_ids, status=statuses),
    st.builds(wire.MessageUpdated, info=infos()),
    st.builds(wire.PartUpdated, part=parts()),
    st.builds(wire.PermissionAsked, request=permissions),
    st.builds(wire.TodoUpdated, session_id=session_ids, todos=todos),
)


@settings(max_examples=200, deadline=None)
@given(histories(), repeatable)
def test_hearing_a_thing_again_shows_nothing_new(history: list[Action], event: wire.Event) -> None:
    state = State()
    for earlier in history:
        reduce_state(state, earlier)
    reduce_state(state, event)
    once = Seen.of(state)
    reduce_state(state, event)
    assert Seen.of(state) == once
