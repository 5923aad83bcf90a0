"""The reducer: the only writer of the state."""

from typing import assert_never

from octui.store import actions
from octui.store.changes import NO_CHANGES, Changes
from octui.store.handlers.accepted_prompts import forget_accepted_prompt, forget_seen_prompts, on_prompt_accepted
from octui.store.handlers.call_waits import record_answered, record_asked, record_started
from octui.store.handlers.catalog import (
    on_agents_loaded,
    on_branch_updated,
    on_commands_loaded,
    on_helper_servers_loaded,
    on_project_loaded,
    on_project_updated,
    on_providers_failed,
    on_providers_loaded,
    on_pty_deleted,
    on_pty_exited,
    on_pty_updated,
    on_ptys_disposed,
    on_ptys_loaded,
    on_resources_loaded,
    on_todos_loaded,
    on_todos_updated,
)
from octui.store.handlers.connection import on_connection_changed, on_frame_skipped
from octui.store.handlers.history import (
    on_history_failed,
    on_history_loaded,
    on_history_requested,
    on_session_forgotten,
)
from octui.store.handlers.messages import (
    on_message_removed,
    on_message_updated,
    on_part_delta,
    on_part_removed,
    on_part_updated,
)
from octui.store.handlers.requests import on_request_asked, on_request_settled, on_requests_disposed, on_requests_loaded
from octui.store.handlers.sessions import (
    on_failure_seen,
    on_instance_disposed,
    on_session_created,
    on_session_deleted,
    on_session_failed,
    on_session_updated,
    on_sessions_loaded,
    on_status_updated,
    on_statuses_loaded,
    record_session_changes,
)
from octui.store.state import State
from octui.wire import events as wire
from octui.wire.access.trust import TrustUpdated
from octui.wire.parts import ToolPart
from octui.wire.sessions import IDLE


def reduce_state(state: State, event: actions.Action) -> Changes:
    """Apply one event, snapshot or connection change, and return what it changed.

    It never raises, whatever the order of its inputs and whether or not their sessions are known.
    """
    state.clock += 1
    if isinstance(event, wire.Received):
        changed = _reduce_event(state, event.event, event.directory, event.at)
    elif isinstance(event, actions.Snapshot):
        changed = _reduce_snapshot(state, event)
    else:
        changed = _reduce_event(state, event, None, 0)
    record_session_changes(state, changed)
    return changed


def _reduce_event(state: State, event: wire.Event, directory: str | None, at: float) -> Changes:
    match event:
        case wire.PartDelta():
            return on_part_delta(state, event)
        case wire.PartUpdated(part=part):
            if at and isinstance(part, ToolPart):
                record_started(state, part, at)
            return on_part_updated(state, part) | forget_accepted_prompt(state, part.id)
        case wire.PartRemoved():
            return on_part_removed(state, event)
        case wire.MessageUpdated(info=info):
            return on_message_updated(state, info)
        case wire.MessageRemoved():
            return on_message_removed(state, event)
        case wire.SessionCreated(info=session):
            return on_session_created(state, session)
        case wire.SessionUpdated(info=session):
            return on_session_updated(state, session)
        case wire.SessionDeleted(info=session):
            return on_session_deleted(state, session.id)
        case wire.SessionStatus(session_id=session_id, status=status):
            return on_status_updated(state, session_id, status)
        case wire.SessionIdle(session_id=session_id):
            return on_status_updated(state, session_id, IDLE)
        case wire.SessionError(session_id=session_id, error=failure):
            return on_session_failed(state, session_id or "", failure)
        case wire.PermissionAsked(request=request) | wire.QuestionAsked(request=request):
            record_asked(state, request, at)
            return on_request_asked(state, request, directory)
        case (
            wire.PermissionReplied(request_id=request_id)
            | wire.QuestionReplied(request_id=request_id)
            | wire.QuestionRejected(request_id=request_id)
        ):
            record_answered(state, request_id, at)
            return on_request_settled(state, request_id)
        case wire.TodoUpdated(session_id=session_id, todos=todos):
            return on_todos_updated(state, session_id, todos)
        case wire.PtyCreated(info=pty) | wire.PtyUpdated(info=pty):
            return on_pty_updated(state, pty)
        case wire.PtyExited(id=pty_id, exit_code=code):
            return on_pty_exited(state, pty_id, code)
        case wire.PtyDeleted(id=pty_id):
            return on_pty_deleted(state, pty_id)
        case wire.BranchUpdated(branch=branch):
            return on_branch_updated(state, branch)
        case wire.ProjectUpdated(project=project):
            return on_project_updated(state, project)
        case wire.InstanceDisposed(directory=where):
            return _reduce_disposal(state, where or directory or "")
        case wire.GlobalDisposed():
            return _reduce_disposal(state, None)
        case wire.UnknownEvent():
            state.unknown_events += 1
            return NO_CHANGES
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
            | wire.McpBrowserFailed()
            | TrustUpdated()
            | wire.LspUpdated()
            | wire.TuiPromptAppend()
            | wire.TuiCommandExecute()
            | wire.TuiToastShow()
            | wire.UpdateAvailable()
            | wire.TuiSessionSelect()
        ):
            return NO_CHANGES
    assert_never(event)


def _reduce_disposal(state: State, directory: str | None) -> Changes:
    return (
        on_instance_disposed(state, directory)
        | on_requests_disposed(state, directory)
        | on_ptys_disposed(state, directory)
    )


def _reduce_snapshot(state: State, loaded: actions.Snapshot) -> Changes:
    match loaded:
        case actions.ConnectionChanged():
            return on_connection_changed(state, loaded)
        case actions.FrameSkipped():
            return on_frame_skipped(state)
        case actions.SessionsLoaded():
            return on_sessions_loaded(state, loaded)
        case actions.StatusesLoaded():
            return on_statuses_loaded(state, loaded)
        case actions.PermissionsLoaded() | actions.QuestionsLoaded():
            return on_requests_loaded(state, loaded)
        case actions.RequestSettled(id=request_id):
            return on_request_settled(state, request_id)
        case actions.HistoryRequested():
            return on_history_requested(state, loaded)
        case actions.HistoryLoaded():
            changed = on_history_loaded(state, loaded)
            forget_seen_prompts(state, loaded.session_id)
            return changed
        case actions.HistoryFailed():
            return on_history_failed(state, loaded)
        case actions.PromptAccepted():
            return on_prompt_accepted(state, loaded)
        case actions.PromptVanished(part_id=part_id):
            return forget_accepted_prompt(state, part_id)
        case actions.SessionForgotten(session_id=session_id):
            return on_session_forgotten(state, session_id)
        case actions.FailureSeen():
            return on_failure_seen(state, loaded)
        case actions.TodosLoaded():
            return on_todos_loaded(state, loaded)
        case actions.ProvidersLoaded(providers=providers):
            return on_providers_loaded(state, providers)
        case actions.ProvidersFailed():
            return on_providers_failed(state)
        case actions.AgentsLoaded(agents=agents):
            return on_agents_loaded(state, agents)
        case actions.CommandsLoaded(commands=commands):
            return on_commands_loaded(state, commands)
        case actions.HelperServersLoaded():
            return on_helper_servers_loaded(state, loaded)
        case actions.ResourcesLoaded():
            return on_resources_loaded(state, loaded)
        case actions.PtysLoaded():
            return on_ptys_loaded(state, loaded)
        case actions.ProjectLoaded():
            return on_project_loaded(state, loaded)
    assert_never(loaded)
