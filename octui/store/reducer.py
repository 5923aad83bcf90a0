"""The reducer: the only writer of the state."""

from typing import assert_never

from octui.store import actions
from octui.store.changes import NOTHING, Touched
from octui.store.handlers.catalog import (
    agents_loaded,
    branch_told,
    commands_loaded,
    helpers_loaded,
    project_loaded,
    project_told,
    providers_loaded,
    pty_exited,
    pty_gone,
    pty_told,
    ptys_disposed,
    ptys_loaded,
    todos_loaded,
    todos_told,
)
from octui.store.handlers.connection import frame_skipped, link_changed
from octui.store.handlers.history import history_failed, history_loaded, history_requested, session_forgotten
from octui.store.handlers.messages import message_removed, message_updated, part_delta, part_removed, part_updated
from octui.store.handlers.requests import asked, asks_disposed, asks_loaded, settle
from octui.store.handlers.sessions import (
    failure_seen,
    instance_disposed,
    session_created,
    session_deleted,
    session_failed,
    session_updated,
    sessions_loaded,
    status_told,
    statuses_loaded,
)
from octui.store.state import State
from octui.wire import events as wire
from octui.wire.sessions import IDLE


def reduce(state: State, event: actions.Input) -> Touched:
    """Take in one event, snapshot or news of the connection, and say what it touched.

    It is total: nothing in any order, about any session, known or not, makes it raise.
    """
    state.clock += 1
    if isinstance(event, wire.Arrived):
        return _hear(state, event.event, event.directory)
    if isinstance(event, actions.Snapshot):
        return _take(state, event)
    return _hear(state, event, None)


def _hear(state: State, event: wire.Event, directory: str | None) -> Touched:
    match event:
        case wire.PartDelta():
            return part_delta(state, event)
        case wire.PartUpdated(part=part):
            return part_updated(state, part)
        case wire.PartRemoved():
            return part_removed(state, event)
        case wire.MessageUpdated(info=info):
            return message_updated(state, info)
        case wire.MessageRemoved():
            return message_removed(state, event)
        case wire.SessionCreated(info=session):
            return session_created(state, session)
        case wire.SessionUpdated(info=session):
            return session_updated(state, session)
        case wire.SessionDeleted(info=session):
            return session_deleted(state, session.id)
        case wire.SessionStatus(session_id=session_id, status=status):
            return status_told(state, session_id, status)
        case wire.SessionIdle(session_id=session_id):
            return status_told(state, session_id, IDLE)
        case wire.SessionError(session_id=session_id, error=failure):
            return session_failed(state, session_id or "", failure)
        case wire.PermissionAsked(request=request) | wire.QuestionAsked(request=request):
            return asked(state, request, directory)
        case (
            wire.PermissionReplied(request_id=request_id)
            | wire.QuestionReplied(request_id=request_id)
            | wire.QuestionRejected(request_id=request_id)
        ):
            return settle(state, request_id)
        case wire.TodoUpdated(session_id=session_id, todos=todos):
            return todos_told(state, session_id, todos)
        case wire.PtyCreated(info=pty) | wire.PtyUpdated(info=pty):
            return pty_told(state, pty)
        case wire.PtyExited(id=pty_id, exit_code=code):
            return pty_exited(state, pty_id, code)
        case wire.PtyDeleted(id=pty_id):
            return pty_gone(state, pty_id)
        case wire.BranchUpdated(branch=branch):
            return branch_told(state, branch)
        case wire.ProjectUpdated(project=project):
            return project_told(state, project)
        case wire.InstanceDisposed(directory=where):
            return _disposed(state, where or directory or "")
        case wire.GlobalDisposed():
            return _disposed(state, None)
        case wire.UnknownEvent():
            state.unknown += 1
            return NOTHING
        case (
            wire.ServerConnected()
            | wire.ServerHeartbeat()
            | wire.SessionCompacted()
            | wire.SessionDiff()
            | wire.CommandExecuted()
            | wire.FileEdited()
            | wire.FileWatched()
            | wire.WorktreeReady()
            | wire.McpToolsChanged()
            | wire.LspUpdated()
            | wire.TuiPromptAppend()
            | wire.TuiCommandExecute()
            | wire.TuiToastShow()
            | wire.TuiSessionSelect()
        ):
            return NOTHING
    assert_never(event)


def _disposed(state: State, directory: str | None) -> Touched:
    return instance_disposed(state, directory) | asks_disposed(state, directory) | ptys_disposed(state, directory)


def _take(state: State, told: actions.Snapshot) -> Touched:
    match told:
        case actions.LinkChanged():
            return link_changed(state, told)
        case actions.FrameSkipped():
            return frame_skipped(state)
        case actions.SessionsLoaded():
            return sessions_loaded(state, told)
        case actions.StatusesLoaded():
            return statuses_loaded(state, told)
        case actions.PermissionsLoaded() | actions.QuestionsLoaded():
            return asks_loaded(state, told)
        case actions.AskSettled(id=request_id):
            return settle(state, request_id)
        case actions.HistoryRequested():
            return history_requested(state, told)
        case actions.HistoryLoaded():
            return history_loaded(state, told)
        case actions.HistoryFailed():
            return history_failed(state, told)
        case actions.SessionForgotten(session_id=session_id):
            return session_forgotten(state, session_id)
        case actions.FailureSeen():
            return failure_seen(state, told)
        case actions.TodosLoaded():
            return todos_loaded(state, told)
        case actions.ProvidersLoaded(providers=providers):
            return providers_loaded(state, providers)
        case actions.AgentsLoaded(agents=agents):
            return agents_loaded(state, agents)
        case actions.CommandsLoaded(commands=commands):
            return commands_loaded(state, commands)
        case actions.HelpersLoaded():
            return helpers_loaded(state, told)
        case actions.PtysLoaded(ptys=ptys):
            return ptys_loaded(state, ptys)
        case actions.ProjectLoaded():
            return project_loaded(state, told)
    assert_never(told)
