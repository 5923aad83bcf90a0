"""Detect prompts that the server lost, and send them again.

OpenCode 1.1.58 puts a prompt that arrives while a turn ends into a queue that it no longer reads: the prompt is in the
conversation, the session is idle, and nothing happens. Such a prompt is reverted and sent again; a server that did not
lose it never notices.
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import NamedTuple

from octui.client import Client
from octui.store import selectors
from octui.store.changes import Changes, Topic
from octui.store.state import State

Resend = Callable[[], Awaitable[object]]


class LostPrompt(NamedTuple):
    session_id: str
    message_id: str
    resend: Resend


class LostPromptDetector:
    """Keeps the newest prompt of each session that was sent while the session was busy, until it is idle again."""

    def __init__(self) -> None:
        self._resend_by_session: dict[str, Resend] = {}

    def record_prompt(self, session_id: str, resend: Resend) -> None:
        """Remember a prompt just sent; `resend` sends it once more."""
        self._resend_by_session[session_id] = resend

    def forget_session(self, session_id: str) -> None:
        """An answer is no longer expected in this session."""
        self._resend_by_session.pop(session_id, None)

    def detect_lost_prompts(self, state: State, changes: Changes) -> Iterator[LostPrompt]:
        """The prompts that seem to be lost, now that these things changed."""
        for topic, session_id in changes:
            if (
                topic is Topic.STATUS
                and session_id in self._resend_by_session
                and not selectors.is_possibly_busy(state, session_id)
            ):
                resend = self._resend_by_session.pop(session_id)
                if (prompt := selectors.find_unanswered_prompt(state, session_id)) is not None:
                    yield LostPrompt(session_id, prompt, resend)


async def resend_if_lost(client: Client, lost: LostPrompt, directory: str | None) -> bool:
    """Revert a prompt and send it again if the server confirms that it was lost; returns whether it was.

    The server is asked because the store may be behind: a prompt that was answered while the connection was down would
    be run twice.
    """
    newest = (await client.messages.list(lost.session_id, limit=1, directory=directory)).messages
    if not newest or newest[-1].info.id != lost.message_id:
        return False
    if lost.session_id in await client.sessions.list_statuses(directory=directory):
        return False
    await client.sessions.revert(lost.session_id, lost.message_id, directory=directory)
    await lost.resend()
    return True
