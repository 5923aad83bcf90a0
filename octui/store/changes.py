"""Describes state changes as a topic and, for topics with several subjects, an id."""

from enum import StrEnum
from typing import Final, NamedTuple


class Topic(StrEnum):
    CONNECTION = "connection"
    """The connection to the server, and the number of unreadable frames."""
    SESSIONS = "sessions"
    """The list of sessions, or anything in a session that orders or titles it."""
    SESSION = "session"
    """One session itself, or the failure of its last run; by session id."""
    STATUS = "status"
    """Whether a session is idle, busy or waiting to retry, and whether that is sure; by session id."""
    MESSAGES = "messages"
    """Which messages a session has, or how much of its history is loaded; by session id."""
    MESSAGE = "message"
    """One message, its parts, or how its session's state affects it; by message id."""
    REQUESTS = "asks"
    """Requests waiting for the user, in any session."""
    TODOS = "todos"
    """By session id."""
    CATALOG = "catalog"
    """Providers, agents, commands."""
    HELPER_SERVERS = "helpers"
    """MCP and language servers."""
    PTYS = "ptys"
    PROJECT = "project"
    """The project and its branch."""


class ChangeKey(NamedTuple):
    """`id` is empty for topics there is only one of."""

    topic: Topic
    id: str = ""


Changes = frozenset[ChangeKey]

NO_CHANGES: Final[Changes] = frozenset()


def make_changes(*keys: ChangeKey) -> Changes:
    return frozenset(keys)
