"""Asks for older messages when the reader comes near the beginning."""

from octui.ui.transcript.viewport import Viewport


class OlderPages:
    """Remembers the beginning that older messages were requested for, so that each is requested once."""

    def __init__(self) -> None:
        self._requested_before: str | None = None

    def forget_request(self) -> None:
        """Whatever the beginning is, older messages may be requested again."""
        self._requested_before = None

    def allow_repeat(self, viewport: Viewport) -> None:
        """Paging up at the very beginning requests older messages again."""
        if viewport.top == 0:
            self.forget_request()

    def should_request(self, viewport: Viewport) -> bool:
        """Whether the reader is near a beginning for which nothing was requested yet; it counts as requested then."""
        keys = viewport.items.keys
        is_near = viewport.height > 0 and viewport.top < 2 * viewport.height
        if not is_near or not keys or keys[0] == self._requested_before:
            return False
        self._requested_before = keys[0]
        return True
