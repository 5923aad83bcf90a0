"""How the state takes in what the server offers and keeps beside the conversations. Called by `reduce` alone."""

from octui.store.actions import HelpersLoaded, ProjectLoaded, TodosLoaded
from octui.store.changes import NOTHING, Key, Topic, Touched, touched
from octui.store.directories import same_place
from octui.store.state import State
from octui.wire.catalog import Agent, Command, Providers
from octui.wire.pty import Pty
from octui.wire.sessions import Todo
from octui.wire.workspace.projects import Project

CATALOG = touched(Key(Topic.CATALOG))
HELPERS = touched(Key(Topic.HELPERS))
PTYS = touched(Key(Topic.PTYS))
PROJECT = touched(Key(Topic.PROJECT))


def todos_told(state: State, session_id: str, todos: tuple[Todo, ...]) -> Touched:
    if session_id not in state.sessions and session_id not in state.timelines:
        return NOTHING
    state.todos_at[session_id] = state.clock
    return _put_todos(state, session_id, todos)


def todos_loaded(state: State, loaded: TodosLoaded) -> Touched:
    since = state.connected_at if loaded.since is None else loaded.since
    known = loaded.session_id in state.sessions or loaded.session_id in state.timelines
    if not known or state.todos_at.get(loaded.session_id, 0) > since:
        return NOTHING
    return _put_todos(state, loaded.session_id, loaded.todos)


def providers_loaded(state: State, providers: Providers) -> Touched:
    state.providers = providers
    return CATALOG


def agents_loaded(state: State, agents: tuple[Agent, ...]) -> Touched:
    state.agents = agents
    return CATALOG


def commands_loaded(state: State, commands: tuple[Command, ...]) -> Touched:
    state.commands = commands
    return CATALOG


def helpers_loaded(state: State, loaded: HelpersLoaded) -> Touched:
    mcp = dict(loaded.mcp)
    if (state.mcp, state.lsp) == (mcp, loaded.lsp):
        return NOTHING
    state.mcp, state.lsp = mcp, loaded.lsp
    return HELPERS


def pty_told(state: State, pty: Pty) -> Touched:
    if state.ptys.get(pty.id) == pty:
        return NOTHING
    state.ptys[pty.id] = pty
    return PTYS


def pty_exited(state: State, pty_id: str, code: int | None) -> Touched:
    state.pty_exits[pty_id] = code
    state.ptys.pop(pty_id, None)
    return PTYS


def pty_gone(state: State, pty_id: str) -> Touched:
    return NOTHING if state.ptys.pop(pty_id, None) is None else PTYS


def ptys_loaded(state: State, ptys: tuple[Pty, ...]) -> Touched:
    state.ptys = {pty.id: pty for pty in ptys}
    return PTYS


def ptys_disposed(state: State, directory: str | None) -> Touched:
    """Terminals end with their instance, without a word of their own."""
    left = {pty.id: pty for pty in state.ptys.values() if directory is not None and not same_place(pty.cwd, directory)}
    if len(left) == len(state.ptys):
        return NOTHING
    state.ptys = left
    return PTYS


def project_loaded(state: State, loaded: ProjectLoaded) -> Touched:
    state.project, state.branch = loaded.project, loaded.branch
    return PROJECT


def project_told(state: State, project: Project) -> Touched:
    """Every project is told of on every stream; only the one octui is in matters."""
    if state.project is None or state.project.id != project.id or state.project == project:
        return NOTHING
    state.project = project
    return PROJECT


def branch_told(state: State, branch: str | None) -> Touched:
    if state.branch == branch:
        return NOTHING
    state.branch = branch
    return PROJECT


def _put_todos(state: State, session_id: str, todos: tuple[Todo, ...]) -> Touched:
    if state.todos.get(session_id, ()) == todos:
        return NOTHING
    state.todos[session_id] = todos
    return touched(Key(Topic.TODOS, session_id))
