"""What a terminal sends becomes Textual's events: the one place where Textual's own parser is replaced.

Textual 8's parser, in `_xterm_parser.py`, with `linux_driver.py` around it:
- ends the program at a byte that is not UTF-8, and at kitty sequences with sub-fields;
- types a terminal's late replies (device attributes, colours, clipboard) into whatever has the focus;
- treats text after an escape in a paste as keys, so that pasted text can press Enter;
- waits without end for the end of a paste;
- drops an escape followed by a symbol within a tenth of a second, as in vim's `esc :`;
- takes `esc esc [ D`, which is alt+left in PuTTY and rxvt, for escape and more keys;
- takes some keys for other ones: see `legacy_keys`.
Its tables of keys and its mouse decoding are used as they are.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from time import monotonic
from typing import Final

from textual import constants, events, messages
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import IS_ITERM, XTermParser
from textual.drivers import linux_driver
from textual.keys import Keys
from textual.message import Message

from octui.ui.attachments.terminal_clipboard import parse_clipboard_reply
from octui.ui.input.key_events import KeyReleased, LayoutKey, TerminalKey, TypedRun, track_key
from octui.ui.input.kitty_keys import KittyKey, find_key_identity, normalize_kitty_key
from octui.ui.input.legacy_keys import find_legacy_keys, find_table_keys, name_keypad_key, press_after_escape
from octui.ui.input.modifiers import sort_modifiers
from octui.ui.input.picture_support import parse_graphics_reply
from octui.ui.input.release_reports import parse_key_report
from octui.ui.input.sequence_splitter import (
    ESCAPE,
    EscapeSequence,
    PastedText,
    SequenceSplitter,
    StringReply,
    Token,
    TypedText,
)
from octui.ui.theming.terminal_colours import TerminalModeReported, parse_colour_reply

_MOUSE: Final = re.compile(r"\x1b\[<\d{1,5};-?\d{1,5};-?\d{1,5}[Mm]")
_MODE_REPORT: Final = re.compile(r"\x1b\[\?(\d{1,5});(\d)\$y")
_RESIZE: Final = re.compile(r"\x1b\[48;(\d{1,5})(?::\d+)*;(\d{1,5})(?::\d+)*;(\d{1,5})(?::\d+)*;(\d{1,5})(?::\d+)*t")
_COLOUR_SCHEME: Final = re.compile(r"\x1b\[\?997;([12])n")
"""What mode 2031 reports: 1 is dark, 2 is light."""
_FUNCTION_KEY: Final = re.compile(r"\x1b\[(\d*)[;\d:]*([~ABCDEFHPQRS])")
_C1: Final = re.compile(r"[\x80-\x9f]")

MIN_RUN_LENGTH: Final = 16
"""So many characters in one read were not typed by hand."""


class TerminalParser(XTermParser):
    """Total: any text, cut anywhere, gives events and never an exception, and no wait is without end."""

    def __init__(self, debug: bool = False, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(debug)
        self._clock = clock
        self._splitter = SequenceSplitter(constants.ESCAPE_DELAY)
        self.tracks_keys = False
        """Whether keys say which release belongs to them."""

    @property
    def is_waiting(self) -> bool:
        """Whether `tick` may still have something to say about what was fed."""
        return self._splitter.is_waiting

    def feed(self, data: str) -> Iterable[Message]:
        yield from self._convert_tokens(self._splitter.split_input(data, self._clock()))

    def tick(self) -> Iterable[Message]:
        yield from self._convert_tokens(self._splitter.expire_pending(self._clock()))

    def finish_input(self) -> Iterable[Message]:
        """What was fed and still waits for its rest, which will not come."""
        yield from self._convert_tokens(self._splitter.flush_pending())

    def _convert_tokens(self, tokens: Iterator[Token]) -> Iterator[Message]:
        for token in tokens:
            if self.tracks_keys and isinstance(token, EscapeSequence) and (name := find_key_identity(token.text)):
                yield from self._track_keys(token, name)
            else:
                yield from map(_name_key, self._convert_token(token))

    def _track_keys(self, token: EscapeSequence, identity: str) -> Iterator[Message]:
        key = normalize_kitty_key(token.text)
        is_repeat = key is not None and key.is_repeat
        for message in map(_name_key, self._convert_token(token)):
            yield track_key(message, identity, is_repeat=is_repeat) if isinstance(message, events.Key) else message

    def _convert_token(self, token: Token) -> Iterator[Message]:
        match token:
            case TypedText(text=text):
                yield from _join_runs(key for character in _C1.sub("", text) for key in self._press_keys(character))
            case PastedText(text=text):
                # https://github.com/Textualize/textual/issues/1661
                yield events.Paste(text.replace("\x00", ""))
            case EscapeSequence(text=text, is_alone=False) if len(text) == 2:
                yield from press_after_escape(text)
            case EscapeSequence(text=text):
                yield from self._convert_sequence(text)
            case StringReply(text=text):
                reply = parse_colour_reply(text) or parse_graphics_reply(text) or parse_clipboard_reply(text)
                if reply is not None:
                    yield reply

    def _convert_sequence(self, sequence: str) -> Iterator[Message]:
        if sequence == ESCAPE:
            yield events.Key("escape", ESCAPE)
        elif sequence.startswith("\x1b\x1b"):
            yield from _add_alt(list(self._convert_sequence(sequence[1:])))
        elif sequence.startswith("\x1b[") and len(sequence) > 2:
            yield from self._convert_control_sequence(sequence)
        else:
            yield from self._press_keys(sequence)

    def _convert_control_sequence(self, sequence: str) -> Iterator[Message]:
        if sequence == "\x1b[I":
            yield events.AppFocus()
        elif sequence == "\x1b[O":
            yield events.AppBlur()
        elif _MOUSE.fullmatch(sequence):
            if (mouse := self.parse_mouse_code(sequence)) is not None:
                yield mouse
        elif match := _RESIZE.fullmatch(sequence):
            yield from self._convert_resize(*map(int, match.groups()))
        elif match := _COLOUR_SCHEME.fullmatch(sequence):
            yield TerminalModeReported(dark=match[1] == "1")
        elif match := _MODE_REPORT.fullmatch(sequence):
            yield from _convert_mode_report(match[1], int(match[2]))
        elif (report := parse_graphics_reply(sequence) or parse_key_report(sequence)) is not None:
            yield report
        elif (key := normalize_kitty_key(sequence)) is not None:
            if key.is_release:
                yield from self._release_key(key, sequence)
            elif key.sequence:
                yield from self._press_kitty_key(key)
        elif sequence[2] not in "<=>?" and ":" not in sequence and not sequence.endswith("u"):
            # The rest are replies to questions that were asked, by octui or by a program before it, or keys with
            # more fields than any key has, at which Textual's parser raises ValueError.
            yield from self._press_keys(sequence)

    def _convert_resize(self, height: int, width: int, pixel_height: int, pixel_width: int) -> Iterator[Message]:
        if width and height:
            resize = events.Resize.from_dimensions((width, height), (pixel_width, pixel_height))
            self.terminal_size, self.terminal_pixel_size = resize.size, resize.pixel_size
            self.mouse_pixels = bool(pixel_width and pixel_height)
            yield resize

    def _press_kitty_key(self, key: KittyKey) -> Iterator[events.Key]:
        for event in self._press_keys(key.sequence):
            if not key.pressed:
                yield name_keypad_key(event, key.sequence)
                continue
            is_shortcut = key.base and event.character is not None
            kind = LayoutKey if is_shortcut else TerminalKey
            yield kind(sort_modifiers(event.key), event.character, key.pressed, shifted=key.shifted, base=key.base)

    def _release_key(self, key: KittyKey, sequence: str) -> Iterator[KeyReleased]:
        """At most one, and never a key event: nothing was pressed."""
        for event in islice(self._press_kitty_key(key) if key.sequence else (), 1):
            yield KeyReleased(track_key(event, find_key_identity(sequence)))

    def _press_keys(self, sequence: str) -> Iterator[events.Key]:
        if (keys := find_legacy_keys(sequence)) is not None:
            yield from keys
            return
        match = _FUNCTION_KEY.fullmatch(sequence)
        if match is not None and f"{match[1] or 1}{match[2]}" not in FUNCTIONAL_KEYS:
            # Textual takes the number of a function key it has no name for (`CSI 30~`) for a control character.
            yield from find_table_keys(sequence)
            return
        for event in self._sequence_to_key_events(sequence):
            if event.key != Keys.Ignore:
                yield event


def _join_runs(keys: Iterable[events.Key]) -> Iterator[Message]:
    """Long runs of printable characters as one event, but for their first, which may mean more than itself."""
    for is_printable, group in groupby(keys, lambda key: key.is_printable):
        run = list(group)
        if is_printable and len(run) >= MIN_RUN_LENGTH:
            yield run[0]
            yield TypedRun(run[1:])
        else:
            yield from run


def _name_key(message: Message) -> Message:
    """A key with modifiers, by the name that the keymap has for it."""
    if type(message) is events.Key and (key := sort_modifiers(message.key)) != message.key:
        return events.Key(key, message.character)
    return message


def _add_alt(pressed: Sequence[Message]) -> Iterator[Message]:
    """Alt with a key; before anything that is not a key, as a report of the focus, the escape is one that was pressed.

    Esc and, in the same read, Up are taken for alt+up even where that is not bound: PuTTY and rxvt send the same for
    both, and an escape that was never pressed would interrupt an agent.
    """
    keys = [event for event in pressed if isinstance(event, events.Key)]
    if not keys or len(keys) < len(pressed):
        yield events.Key("escape", ESCAPE)
        yield from pressed
        return
    for event in keys:
        modifiers = event.key.split("+")
        yield events.Key(event.key if "alt" in modifiers[:-1] else f"alt+{event.key}", None)


def _convert_mode_report(mode: str, setting: int) -> Iterator[Message]:
    if mode == "2026" and setting > 0:
        yield messages.TerminalSupportsSynchronizedOutput()
    elif mode == "2048" and constants.SMOOTH_SCROLL and not IS_ITERM:
        yield messages.InBandWindowResize.from_setting_parameter(setting)


def _keep_introducer(error: UnicodeError) -> tuple[str, int]:
    """A terminal that was set to 8 bits begins and ends its replies with bytes that are no text."""
    assert isinstance(error, UnicodeDecodeError)
    cut = error.object[error.start : error.end]
    return (cut.decode("latin-1") if cut in _INTRODUCERS else "\ufffd"), error.end


_INTRODUCERS: Final = (b"\x90", b"\x9b", b"\x9c", b"\x9d", b"\x9f")
_TOLERANT: Final = "octui-tolerant"
codecs.register_error(_TOLERANT, _keep_introducer)


def make_tolerant_decoder(encoding: str = "utf-8") -> codecs.IncrementalDecoder:
    """Never fails; the bytes that begin and end an 8-bit reply stay what they are."""
    return codecs.getincrementaldecoder(encoding)(errors=_TOLERANT)


_ALTERNATE_KEYS: Final = 0b100
"""Kitty's flag for reporting the key of the base layout too."""


def install_terminal_parser() -> None:
    """Make Textual's driver ask for the base layout's keys; `TerminalDriver` reads with this parser."""
    flags = linux_driver.KITTY_REPORT_ASSOCIATED_TEXT | _ALTERNATE_KEYS
    linux_driver.KITTY_REPORT_ASSOCIATED_TEXT = flags  # type: ignore[misc]  # no setting for the flags
