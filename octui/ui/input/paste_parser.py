"""Parses terminal input so that a bracketed paste of any length stays text and no escape is lost."""

from collections.abc import Iterable
from typing import Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

_START: Final = "\x1b[200~"
_END: Final = "\x1b[201~"


class PasteParser(XTermParser):
    """Textual's own parser treats text after an escape in a paste as keys: pasted text could press Enter.

    It also drops an escape followed by a symbol within a tenth of a second, as in vim's `esc :`.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._possible_mark = ""
        """The end of the previous input, which may be the beginning of a paste marker."""
        self._pasted: str | None = None

    def feed(self, data: str) -> Iterable[Message]:
        if not data:
            yield from super().feed(data)
        while data:
            if self._pasted is None:
                keys, begins, data = self._split_at_paste(data)
                yield from super().feed(keys)
                self._pasted = "" if begins else None
            else:
                whole, ends, data = self._collect_paste(data)
                if ends:
                    # Textual's parser also waits for the end marker, and would report an empty paste.
                    yield from (token for token in super().feed(_END) if not isinstance(token, events.Paste))
                    yield events.Paste(whole.replace("\x00", ""))

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if alt and len(sequence) == 1 and sequence.isprintable() and not sequence.isalnum():
            yield events.Key("escape", "\x1b")
        yield from super()._sequence_to_key_events(sequence, alt)

    def _split_at_paste(self, data: str) -> tuple[str, bool, str]:
        """Split input at a paste's start marker: the part before it, whether it is present, and the part after it."""
        joined = self._possible_mark + data
        keys, mark, pasted = joined.partition(_START)
        self._possible_mark = "" if mark else joined[1 - len(_START) :]
        taken = len(keys) + len(mark) - (len(joined) - len(data))
        return data[:taken], bool(mark), pasted

    def _collect_paste(self, data: str) -> tuple[str, bool, str]:
        already = self._pasted or ""
        self._pasted = already + data
        end = self._pasted.find(_END, max(0, len(already) - len(_END)))
        if end < 0:
            return "", False, ""
        whole, rest = self._pasted[:end], self._pasted[end + len(_END) :]
        self._pasted = None
        return whole, True, rest


def install_paste_parser() -> None:
    """Make Textual use this parser."""
    linux_driver.XTermParser = PasteParser  # type: ignore[attr-defined]  # Textual has no other place to say which parser
