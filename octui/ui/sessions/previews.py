"""What was said last in sessions that are not open: read from the server while the cursor rests on one."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Final, Protocol

from octui.client import ClientError
from octui.store import selectors
from octui.store.bounded_dict import BoundedDict
from octui.store.store import Store
from octui.ui.sessions.other_folders import ListingServer, OtherFolders
from octui.wire.messages import Message
from octui.wire.parts import TextPart
from octui.wire.sessions import Session

REST_SECONDS: Final = 0.25
"""How long the cursor rests before the server is asked."""
LAST_MESSAGES: Final = 4
MAX_TEXT_LENGTH: Final = 600
MAX_KEPT: Final = 200


class PreviewsContext(Protocol):
    """What reading the previews needs of the app."""

    store: Store

    @property
    def other_folders(self) -> OtherFolders: ...
    @property
    def server(self) -> ListingServer | None: ...
    def start_worker(self, work: Coroutine[Any, Any, None], *, group: str, exclusive: bool) -> object: ...


class SessionPreviews:
    """Texts by session, as of the session's last change."""

    def __init__(self, context: PreviewsContext) -> None:
        self._context = context
        self._texts: BoundedDict[tuple[str, float], str] = BoundedDict(MAX_KEPT)

    def find_text(self, session_id: str) -> str | None:
        """The last prompt and answer, as far as they are here; None for what only the server knows."""
        state = self._context.store.state
        session = self.find_session(session_id)
        if session is None:
            return ""
        timeline = state.timelines.get(session_id)
        if timeline is not None and timeline.loaded:
            views = [selectors.get_message(state, message_id) for message_id in timeline.ids[-LAST_MESSAGES:]]
            return format_last_words(Message(view.info, view.parts) for view in views if view is not None)
        return self._texts.get((session_id, session.time.updated))

    def find_session(self, session_id: str) -> Session | None:
        """A session of this folder, or one that the list has of another."""
        known = self._context.store.state.sessions.get(session_id)
        return known if known is not None else self._context.other_folders.find_session(session_id)

    def load_text(self, session_id: str, on_loaded: Callable[[], None]) -> None:
        """Read it once the cursor has rested; another call takes the place of this one."""
        if self.find_text(session_id) is None:
            self._context.start_worker(self._load_text(session_id, on_loaded), group="preview", exclusive=True)

    async def _load_text(self, session_id: str, on_loaded: Callable[[], None]) -> None:
        await asyncio.sleep(REST_SECONDS)
        server, session = self._context.server, self.find_session(session_id)
        if server is None or session is None:
            return
        try:
            page = await server.client.messages.list(
                session_id, limit=LAST_MESSAGES, directory=session.directory or None
            )
        except ClientError:
            # A preview is a convenience: opening the session says what is wrong.
            return
        self._texts[session_id, session.time.updated] = format_last_words(page.messages)
        on_loaded()


def format_last_words(messages: Iterable[Message]) -> str:
    """The last prompt behind its bar, and the text of what answered it."""
    prompt, answer = "", ""
    for message in messages:
        texts = [part.text for part in message.parts if isinstance(part, TextPart) and not part.synthetic]
        # What is not shown of a long text is not split into words.
        text = " ".join(" ".join(text.lstrip()[: 4 * MAX_TEXT_LENGTH] for text in texts).split())
        if not text:
            continue
        if message.info.role == "user":
            prompt, answer = text, ""
        else:
            answer = text
    lines = (f"┃ {prompt[:MAX_TEXT_LENGTH]}" if prompt else "", answer[:MAX_TEXT_LENGTH])
    return "\n".join(line for line in lines if line)
