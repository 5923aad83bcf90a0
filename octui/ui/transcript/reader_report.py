"""What a transcript reports about its reader: whether the end is followed, and when older messages are needed."""

from textual.message import Message

from octui.ui.transcript.messages import FollowChanged, OlderRequested
from octui.ui.transcript.viewport import Viewport


class ReaderReport:
    """Remembers what was reported, so that each change, and each need for older messages, is reported once."""

    def __init__(self) -> None:
        self._follow_state = (True, 0)
        self._requested_before: str | None = None
        """The first item when older ones were requested last."""

    def forget_request(self) -> None:
        """Whatever the first item is, older ones may be requested again."""
        self._requested_before = None

    def allow_repeat(self, viewport: Viewport) -> None:
        """Paging up at the very beginning requests older messages again."""
        if viewport.top == 0:
            self.forget_request()

    def list_news(self, viewport: Viewport) -> list[Message]:
        """What changed since the last call."""
        news: list[Message] = []
        state = (viewport.is_following, viewport.unseen_count)
        if state != self._follow_state:
            self._follow_state = state
            news.append(FollowChanged(*state))
        keys = viewport.items.keys
        is_near_beginning = viewport.height > 0 and viewport.top < 2 * viewport.height
        if is_near_beginning and keys and keys[0] != self._requested_before:
            self._requested_before = keys[0]
            news.append(OlderRequested())
        return news
