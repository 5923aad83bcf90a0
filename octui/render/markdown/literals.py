"""What CommonMark would take for markup, though in the prose of a coding agent it is text: names, paths, formulas."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

InlineRule = Callable[["StateInline", bool], bool]
"""A rule of markdown-it: whether it is about what stands here, which it then passes, and notes unless it is silent."""

BARE_ADDRESS: Final = re.compile(r"https?://[^\s<>\"`|\\^{}\u3000-\u303f\uff00-\uffef]+")
MAX_ADDRESS_LENGTH: Final = 2_000
SENTENCE_END: Final = ".,;:!?'*_~"

_DUNDER_NAME: Final = re.compile(r"__(?:[a-z0-9]+(?:_[a-z0-9]+)*|[A-Z0-9]+(?:_[A-Z0-9]+)*)__(?![A-Za-z0-9_])")
_WINDOWS_PATH: Final = re.compile(r"[(\[\"']*(?:[A-Za-z]:\\|\\\\[A-Za-z0-9])")
_FILE_PATTERN: Final = re.compile(r"\*+\.[A-Za-z0-9]+(?![^\s]*\*)")
_FORMULAS: Final = (re.compile(r"\\\)"), re.compile(r"\\\](?![(\[:])"))
"""How a formula in a line ends, and one on its own; before an address it is the escaped label of a link."""
_MAX_PATH_LENGTH: Final = 300
_MAX_FORMULA_LENGTH: Final = 2_000


def parse_emphasis(parse: InlineRule, state: StateInline, silent: bool) -> bool:
    """Emphasis, except in `__init__`, `2*3*4` and `src/*.py`, which stay as they are."""
    length = 0 if silent else _measure_literal_marks(state)
    if not length:
        return parse(state, silent)
    state.append_pending(state.src[state.pos : state.pos + length])
    state.pos += length
    return True


def parse_escape(parse: InlineRule, state: StateInline, silent: bool) -> bool:
    """Escapes, except in formulas such as `\\(x\\)` and in Windows paths, where the backslash is text."""
    length = _measure_literal_escape(state)
    if not length:
        return parse(state, silent)
    if not silent:
        state.append_pending(state.src[state.pos : state.pos + length])
    state.pos += length
    return True


def parse_bare_address(state: StateInline, silent: bool) -> bool:
    """The rest of an address, from its `://` on: nothing in it is markup."""
    start = state.pos
    for scheme in ("https", "http"):
        if state.src.startswith("://", start) and state.src.endswith(scheme, 0, start):
            break
    else:
        return False
    found = BARE_ADDRESS.match(state.src, start - len(scheme), state.posMax)
    if found is None or len(found.group()) > MAX_ADDRESS_LENGTH:
        return False
    end = start - len(scheme) + len(trim_address(_cut_at_label_end(found.group())))
    if end <= start + 3:
        return False
    if not silent:
        state.append_pending(state.src[start:end])
    state.pos = end
    return True


def trim_address(address: str) -> str:
    """An address without the punctuation of the surrounding sentence."""
    while address:
        last = address[-1]
        unpaired = last in ")]" and address.count(last) > address.count({")": "(", "]": "["}[last])
        if last not in SENTENCE_END and not unpaired:
            break
        address = address[:-1]
    return address


def _cut_at_label_end(address: str) -> str:
    """The address up to a bracket that closes a label around it."""
    depth = 0
    for position, character in enumerate(address):
        depth += (character == "[") - (character == "]")
        if depth < 0:
            return address[:position]
    return address


def _measure_literal_marks(state: StateInline) -> int:
    """How many characters from here on look like marks of emphasis and are text."""
    source, start, limit = state.src, state.pos, state.posMax
    before = source[start - 1] if start else " "
    if source.startswith("__", start) and not _is_word(before):
        found = _DUNDER_NAME.match(source, start, limit)
        return found.end() - start if found else 0
    if source[start] != "*":
        return 0
    end = start
    while end < limit and source[end] == "*":
        end += 1
    after = source[end] if end < limit else " "
    is_inside_word = _is_word(before) and _is_word(after) and not any(mark.marker == 0x2A for mark in state.delimiters)
    is_pattern = before.isspace() and _FILE_PATTERN.match(source, start, limit) is not None
    return end - start if is_inside_word or is_pattern or (before == "/" and after != " ") or after == "/" else 0


def _measure_literal_escape(state: StateInline) -> int:
    """How many characters from this backslash on are text."""
    source, start, limit = state.src, state.pos, state.posMax
    if source[start] != "\\" or start + 1 >= limit:
        return 0
    escaped = source[start + 1]
    if escaped in "()[]":
        return 2 if _is_around_formula(state, escaped) else 0
    if escaped.isspace() or not _is_in_windows_path(source, start):
        return 0
    return 2 if escaped == "\\" else 1


def _is_around_formula(state: StateInline, bracket: str) -> bool:
    """Whether this escaped bracket belongs to `\\(x\\)` or `\\[x\\]`, which stand apart from a word before them."""
    source, start = state.src, state.pos
    formula = _FORMULAS[bracket in "[]"]
    opening = start
    if bracket in ")]":
        opening = source.rfind("\\(" if bracket == ")" else "\\[", max(0, start - _MAX_FORMULA_LENGTH), start)
    if opening < 0 or (opening and _is_word(source[opening - 1])):
        return False
    found = formula.search(source, opening + 2, min(state.posMax, opening + _MAX_FORMULA_LENGTH))
    return found is not None and (bracket in "([" or found.start() >= start)


def _is_in_windows_path(source: str, position: int) -> bool:
    begin = max(0, position - _MAX_PATH_LENGTH)
    word = re.search(r"\S*\Z", source[begin:position])
    return word is not None and _WINDOWS_PATH.match(source, begin + word.start()) is not None


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")
