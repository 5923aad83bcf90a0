"""Ways a text can look like something else, beyond the hidden characters that `sanitize` finds."""

import re
from typing import Final
from urllib.parse import urlsplit

from octui.render.text.combining_marks import has_mark_pile
from octui.render.text.safe_pieces import PIECE, iter_pieces
from octui.render.text.sanitize import MAX_ROW_LENGTH, escape_deceptive, has_deceptive_chars, to_single_line

BLANKS: Final = 24
"""A run of this many spaces is replaced by a note."""

BLANK_LINES: Final = 4
"""So is a run of this many empty lines."""

_LOOKALIKES: Final = (
    "асеорхуіјѕһԁԛԝӏпАВЕКМНОРСТХУЅІЈӀ"  # Cyrillic
    "οναικρυγωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"  # Greek
    "օսոհցքԱՕՏ"  # Armenian
    "\u13a0-\u13ff\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"  # Cherokee, full width, mathematical
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_LETTER: Final = f"[{_LOOKALIKES}]"
"""Compiled by `re` when it is first used."""
_LATIN: Final = re.compile("[A-Za-z]")
_MIN_STRETCH: Final = 100
"""This many spaces in a line push what follows out of sight."""
_STRETCH: Final = re.compile(rf"[ \t]{{{_MIN_STRETCH},}}")
_TALL_STRETCH: Final = re.compile(r"(?:\A|\n)(?:[^\S\n]*+\n){20}")
"""This many blank lines push the next one out of sight."""
_NEXT_WORDS: Final = re.compile(r"\n(?=[^\S\n]*+\S)")
_LINE_END: Final = re.compile(r"[^\S\n]*+(?:\n|\Z)")


def mark_carriage_returns(text: str) -> str:
    """`text` with Windows line ends made visible: they are harmless."""
    if "\r" not in text:
        return text
    shown = text.replace("\r\n", "␍\n")
    return f"{shown[:-1]}␍" if shown.endswith("\r") else shown


def has_hidden_chars(text: str) -> bool:
    """Whether it contains invisible or reordering characters."""
    return any(
        not _is_harmless(piece) and has_deceptive_chars(mark_carriage_returns(piece)) for piece in iter_pieces(text)
    )


def has_deception(text: str) -> bool:
    """Whether it contains hidden characters, or marks piled up over what is around them."""
    return has_hidden_chars(text) or has_mark_pile(text)


def has_confusables(text: str) -> bool:
    """Whether a word in it mixes Latin letters with lookalikes from other alphabets."""
    return not text.isascii() and any(map(_has_mixed_word, iter_pieces(text)))


def escape_spoofing(text: str) -> str:
    """`text` with everything escaped that `has_hidden_chars` or `has_confusables` finds."""
    if len(text) <= PIECE:
        return _escape_piece(text)
    if all(_escape_piece(piece) is piece for piece in iter_pieces(text)):
        # What has nothing to be escaped is not copied.
        return text
    return "".join(map(_escape_piece, iter_pieces(text)))


def to_unspoofed_line(text: str) -> str:
    """`to_single_line` for what someone decides by: look-alike letters are escaped too."""
    # No more than one row has room for: what hides in the rest of an endless name, `has_deception` still finds.
    return to_single_line(escape_spoofing(text if len(text) <= MAX_ROW_LENGTH else f"{text[:MAX_ROW_LENGTH]}…"))


def escape_all_lookalikes(text: str) -> str:
    """The same for a text that was cut within a word: any of its lookalikes may be mixed with Latin letters there."""
    return re.sub(_LETTER, _escape_letter, escape_deceptive(text))


def is_padded(text: str) -> bool:
    """Whether blank space in it looks meant to push what follows out of sight."""
    text = text.rstrip()
    start = 0
    while start < len(text):
        found = _NEXT_WORDS.search(text, start + PIECE)
        end = found.end() if found else len(text)
        # What follows the window is not blank, so that blank lines at its end push something out of sight too.
        window = text[start:end]
        if _TALL_STRETCH.search(window) or _has_stretch(window):
            return True
        start = end
    return False


def check_address(url: str) -> str:
    """What is suspicious about where an address leads, as a sentence; empty if nothing is."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return "This is not a valid address."
    if parts.scheme not in ("http", "https"):
        return f"This is not a web address: it starts with {parts.scheme or 'nothing'}:"
    if "@" in parts.netloc:
        return f"The part before @ is a user name; the address leads to {escape_deceptive(host)}."
    if not host.isascii() or "xn--" in host:
        return f"The host contains letters that may not be what they seem; it is {_to_punycode(host)}."
    return ""


def _has_stretch(text: str) -> bool:
    """Whether there is a stretch of spaces with something after it on its line."""
    start = 0
    while start < len(text):
        found = _STRETCH.search(text, start, start + PIECE + _MIN_STRETCH)
        if found is None:
            start += PIECE
        elif (end := _LINE_END.match(text, found.end())) is None:
            return True
        else:
            start = end.end()
    return False


def _is_harmless(text: str) -> bool:
    """Whether none of its characters could hide anything in any position: fast for long texts."""
    return not has_deceptive_chars("a".join(set(text))) and not has_mark_pile(text)


def _has_mixed_word(text: str) -> bool:
    # In a long text few letters are different ones, and words repeat themselves.
    return _mixes_alphabets("".join(set(text))) and any(map(_mixes_alphabets, set(_WORD.findall(text))))


def _escape_piece(text: str) -> str:
    shown = text if _is_harmless(text) else escape_deceptive(text)
    return _WORD.sub(lambda word: _escape_word(word.group()), shown) if _has_mixed_word(shown) else shown


def _escape_word(word: str) -> str:
    if not _mixes_alphabets(word):
        return word
    return re.sub(_LETTER, _escape_letter, word)


def _escape_letter(letter: re.Match[str]) -> str:
    return f"\\u{{{ord(letter.group()):x}}}"


def _mixes_alphabets(word: str) -> bool:
    return not word.isascii() and bool(_LATIN.search(word) and re.search(_LETTER, word))


def _to_punycode(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return escape_deceptive(host)
