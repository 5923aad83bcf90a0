"""Directories as servers name them: compared as exact strings, ignoring a trailing slash."""

from octui.store.state import State


def strip_trailing_slash(directory: str) -> str:
    return directory.rstrip("/") or "/"


def is_same_directory(one: str, other: str) -> bool:
    return strip_trailing_slash(one) == strip_trailing_slash(other)


def is_session_in(state: State, session_id: str, directory: str | None) -> bool | None:
    """Whether a session belongs to a directory; True for None and for unknown sessions."""
    if directory is None:
        return True
    session = state.sessions.get(session_id)
    return None if session is None else is_same_directory(session.directory, directory)
