"""Searches the titles and the text of many sessions, a page of one session at a time."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from typing import Final, NamedTuple

from octui.client import Client, ClientError
from octui.ui.find.query import iter_matches
from octui.wire.messages import Message
from octui.wire.parts import Part, ReasoningPart, TextPart, ToolPart
from octui.wire.sessions import Session

PAGE: Final = 100
"""Messages read and searched at once."""
MAX_IN_SESSION: Final = 20
MAX_HITS: Final = 500
BEFORE: Final = 30
"""Characters shown before a match."""
AFTER: Final = 200


class SessionHit(NamedTuple):
    """A message that has the words, or a session whose title has them: then `message_id` is empty."""

    session: Session
    message_id: str
    kind: str
    excerpt: str


class SearchProgress(NamedTuple):
    searched: int
    total: int
    unreadable: int = 0
    """Sessions whose messages could not be read."""
    is_full: bool = False
    """Whether there are more matches than are listed."""


async def search_sessions(
    client: Client,
    sessions: Sequence[Session],
    pattern: re.Pattern[str],
    on_found: Callable[[list[SessionHit], SearchProgress], None],
) -> None:
    """Report what is found, session by session; cancelling ends it between two pages."""
    hit_count = unreadable = 0
    for number, session in enumerate(sessions, 1):
        title = session.display_title
        hits = [SessionHit(session, "", "title", title)] if pattern.search(title) else []
        try:
            async with aclosing(_iter_pages(client, session)) as pages:
                async for page in pages:
                    hits += await asyncio.to_thread(_search_messages, session, page, pattern)
                    if len(hits) >= MAX_IN_SESSION:
                        break
        except ClientError:
            unreadable += 1
        hits = hits[:MAX_IN_SESSION]
        hit_count += len(hits)
        is_full = hit_count >= MAX_HITS
        on_found(hits, SearchProgress(number, len(sessions), unreadable, is_full))
        if is_full:
            return


async def _iter_pages(client: Client, session: Session) -> AsyncGenerator[tuple[Message, ...], None]:
    cursor: str | None = None
    while True:
        page = await client.messages.list(session.id, limit=PAGE, before=cursor, directory=session.directory or None)
        yield page.messages
        cursor = page.next_cursor
        if cursor is None:
            return


def _search_messages(session: Session, messages: Sequence[Message], pattern: re.Pattern[str]) -> list[SessionHit]:
    """The newest first, one for each message."""
    hits: list[SessionHit] = []
    for message in reversed(messages):
        for kind, text in _iter_texts(message.info.role, message.parts):
            span = next(iter_matches(text, pattern), None)
            if span is not None:
                hits.append(SessionHit(session, message.info.id, kind, make_excerpt(text, *span)))
                break
        if len(hits) >= MAX_IN_SESSION:
            break
    return hits


def _iter_texts(role: str, parts: Iterable[Part]) -> Iterator[tuple[str, str]]:
    for part in parts:
        match part:
            case TextPart() if not part.synthetic and not part.ignored:
                yield ("prompt" if role == "user" else "answer"), part.text
            case ReasoningPart():
                yield "thought", part.text
            case ToolPart():
                values = [value for value in part.state.input.values() if isinstance(value, str)]
                yield part.tool, "\n".join((*values, part.state.output, part.state.error))
            case _:
                continue


def make_excerpt(text: str, start: int, end: int) -> str:
    """One line around a match."""
    first = max(0, start - BEFORE)
    line = " ".join(text[first : end + AFTER].split())
    return f"…{line}" if first else line
