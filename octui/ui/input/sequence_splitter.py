"""Splits what a terminal sends into typed text, escape sequences and pastes, wherever a read happens to cut it.

Every input has an output and every wait has an end: a sequence or a paste whose rest never comes is given up after a
while, so that no byte a terminal, a network or a person sends can leave the keyboard dead.
"""

import re
from collections.abc import Iterator
from typing import Final

from octui.lazy_dataclasses import dataclass

ESCAPE: Final = "\x1b"
INTERRUPT: Final = "\x03"
PASTE_START: Final = "\x1b[200~"
PASTE_END: Final = "\x1b[201~"

SEQUENCE_SECONDS: Final = 0.5
"""How long the rest of a sequence may take once it can no longer be a key that was pressed."""

CUT_SECONDS: Final = 0.02
"""The pieces of a sequence that a read has cut come sooner than this: an escape before it is a key of its own."""

STRING_SECONDS: Final = 1.0
"""How long the rest of a terminal's reply (OSC, DCS, APC …) may take."""

PASTE_SILENCE_SECONDS: Final = 2.0
"""A paste that stops for so long has lost its end: what arrived of it is delivered."""

PASTE_SECONDS: Final = 10.0
MIN_PASTE_LENGTH: Final = 1_000
"""A paste that brings fewer characters in that time is typing after a paste whose end was lost."""

MAX_SEQUENCE_LENGTH: Final = 4_096
"""Characters: more than any terminal sends, but for text that it reports with a key."""

MAX_STRING_LENGTH: Final = 1_000_000
"""Characters; a terminal that answers a clipboard query may send as much."""

_CSI: Final = re.compile(r"\x1b?\x1b\[(?:\[.|M(?:.{3})|[0-?]*[ -/]*[@-LN-Z\\-~]|[0-?]+[ -/]*[@-~])", re.DOTALL)
_CSI_BEGUN: Final = re.compile(r"\x1b?\x1b\[(?:|\[|M.{0,2}|[0-?]*[ -/]*)\Z", re.DOTALL)
_SS3: Final = re.compile(r"\x1b?\x1bO[0-9;]*[ -/:<-~]")
_SS3_BEGUN: Final = re.compile(r"\x1b?\x1bO[0-9;]*\Z")
_STRING_BEGUN: Final = re.compile(r"\x1b(?:\][0-9lL]|P[0-9>!$=+?]|_G)")
"""How a reply begins; alt with the same character, and anything else after it, is a key."""
_STRING_END: Final = re.compile(r"\x07|\x9c|\x1b\\|[\x00-\x06\x08-\x1b\x7f]")
"""BEL or ST, which is one character or two; any other control character means that the string was cut off before it."""
_STRING_TERMINATOR: Final = "\x1b\\"
_STRING_ENDS: Final = ("\x07", "\x9c", _STRING_TERMINATOR)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_WHOLE_STRING: Final = re.compile(r"\x1b[X^][^\x00-\x1f\x7f]+\x1b\\")
"""SOS and PM. Alt and the same characters are keys, so that only a string that is there whole is taken for one."""
_BROKEN_CSI: Final = re.compile(r"\x1b\[[0-?]+[ -/]*")

_C1_REPLY: Final = re.compile(r"\x9b(?=[0-?])|\x90(?=[0-9>!$=+?])|\x9d(?=[0-9lL])|\x9f(?=G)")
"""Where a reply begins with one control character, as from a terminal that was set to 8 bits."""
_C1_BEGUN: Final = ("\x90", "\x9b", "\x9d", "\x9f")


@dataclass(frozen=True, slots=True)
class TypedText:
    """Characters typed one by one, none of them an escape."""

    text: str


@dataclass(frozen=True, slots=True)
class EscapeSequence:
    """One whole sequence, or a lone escape."""

    text: str
    is_alone: bool = False
    """Whether it was read at once and nothing else with it, as the sequence of one key is."""


@dataclass(frozen=True, slots=True)
class PastedText:
    text: str


@dataclass(frozen=True, slots=True)
class StringReply:
    """One whole OSC, DCS or APC: what a terminal answers, never a key."""

    text: str


Token = TypedText | EscapeSequence | PastedText | StringReply


class SequenceSplitter:
    """Feed it text with the time of its arrival; what is ambiguous is decided by `expire_pending`."""

    def __init__(self, escape_delay: float) -> None:
        """`escape_delay`: seconds after which an escape, alone or with one more character, is a key."""
        self._escape_delay = escape_delay
        self._pending = ""
        self._is_pending_alone = False
        self._rest_expected_until = 0.0
        """A reply was interrupted by another sequence: until then its rest may follow that one."""
        self._pasted: list[str] | None = None
        self._paste_tail = ""
        self._paste_began_at = 0.0
        self._heard_at = 0.0

    @property
    def is_waiting(self) -> bool:
        """Whether something waits for its rest, or for the time after which none will come."""
        return bool(self._pending) or self._pasted is not None

    def split_input(self, data: str, now: float) -> Iterator[Token]:
        yield from self.expire_pending(now)
        if self._pending == ESCAPE and data.startswith(ESCAPE) and now - self._heard_at >= CUT_SECONDS:
            self._pending = ""
            yield EscapeSequence(ESCAPE)
        self._heard_at = now
        if self._pasted is not None:
            if data == INTERRUPT:
                # A paste does not contain this key: its end was lost.
                yield from self._end_paste()
            else:
                yield from self._collect_paste(data)
                return
        is_new = not self._pending
        data, self._pending = self._pending + data, ""
        cut = data[-1:] if data.endswith(_C1_BEGUN) else ""
        yield from self._split_tokens(_expand_replies(data.removesuffix(cut)), is_new)
        # Whether it begins a reply is known by what follows it.
        self._pending += cut

    def expire_pending(self, now: float) -> Iterator[Token]:
        """Give up what has waited too long for its rest."""
        waited = now - self._heard_at
        if self._pasted is not None and (waited >= PASTE_SILENCE_SECONDS or self._is_paste_too_slow(now)):
            yield from self._end_paste()
        pending = self._pending
        if not pending or waited < self._get_patience(pending):
            return
        yield from self._give_up_pending()

    def flush_pending(self) -> Iterator[Token]:
        """Give up what waits: nothing more will be read."""
        if self._pasted is not None:
            yield from self._end_paste()
        yield from self._give_up_pending()

    def _give_up_pending(self) -> Iterator[Token]:
        pending, self._pending = self._pending, ""
        self._rest_expected_until = 0.0
        if _is_possible_key(pending):
            yield from _press_escaped_keys(pending, self._is_pending_alone)
        elif not pending.startswith(ESCAPE):
            # What could have been the rest of a reply was typed.
            yield from self._split_tokens(pending, False)

    def _is_paste_too_slow(self, now: float) -> bool:
        return now - self._paste_began_at > PASTE_SECONDS and sum(map(len, self._pasted or ())) < MIN_PASTE_LENGTH

    def _get_patience(self, pending: str) -> float:
        if _is_possible_key(pending) or not pending.startswith(ESCAPE):
            return self._escape_delay
        return STRING_SECONDS if _STRING_BEGUN.match(pending) else SEQUENCE_SECONDS

    def _split_tokens(self, data: str, is_new: bool) -> Iterator[Token]:
        position = 0
        while position < len(data):
            begin = data.find(ESCAPE, position)
            if begin != position:
                text = data[position : begin if begin >= 0 else len(data)]
                if not self._can_be_string_rest(text):
                    yield TypedText(text)
                elif _STRING_TERMINATOR not in data[position:]:
                    # Its end may be in the next read.
                    self._pending = data[position:]
                    return
            if begin < 0:
                return
            end = _find_sequence_end(data, begin)
            if end < 0:
                self._pending = data[begin:]
                self._is_pending_alone = is_new and not begin
                return
            sequence, position = data[begin:end], end
            if sequence == PASTE_START:
                self._pasted, self._paste_began_at = [], self._heard_at
                yield from self._collect_paste(data[end:])
                return
            if _STRING_BEGUN.match(sequence) or _WHOLE_STRING.match(sequence):
                is_whole = sequence.endswith(_STRING_ENDS)
                self._rest_expected_until = 0.0 if is_whole else self._heard_at + SEQUENCE_SECONDS
                yield StringReply(sequence.replace("\x9c", _STRING_TERMINATOR))
            elif sequence == _STRING_TERMINATOR and self._can_be_string_rest(""):
                self._rest_expected_until = 0.0
            else:
                yield EscapeSequence(sequence, is_new and sequence == data)

    def _can_be_string_rest(self, text: str) -> bool:
        """Whether this text may belong to a reply that was interrupted; a control character is never part of one."""
        if _CONTROL.search(text):
            self._rest_expected_until = 0.0
        return self._heard_at < self._rest_expected_until

    def _collect_paste(self, data: str) -> Iterator[Token]:
        """Only the end of what came before is searched again, so that a paste costs no more than its length."""
        assert self._pasted is not None
        joined = self._paste_tail + data
        end = joined.find(PASTE_END)
        if end < 0:
            keep = len(PASTE_END) - 1
            self._pasted.append(joined[:-keep])
            self._paste_tail = joined[-keep:]
            return
        self._pasted.append(joined[:end])
        self._paste_tail = ""
        yield from self._end_paste()
        yield from self._split_tokens(_expand_replies(joined[end + len(PASTE_END) :]), False)

    def _end_paste(self) -> Iterator[Token]:
        pieces = [*(self._pasted or ()), self._paste_tail]
        self._pasted, self._paste_tail = None, ""
        yield PastedText(_join_pieces(pieces))


def _expand_replies(data: str) -> str:
    """The same with each reply beginning as in 7 bits: with an escape, and the character that it makes a control."""
    return _C1_REPLY.sub(lambda match: f"{ESCAPE}{chr(ord(match[0]) - 0x40)}", data)


def _join_pieces(pieces: list[str]) -> str:
    """The text of these pieces, which are taken out of the list: they and all of it are never there at once."""
    pieces.reverse()
    text = ""
    # CPython grows a text where it is in a `for`.
    for _ in range(len(pieces)):
        text += pieces.pop()
    return text


def _find_sequence_end(data: str, begin: int) -> int:
    """Where the sequence that begins here ends; -1 when that is not known yet."""
    limit = begin + MAX_SEQUENCE_LENGTH
    if _STRING_BEGUN.match(data, begin):
        return _find_string_end(data, begin)
    if match := _WHOLE_STRING.match(data, begin):
        return match.end()
    for whole, begun in ((_CSI, _CSI_BEGUN), (_SS3, _SS3_BEGUN)):
        if match := whole.match(data, begin, limit):
            return match.end()
        if begun.match(data, begin, limit):
            # What is longer than any sequence is dropped up to here.
            return -1 if len(data) < limit else limit
    match data[begin + 1 : begin + 2]:
        case "":
            return -1
        case "]" | "P" | "_" if len(data) == begin + 2:
            return -1
        case "\x1b":
            # Two escapes, or alt with a key that is a sequence of its own.
            return -1 if len(data) == begin + 2 else begin + 1
    broken = _BROKEN_CSI.match(data, begin, limit)
    return broken.end() if broken else begin + 2


def _find_string_end(data: str, begin: int) -> int:
    match = _STRING_END.search(data, begin + 2)
    if match is None or (match.group() == ESCAPE and match.end() == len(data)):
        return -1 if len(data) - begin < MAX_STRING_LENGTH else len(data)
    if match.group() in _STRING_ENDS:
        return match.end()
    # Cut off: what follows is something of its own.
    return match.start()


def _is_possible_key(pending: str) -> bool:
    """Whether the user can have typed it: escapes, and alt with a character that also begins sequences."""
    return pending in ("\x1b", "\x1b\x1b") or (len(pending) <= 3 and pending.lstrip(ESCAPE) in tuple("[O]P_"))


def _press_escaped_keys(pending: str, is_alone: bool) -> Iterator[Token]:
    key = pending.lstrip(ESCAPE)
    escapes = len(pending) - len(key)
    yield from (EscapeSequence(ESCAPE) for _ in range(escapes - bool(key)))
    if key:
        yield EscapeSequence(ESCAPE + key, is_alone and escapes == 1)
