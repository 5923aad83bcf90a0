"""Prompts a server took while it was ending a turn, and then forgot: 1.1.58 puts them in a queue it no longer reads.

There the prompt stands in the conversation, the session is idle, and nothing ever happens. It is taken back and sent
again, which no server but one that lost it gets to see.
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import NamedTuple

from octui.client import Client
from octui.store import selectors
from octui.store.changes import Changes, Topic
from octui.store.selectors import turns
from octui.store.state import State

Resend = Callable[[], Awaitable[object]]


class LostPrompt(NamedTuple):
    session_id: str
    message_id: str
    """The id of its message."""
    resend: Resend


class LostPromptDetector:
    """The newest prompt of each session that was sent while it worked, until it is known to be answered."""

    def __init__(self) -> None:
        self._resend_by_session: dict[str, Resend] = {}

    def record_prompt(self, session_id: str, send: Resend) -> None:
        """`send` sends the same once more."""
        self._resend_by_session[session_id] = send

    def forget_session(self, session_id: str) -> None:
        """Nobody waits for an answer there any more."""
        self._resend_by_session.pop(session_id, None)

    def detect_lost_prompts(self, state: State, changed: Changes) -> Iterator[LostPrompt]:
        """What seems lost since this change."""
        for topic, session_id in changed:
            if (
                topic is Topic.STATUS
                and session_id in self._resend_by_session
                and not selectors.is_busy(state, session_id)
            ):
                send = self._resend_by_session.pop(session_id)
                if (prompt := turns.find_unanswered_prompt(state, session_id)) is not None:
                    yield LostPrompt(session_id, prompt, send)


async def resend_if_lost(client: Client, lost: LostPrompt, directory: str | None) -> bool:
    """Take a prompt back and send it anew, if the server too says that it was forgotten; whether that was so.

    Asked rather than believed: what was answered while the connection was down would be done twice.
    """
    newest = (await client.messages.list(lost.session_id, limit=1, directory=directory)).messages
    if not newest or newest[-1].info.id != lost.message_id:
        return False
    if lost.session_id in await client.sessions.list_statuses(directory=directory):
        return False
    await client.sessions.revert(lost.session_id, lost.message_id, directory=directory)
    await lost.resend()
    return True
