"""Parents and children among sessions, and where each works.

Every walk terminates, even if the server reports a cycle of parents.
"""

from octui.store.state import State
from octui.wire.parts import ToolPart
from octui.wire.sessions import Session


def list_ancestors(state: State, session_id: str) -> tuple[Session, ...]:
    """The session and its known ancestors, topmost first."""
    line: list[Session] = []
    seen: set[str] = set()
    session = state.sessions.get(session_id)
    while session is not None and session.id not in seen:
        seen.add(session.id)
        line.append(session)
        session = state.sessions.get(session.parent_id) if session.parent_id else None
    return tuple(reversed(line))


def is_subagent(state: State, session_id: str) -> bool:
    """Whether another session started this one."""
    session = state.sessions.get(session_id)
    return session is not None and session.parent_id is not None


def get_session_directory(state: State, session_id: str) -> str | None:
    """Where a session works, as calls about it name the directory; None for a session that is not known."""
    session = state.sessions.get(session_id)
    return session.directory or None if session is not None else None


def find_root(state: State, session_id: str) -> str:
    """The topmost known ancestor of this session, or the session itself."""
    line = list_ancestors(state, session_id)
    return line[0].id if line else session_id


def list_children(state: State, session_id: str) -> tuple[Session, ...]:
    """The sessions this one started, oldest first."""
    return tuple(state.sessions[child] for child in state.children.get(session_id, ()))


def list_descendants(state: State, session_id: str) -> tuple[str, ...]:
    """Everything below a session, at any depth, parents before their children."""
    below: dict[str, None] = {}
    waiting = list(reversed(state.children.get(session_id, ())))
    while waiting:
        child = waiting.pop()
        if child not in below and child != session_id:
            below[child] = None
            waiting.extend(reversed(state.children.get(child, ())))
    return tuple(below)


def list_session_tree(state: State, session_id: str) -> tuple[str, ...]:
    """The root above a session and everything below it, the session included."""
    root = find_root(state, session_id)
    return (root, *list_descendants(state, root))


def find_task_session(state: State, part: ToolPart) -> str | None:
    """The session a task call runs in.

    Older servers name it only once the task is over; until then it is the newest child whose title
    contains the task's description.
    """
    for metadata in (part.state.metadata, part.metadata or {}):
        named = metadata.get("sessionId")
        if isinstance(named, str) and named:
            return named
    description, agent = part.state.input.get("description"), part.state.input.get("subagent_type")
    title = f"{description} (@{agent} subagent)"
    for child_id in reversed(state.children.get(part.session_id, ())):
        if state.sessions[child_id].title == title:
            return child_id
    return None
