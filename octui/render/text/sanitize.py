"""Untrusted text made safe to display: nothing that controls a terminal or is invisible gets through."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len

from octui.render.text.cell_width import clip_text, measure_width, wrap_text
from octui.render.text.clusters import clip_clusters
from octui.render.text.combining_marks import drop_mark_piles, shorten_mark_piles
from octui.render.text.safe_links import extract_host, sanitize_link

__all__ = [
    "clip_text",
    "escape_ascii_controls",
    "escape_controls",
    "escape_deceptive",
    "escape_message",
    "escape_unseen",
    "extract_host",
    "has_deceptive_chars",
    "hide_unseen",
    "measure_width",
    "sanitize_link",
    "to_single_line",
    "to_whole_line",
    "wrap_text",
]

MAX_ROW_LENGTH: Final = 4_000
"""Characters of a title, a path or a message of one row: more than any terminal has columns for."""

MESSAGE_LENGTH: Final = 2_000
MESSAGE_LINES: Final = 20
"""Characters and lines of what is read in a dialog, or below a list: a message, a question, what a server advises."""

_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
_EMOJI = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_controls = re.compile(f"[{_CONTROL}]+")
_ascii_controls = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
# `re` compiles these when they are first used, and keeps them: most starts meet no such text.
_HIDDEN: Final = (
    # Inside an emoji, U+FE0F and U+200D are legitimate: these alternatives come first, and are left alone.
    f"(?P<honest>[{_EMOJI}]\ufe0f|[#*0-9]\ufe0f\u20e3|(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}]))"
    f"|[{_CONTROL}"
    "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"  # spaces that are not the space
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0"  # soft hyphen, joiners, fillers, blanks
    "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # bidi, zero width, line separators, BOM
    "\ufe00-\ufe0f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"  # selectors, tags
)

_JOINING = "\u0590-\u08ff\u0900-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefc"
_IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSEEN_CHAR: Final = f"[{_UNSEEN}]"
_UNSEEN_IN_CONTEXT: Final = (
    # What writing needs comes first, and is left alone: emoji, flags of regions, joiners of scripts, ideographs.
    f"(?P<honest>(?:[{_EMOJI}][\ufe0e\ufe0f]|[#*0-9]\ufe0f\u20e3|(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])"
    "|\U0001f3f4[\U000e0030-\U000e007a]{2,6}\U000e007f"
    f"|(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])"
    f"|[{_IDEOGRAPH}][\ufe00-\ufe0f\U000e0100-\U000e01ef]|[\u1820-\u18aa][\u180b-\u180f]"
    # Where much of it follows on itself, it is found at once.
    f"|[{_EMOJI}])+)"
    # Only after the character before it can a joiner be judged.
    f"|[{_UNSEEN}](?:(?![\u200c\u200d])[{_UNSEEN}])*"
)


def escape_controls(text: str) -> str:
    """`text` with control characters shown as pictures (`␛`) or codes (`\\u{9b}`); newlines and tabs stay."""
    return _controls.sub(_picture_run, text) if _controls.search(text) else text


def escape_ascii_controls(text: str) -> str:
    """`text` with the control characters of ASCII shown as pictures: for what is parsed before the rest is escaped."""
    return _ascii_controls.sub(_picture_run, text) if _ascii_controls.search(text) else text


def escape_unseen(text: str) -> str:
    """`escape_controls`, with what is invisible or reorders text shown as codes (`\\u{202e}`): for all that is read.

    Unlike `escape_deceptive` it leaves alone what honest writing needs: emoji, joiners of scripts, unusual spaces.
    """
    if text.isascii():
        return escape_controls(text)
    if re.search(_UNSEEN_CHAR, text):
        text = re.sub(_UNSEEN_IN_CONTEXT, _escape_match, text)
    return clip_clusters(shorten_mark_piles(escape_controls(text)))


def escape_message(text: str) -> str:
    """`escape_unseen` of as much as can be read at once, and how much more there is."""
    from octui.render.text.head_tail import describe_rest, take_beginning  # the first screen has no long text

    shown = take_beginning(text, MESSAGE_LENGTH, MESSAGE_LINES)
    return escape_unseen(shown) + describe_rest(len(text) - len(shown))


def hide_unseen(text: str) -> str:
    """What `escape_unseen` would show left blank, as wide as it was: for text under a cursor, whose columns stay."""
    if not text.isascii() and re.search(_UNSEEN_CHAR, text):
        text = re.sub(_UNSEEN_IN_CONTEXT, _blank_match, text)
    return drop_mark_piles(_controls.sub(_blank_match, text))


def to_single_line(text: str) -> str:
    """`escape_unseen`, with newlines and tabs shown too and the end cut: for titles, paths and anything on one row."""
    return to_whole_line(text if len(text) <= MAX_ROW_LENGTH else f"{text[:MAX_ROW_LENGTH]}…")


def to_whole_line(text: str) -> str:
    """The same however long it is: for what must not be cut, or is not a row of a screen."""
    return escape_unseen(text).replace("\n", "␤").replace("\t", "␉")


def has_deceptive_chars(text: str) -> bool:
    """Whether `text` contains characters that reorder it, are invisible, or look like a plain space."""
    return any(match.lastgroup != "honest" for match in re.finditer(_HIDDEN, text))


def escape_deceptive(text: str) -> str:
    """`text` for a decision: what `has_deceptive_chars` finds is escaped (`\\u{202e}`): what is read is what runs."""
    return shorten_mark_piles(re.sub(_HIDDEN, _escape_match, text))


def escape_all(text: str) -> str:
    """`escape_controls` and `escape_deceptive`: for the raw text of files and servers, line breaks aside."""
    return escape_deceptive(escape_controls(text))


class _Codes(dict[int, str]):
    """What stands for a character that is not drawn itself."""

    def __missing__(self, code: int) -> str:
        shown = self[code] = f"\\u{{{code:x}}}"
        return shown


_CODES: Final = _Codes()
_PICTURES: Final = _Codes({0x7F: "␡"} | {code: chr(0x2400 + code) for code in range(0x20)})


def _picture_run(match: re.Match[str]) -> str:
    return match.group().translate(_PICTURES)


def _blank_match(match: re.Match[str]) -> str:
    found = match.group()
    return found if match.lastgroup == "honest" else " " * cell_len(found)


def _escape_match(match: re.Match[str]) -> str:
    return match.group() if match.lastgroup == "honest" else match.group().translate(_CODES)
