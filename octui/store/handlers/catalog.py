"""Handlers for the server's catalog and other state outside the conversations. Called by `reduce_state` only."""

from octui.store.actions import HelperServersLoaded, ProjectLoaded, PtysLoaded, ResourcesLoaded, TodosLoaded
from octui.store.changes import NO_CHANGES, ChangeKey, Changes, Topic, make_changes
from octui.store.directories import is_same_directory
from octui.store.state import ProvidersStatus, State
from octui.wire.catalog import Agent, Command, Providers
from octui.wire.pty import Pty
from octui.wire.sessions import Todo
from octui.wire.workspace.projects import Project

CATALOG = make_changes(ChangeKey(Topic.CATALOG))
HELPER_SERVERS = make_changes(ChangeKey(Topic.HELPER_SERVERS))
PTYS = make_changes(ChangeKey(Topic.PTYS))
PROJECT = make_changes(ChangeKey(Topic.PROJECT))


def on_todos_updated(state: State, session_id: str, todos: tuple[Todo, ...]) -> Changes:
    if session_id not in state.sessions and session_id not in state.timelines:
        return NO_CHANGES
    state.todos_at[session_id] = state.clock
    return _store_todos(state, session_id, todos)


def on_todos_loaded(state: State, loaded: TodosLoaded) -> Changes:
    since = state.connected_at if loaded.since is None else loaded.since
    known = loaded.session_id in state.sessions or loaded.session_id in state.timelines
    if not known or state.todos_at.get(loaded.session_id, 0) > since:
        return NO_CHANGES
    return _store_todos(state, loaded.session_id, loaded.todos)


def on_providers_loaded(state: State, providers: Providers) -> Changes:
    state.providers, state.providers_status = providers, ProvidersStatus.KNOWN
    return CATALOG


def on_providers_failed(state: State) -> Changes:
    if state.providers_status is not ProvidersStatus.AWAITED:
        return NO_CHANGES
    state.providers_status = ProvidersStatus.FAILED
    return CATALOG


def on_agents_loaded(state: State, agents: tuple[Agent, ...]) -> Changes:
    state.agents = agents
    return CATALOG


def on_commands_loaded(state: State, commands: tuple[Command, ...]) -> Changes:
    state.commands = commands
    return CATALOG


def on_helper_servers_loaded(state: State, loaded: HelperServersLoaded) -> Changes:
    mcp = dict(loaded.mcp)
    if (state.mcp, state.lsp) == (mcp, loaded.lsp):
        return NO_CHANGES
    state.mcp, state.lsp = mcp, loaded.lsp
    return HELPER_SERVERS


def on_resources_loaded(state: State, loaded: ResourcesLoaded) -> Changes:
    resources = dict(loaded.resources)
    if state.resources == resources:
        return NO_CHANGES
    state.resources = resources
    return HELPER_SERVERS


def on_pty_updated(state: State, pty: Pty) -> Changes:
    if state.ptys.get(pty.id) == pty:
        return NO_CHANGES
    state.ptys[pty.id] = pty
    return PTYS


def on_pty_exited(state: State, pty_id: str, code: int | None) -> Changes:
    state.pty_exits[pty_id] = code
    state.ptys.pop(pty_id, None)
    return PTYS


def on_pty_deleted(state: State, pty_id: str) -> Changes:
    return NO_CHANGES if state.ptys.pop(pty_id, None) is None else PTYS


def on_ptys_loaded(state: State, loaded: PtysLoaded) -> Changes:
    """A server reports no terminal that it had before octui listened, or lost when it restarted."""
    elsewhere = {pty.id: pty for pty in state.ptys.values() if not is_same_directory(pty.cwd, loaded.directory)}
    known = elsewhere | {pty.id: pty for pty in loaded.ptys}
    if state.ptys == known:
        return NO_CHANGES
    state.ptys = known
    return PTYS


def on_ptys_disposed(state: State, directory: str | None) -> Changes:
    """Terminals end with their instance, without a separate event."""
    left = {
        pty.id: pty
        for pty in state.ptys.values()
        if directory is not None and not is_same_directory(pty.cwd, directory)
    }
    if len(left) == len(state.ptys):
        return NO_CHANGES
    state.ptys = left
    return PTYS


def on_project_loaded(state: State, loaded: ProjectLoaded) -> Changes:
    state.project, state.branch = loaded.project, loaded.branch
    return PROJECT


def on_project_updated(state: State, project: Project) -> Changes:
    """Every stream announces every project; only the one octui is in matters."""
    if state.project is None or state.project.id != project.id or state.project == project:
        return NO_CHANGES
    state.project = project
    return PROJECT


def on_branch_updated(state: State, branch: str | None) -> Changes:
    if state.branch == branch:
        return NO_CHANGES
    state.branch = branch
    return PROJECT


def _store_todos(state: State, session_id: str, todos: tuple[Todo, ...]) -> Changes:
    if state.todos.get(session_id, ()) == todos:
        return NO_CHANGES
    state.todos[session_id] = todos
    return make_changes(ChangeKey(Topic.TODOS, session_id))
