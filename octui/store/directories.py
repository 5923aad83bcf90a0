"""Directories as servers name them: by exact string, but for a slash at the end."""

from octui.store.state import State


def plain(directory: str) -> str:
    return directory.rstrip("/") or "/"


def same_place(one: str, other: str) -> bool:
    return plain(one) == plain(other)


def lives_in(state: State, session_id: str, directory: str | None) -> bool | None:
    """Whether a session belongs to a directory; None is everywhere, and the answer for one not known."""
    if directory is None:
        return True
    session = state.sessions.get(session_id)
    return None if session is None else same_place(session.directory, directory)
