"""Which pictures the terminal around octui holds: they are sent as they come into view, and only a few are kept."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from octui.render.files.kitty_picture import format_deletion

MAX_UNSEEN: Final = 4
"""Pictures that are kept in the terminal after they have left the view: scrolling back does not send them again."""


class SentPictures:
    """Those that show pictures are its viewers; `send` writes to the terminal."""

    def __init__(self, send: Callable[[str], None]) -> None:
        self._send = send
        self._sent: OrderedDict[int, None] = OrderedDict()
        """By number, those seen last at the end."""
        self._views: dict[object, frozenset[int]] = {}

    def show_pictures(self, viewer: object, pictures: Mapping[int, Callable[[], str]]) -> None:
        """What a viewer shows now, by number; the commands that send a picture are asked for only once."""
        self._views[viewer] = frozenset(pictures)
        for number, make_commands in pictures.items():
            if number not in self._sent:
                self._send(make_commands())
            self._sent[number] = None
            self._sent.move_to_end(number)
        self._forget_unseen(MAX_UNSEEN)

    def remove_viewer(self, viewer: object) -> None:
        """It shows nothing any longer, and will not show those pictures again."""
        shown = self._views.pop(viewer, frozenset())
        for number in shown - frozenset().union(*self._views.values()):
            self._forget_picture(number)

    def forget_all(self) -> None:
        """octui leaves the terminal: pictures that are shown again afterwards are sent again."""
        for number in list(self._sent):
            self._forget_picture(number)

    def _forget_unseen(self, most: int) -> None:
        seen: frozenset[int] = frozenset().union(*self._views.values())
        unseen = [number for number in self._sent if number not in seen]
        for number in unseen[: max(0, len(unseen) - most)]:
            self._forget_picture(number)

    def _forget_picture(self, number: int) -> None:
        if number in self._sent:
            del self._sent[number]
            self._send(format_deletion(number))
