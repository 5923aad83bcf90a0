"""Source code as coloured rows; what cannot be coloured quickly is shown plain."""

from __future__ import annotations

from octui.render.code.coloured_code import Code, coloured_code, make_plain_rows
from octui.render.code.colouring_limits import get_colouring_limits
from octui.render.code.languages import detect_language, list_lexer_names
from octui.render.text.cell_width import expand_tabs
from octui.render.text.sanitize import escape_unseen
from octui.render.text.segments import Line
from octui.render.theme.palette import Palette

__all__ = ["MAX_COLOURED_LENGTH", "MAX_LINE_LENGTH", "detect_language", "find_highlighted", "highlight_code"]

MAX_LINE_LENGTH = 2_000
MAX_COLOURED_LENGTH = 100_000
"""Longer code, in characters, stays plain: lexers would be slow on it."""


def highlight_code(code: str, language: str, palette: Palette, *, largest: int = MAX_COLOURED_LENGTH) -> list[Line]:
    """One row a line, of unchanged width; unknown languages (of a fence or `detect_language`) stay plain.

    So does code of more than `largest` characters, which only a thread should raise, and what `ColouringLimits` keep
    plain.
    """
    rows = find_highlighted(code, language, palette, largest=largest)
    return make_plain_rows(_clean_code(code, language, palette)) if rows is None else rows


def find_highlighted(
    code: str, language: str, palette: Palette, *, largest: int = MAX_COLOURED_LENGTH
) -> list[Line] | None:
    """The rows in colours; None where they have none, or have none yet."""
    cleaned = _clean_code(code, language, palette)
    if (
        len(cleaned.text) > largest
        or max(map(len, cleaned.text.split("\n"))) > MAX_LINE_LENGTH
        or not list_lexer_names(language)
    ):
        return None
    limits = get_colouring_limits()
    if limits is not None and not limits.accepts_code(cleaned):
        return None
    rows = coloured_code.find_rows(cleaned)
    if rows is None and (limits is None or limits.can_colour(cleaned)):
        rows, is_cut = coloured_code.highlight_code(cleaned)
        if is_cut and limits is not None:
            limits.end_budget()
    return None if rows is None else list(rows)


def _clean_code(code: str, language: str, palette: Palette) -> Code:
    return Code(expand_tabs(escape_unseen(code)), language, palette)
