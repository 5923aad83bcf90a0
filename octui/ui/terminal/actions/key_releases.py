"""Keys that come up: told only to the program that was told that they went down, and only if it asked."""

from octui.ui.controllers.context import AppContext
from octui.ui.input.key_events import KeyReleased
from octui.ui.terminal.messages import KeyReleasesRequested


class KeyReleases:
    """The terminal around octui tells about releases only while a program that wants them has the keyboard."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._request: KeyReleasesRequested | None = None
        """Of the terminal that has the keyboard."""

    def change_receiver(self, message: KeyReleasesRequested) -> None:
        if message.are_wanted:
            self._request = message
        elif self._request is not None and self._request.receiver is message.receiver:
            self._request = None
        self._context.terminal.change_key_releases(are_reported=self._request is not None)

    def release_key(self, event: KeyReleased) -> None:
        """Tell the program, even if something else has come to the front since the key went down."""
        request = self._request
        if request is None or not request.receiver.is_attached:
            self._request = None
            self._context.terminal.change_key_releases(are_reported=False)
        else:
            # The press may still wait for the widget.
            request.receiver.call_later(request.release_key, event)
