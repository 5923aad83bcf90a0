"""Parses program output, as text or bytes, into calls of a screen's handlers.

The grammar is that of ECMA-48 with the error recovery of DEC terminals: a control character inside a sequence is
executed, ESC starts a new sequence, CAN and SUB abort it, and unknown sequences are ignored as a whole. The result does
not depend on how the output is split.
"""

import codecs
from collections.abc import Callable
from math import inf
from typing import Final

from pyte import Screen as PyteScreen
from pyte import Stream as PyteStream

from octui.term.images.placing import KITTY, begin_sixel
from octui.term.images.sixel import SixelDecoder
from octui.term.parser.fast_path import INLINED, Call, feed_fast
from octui.term.parser.sequences import BASIC, CSI, ESCAPE, SPLIT, is_rendition, parse_call
from octui.term.screen import Screen

MAX_STRING_LENGTH: Final = 512 * 1024
"""Maximum number of characters kept of an OSC or DCS string."""
_MAX_SEQUENCE_LENGTH: Final = 512
_SLICE: Final = 32 * 1024
"""Number of characters split at once, which bounds the memory of the pieces."""
_EIGHT_BIT: Final = {"\x90": "P", "\x98": "X", "\x9b": "[", "\x9d": "]", "\x9e": "^", "\x9f": "_"}
"""C1 control -> the character after ESC in its 7-bit form."""
_STRINGS: Final = "]PX^_"
_OSC, _DCS, _APC = "]", "P", "_"
_ABORT: Final = ("\x18", "\x1a")


class Stream(PyteStream):
    """Feeds text to an octui or pyte screen; octui screens without overridden handlers use the fast path."""

    basic = dict(BASIC)
    escape = dict(ESCAPE)
    csi = dict(CSI)

    def __init__(self, screen: Screen | PyteScreen | None = None, strict: bool = True) -> None:
        self._initialize_parser()
        self._fused = False
        super().__init__(None, strict)
        if screen is not None:
            self.attach(screen)

    def attach(self, screen: Screen | PyteScreen) -> None:
        """Attach a screen to feed."""
        kind = type(screen)
        self._fused = all(getattr(kind, name, None) is getattr(Screen, name) for name in INLINED)
        super().attach(screen)  # type: ignore[arg-type]  # pyte's Screen is named where its handlers are meant

    def _initialize_parser(self) -> None:
        self._state = ""
        """The state of the parser: nothing, "esc", "csi" or "string"."""
        self._collected = ""
        self._kind = ""
        self._string: list[str] = []
        self._size = -1
        self._sixel: SixelDecoder | None = None
        """Decodes the string while it arrives, which may be of any length."""
        self.calls: dict[str, Call] = {}
        """Cache of sequences and their calls."""

    @property
    def busy(self) -> bool:
        """Whether a sequence is incomplete."""
        return self._state != ""

    def feed(self, data: str) -> None:
        """Feed output, which may be split anywhere."""
        self.feed_until(data, inf)

    def feed_until(self, data: str, end_at: float) -> str:
        """Feed output until a time of `perf_counter`, but at least a little; returns what is left of it."""
        listener: object = self.listener
        if listener is None:
            raise RuntimeError("Listener is not set")
        at, left = 0, ""
        while at < len(data) and not left:
            piece = data[at : at + _SLICE]
            at += _SLICE
            if self._fused and isinstance(listener, Screen) and INLINED.isdisjoint(listener.__dict__):
                left = feed_fast(self, listener, piece, end_at)
            else:
                self._each(piece)
        if isinstance(listener, Screen):
            listener.scrollback.count_pushed()
        return left + data[at:]

    def _each(self, data: str) -> None:
        """The slow path: one call for each operation."""
        for at, token in enumerate(SPLIT(data)):
            if at % 2:
                self.take_control(token)
            elif token:
                self.take_text(token)

    def take_text(self, text: str) -> None:
        """Text, which may be part of an incomplete sequence."""
        while text and self._state:
            if self._state == "string":
                self._keep(text)
                return
            text = self._collect(text)
        if text:
            self._handler("draw")(text)

    def take_control(self, control: str) -> None:
        """A control character, or a complete sequence."""
        if control[0] == "\x1b":
            self._take_escape(control)
        elif control in _ABORT:
            self._abandon()
        elif self._state == "string":
            if control == "\x9c" or (control == "\x07" and self._kind == _OSC):
                self._end_string()
        elif control in _EIGHT_BIT:
            self._begin(_EIGHT_BIT[control])
        else:
            if control >= "\x80":
                self._abandon()
            for character in control:
                if name := self.basic.get(character):
                    self._handler(name)()

    def _take_escape(self, sequence: str) -> None:
        if sequence == "\x1b":
            # The string may be about to end: keep ESC until the next character is known.
            self._size = self._size if self._state == "string" else -1
            self._state, self._collected = "esc", ""
        elif sequence == "\x1b\\" and self._state == "string":
            self._end_string()
        else:
            self._abandon()
            self.take_sequence(sequence)

    def _abandon(self) -> None:
        """Abort the incomplete sequence."""
        self._state, self._size = "", -1

    def take_sequence(self, sequence: str) -> None:
        """A sequence that arrived in one piece, beginning with ESC."""
        kind = sequence[1]
        if kind == "[":
            self._control_sequence(sequence[2:])
        elif kind in _STRINGS:
            self._kind = kind
            self._finish(sequence[2:-1] if sequence[-1] == "\x07" else sequence[2:-2])
        else:
            self._escape(sequence[1:])

    def _begin(self, kind: str) -> None:
        self._collected = ""
        if kind == "[":
            self._state, self._size = "csi", -1
        else:
            self._state, self._kind, self._string, self._size, self._sixel = "string", kind, [], 0, None

    def _collect(self, text: str) -> str:
        """Consume the part of `text` that belongs to the incomplete sequence; returns the rest."""
        for at, character in enumerate(text):
            if " " <= character <= "/" or (self._state == "csi" and "0" <= character <= "?"):
                if len(self._collected) < _MAX_SEQUENCE_LENGTH:
                    self._collected += character
            elif self._state == "esc":
                if not self._collected and (character == "[" or character in _STRINGS):
                    self._begin(character)
                elif "0" <= character <= "~":
                    self._state = ""
                    self._escape(self._collected + character)
                    return text[at + 1 :]
                else:
                    self._abandon()
                    return text[at:]
                if self._state == "string":
                    return text[at + 1 :]
            elif "@" <= character <= "~":
                self._state = ""
                self._control_sequence(self._collected + character)
                return text[at + 1 :]
        return ""

    def _keep(self, text: str) -> None:
        if self._sixel is not None:
            self._sixel.decode_piece(text)
        elif self._kind in (_OSC, _DCS, _APC) and self._size < MAX_STRING_LENGTH:
            self._string.append(text)
            if (
                self._kind == _DCS
                and self._size < _MAX_SEQUENCE_LENGTH
                and (begun := self._begin_sixel("".join(self._string)))
            ):
                self._sixel, rest = begun
                self._string = []
                self._sixel.decode_piece(rest)
        self._size += len(text)

    def _begin_sixel(self, text: str) -> tuple[SixelDecoder, str] | None:
        listener: object = self.listener
        return begin_sixel(text, keeps_pixels=isinstance(listener, Screen) and listener.images.passed is not None)

    def _end_string(self) -> None:
        self._state = ""
        text, self._string, self._size = "".join(self._string), [], -1
        sixel, self._sixel = self._sixel, None
        listener: object = self.listener
        if sixel is None:
            self._finish(text)
        elif isinstance(listener, Screen):
            listener.images.show_sixel(sixel)

    def _finish(self, text: str) -> None:
        text = text[:MAX_STRING_LENGTH]
        listener: object = self.listener
        if self._kind == _OSC:
            if isinstance(listener, Screen):
                listener.operating_system_command(text)
            else:
                code, _, rest = text.partition(";")
                for name in {"0": ("set_icon_name", "set_title"), "1": ("set_icon_name",), "2": ("set_title",)}.get(
                    code, ()
                ):
                    self._handler(name)(rest)
        elif not isinstance(listener, Screen):
            return
        elif self._kind == _APC:
            if text.startswith(KITTY):
                listener.images.show_kitty(text[1:])
        elif self._kind == _DCS and (begun := self._begin_sixel(text)):
            sixel, rest = begun
            sixel.decode_piece(rest)
            listener.images.show_sixel(sixel)
        elif self._kind == _DCS:
            listener.device_control(text)

    def _escape(self, sequence: str) -> None:
        """ESC with the characters after it."""
        pending, self._size = self._size >= 0, -1
        if sequence == "\\" and pending:
            self._end_string()
        elif len(sequence) == 1:
            self._handler(self.escape.get(sequence, "debug"))()
        elif sequence == "#8":
            self._handler("alignment_display")()
        elif len(sequence) == 2 and sequence[0] in "()":
            listener: object = self.listener
            if not self.use_utf8:
                self._handler("define_charset")(sequence[1], mode=sequence[0])
            elif isinstance(listener, Screen):
                listener.designate_charset(sequence[1], sequence[0])

    def _control_sequence(self, sequence: str) -> None:
        """CSI with the characters after it."""
        listener: object = self.listener
        if ":" in sequence and is_rendition(sequence) and isinstance(listener, Screen):
            listener.set_rendition(sequence[:-1])
            return
        call = parse_call(sequence)
        if call is not None:
            name, arguments, private = call
            handler = self._handler(name)
            if private:
                handler(*arguments, private=True)
            else:
                handler(*arguments)

    def find_control_handler(self, control: str) -> Callable[..., None] | None:
        """What a control character calls outside of sequences; None for those without effect, or with another one."""
        name = self.basic.get(control) if control not in _ABORT and control != "\x1b" else None
        return self._handler(name) if name else None

    def _handler(self, name: str) -> Callable[..., None]:
        listener: object = self.listener
        handler: Callable[..., None] = getattr(listener, name, None) or getattr(listener, "debug")  # noqa: B009
        return handler

    def select_other_charset(self, code: str) -> None:
        """Set whether bytes are UTF-8 ("G", "8") or Latin 1 ("@"); programs cannot change it (ESC % is ignored)."""


class ByteStream(Stream):
    """Feeds bytes, UTF-8 by default; a character may be split between two calls."""

    def __init__(self, screen: Screen | PyteScreen | None = None, strict: bool = True) -> None:
        super().__init__(screen, strict)
        self.utf8_decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, data: bytes) -> None:  # type: ignore[override]  # as in pyte
        super().feed(self.utf8_decoder.decode(data) if self.use_utf8 else data.decode("latin-1"))

    def select_other_charset(self, code: str) -> None:
        if code == "@":
            self.use_utf8 = False
            self.utf8_decoder.reset()
        elif code in "G8":
            self.use_utf8 = True
        # What designates a character set means something else now.
        self.calls.clear()
