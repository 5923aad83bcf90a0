"""Source code as coloured rows; what cannot be coloured quickly is shown plain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from octui.render.code.colouring_limits import get_colouring_limits
from octui.render.code.languages import detect_language
from octui.render.code.lexers import LEXER_BUGS, find_lexer
from octui.render.text.cell_width import expand_tabs
from octui.render.text.sanitize import escape_unseen
from octui.render.text.segments import Line, merge_segments
from octui.render.theme.palette import Palette

if TYPE_CHECKING:
    from pygments.lexer import Lexer

__all__ = ["MAX_COLOURED_LENGTH", "MAX_LINE_LENGTH", "detect_language", "highlight_code"]

MAX_LINE_LENGTH = 2_000
MAX_COLOURED_LENGTH = 100_000
"""Longer code, in characters, stays plain: lexers would be slow on it."""

MAX_RUN = 500
"""Code that repeats one to three characters more often than this stays plain.

Some lexers' expressions look at all of such a run from each of its characters, and no other thread runs meanwhile.
"""
_RUN = re.compile(r"(.{1,3}?)\1{15,}+", re.S)

_REMEMBERED = 20_000

_STYLES = (
    ("Comment", "comment"),
    ("Keyword.Type", "type"),
    ("Keyword.Constant", "constant"),
    ("Keyword", "keyword"),
    ("Operator.Word", "keyword"),
    ("Operator", "operator"),
    ("Punctuation", "punctuation"),
    ("Name.Function", "function"),
    ("Name.Class", "type"),
    ("Name.Namespace", "type"),
    ("Name.Exception", "type"),
    ("Name.Decorator", "decorator"),
    ("Name.Builtin.Pseudo", "constant"),
    ("Name.Builtin", "builtin"),
    ("Name.Constant", "constant"),
    ("Name.Tag", "tag"),
    ("Name.Attribute", "attribute"),
    ("Name.Property", "attribute"),
    ("Name.Entity", "constant"),
    ("Name.Variable", "variable"),
    ("Name", "variable"),
    ("Literal.String.Escape", "constant"),
    ("Literal.String.Interpol", "constant"),
    ("Literal.String", "string"),
    ("Literal.Number", "number"),
    ("Literal.Date", "number"),
    ("Literal", "string"),
    ("Generic.Deleted", "error"),
    ("Generic.Inserted", "string"),
    ("Generic.Heading", "type"),
    ("Generic.Subheading", "type"),
    ("Generic.Prompt", "comment"),
    ("Generic.Output", "comment"),
)


def highlight_code(code: str, language: str, palette: Palette, *, largest: int = MAX_COLOURED_LENGTH) -> list[Line]:
    """One row a line, of unchanged width; unknown languages (of a fence or `detect_language`) stay plain.

    So does code of more than `largest` characters, which only a thread should raise, and what `ColouringLimits` keep
    plain.
    """
    text = expand_tabs(escape_unseen(code))
    lines = text.split("\n")
    limits = get_colouring_limits()
    if len(text) > largest or max(map(len, lines)) > MAX_LINE_LENGTH or (limits and not limits.can_colour(language)):
        return _make_plain_rows(lines, palette)
    if len(text) > _REMEMBERED:
        return _highlight_rows(text, language, palette)
    return list(_highlight_cached(text, language, palette))


@lru_cache(maxsize=64)
def _highlight_cached(text: str, language: str, palette: Palette) -> list[Line]:
    return _highlight_rows(text, language, palette)


@lru_cache(maxsize=8)
def _token_styles(_palette: Palette) -> dict[object, Style]:
    """The style of each kind of token, filled as kinds are met."""
    return {}


def _highlight_rows(text: str, language: str, palette: Palette) -> list[Line]:
    lines = text.split("\n")
    lexer = find_lexer(language)
    if lexer is None or _has_long_run(text):
        return _make_plain_rows(lines, palette)
    try:
        rows = _tokenize_rows(lexer, text, palette)
    except LEXER_BUGS:
        return _make_plain_rows(lines, palette)
    # Some lexers, such as those of shell sessions, drop text they cannot parse.
    is_whole = ["".join(segment.text for segment in row) for row in rows] == lines
    return rows if is_whole else _make_plain_rows(lines, palette)


def _make_plain_rows(lines: list[str], palette: Palette) -> list[Line]:
    return [[Segment(line, palette.syntax_text)] if line else [] for line in lines]


def _has_long_run(text: str) -> bool:
    runs = _RUN.finditer(text) if len(text) > MAX_RUN else ()
    return any(len(run[0]) > MAX_RUN * len(run[1]) for run in runs)


def _tokenize_rows(lexer: Lexer, text: str, palette: Palette) -> list[Line]:
    rows: list[Line] = [[]]
    styles = _token_styles(palette)
    for kind, value in _iter_tokens(lexer, text + "\n"):
        style = styles.get(kind)
        if style is None:
            style = styles[kind] = _find_token_style(str(kind), palette)
        head, *rest = value.split("\n")
        if head:
            rows[-1].append(Segment(head, style))
        for piece in rest:
            rows.append([Segment(piece, style)] if piece else [])
    # What is drawn as one character can be several tokens of one kind.
    return [merge_segments(row) for row in rows[:-1]]


def _iter_tokens(lexer: Lexer, text: str) -> Iterator[tuple[object, str]]:
    """The tokens of a text, of which the last is all that there was no time for."""
    limits = get_colouring_limits()
    if limits is None:
        yield from lexer.get_tokens(text)
        return
    deadline, place = limits.make_deadline(len(text)), 0
    for kind, value in lexer.get_tokens(text):
        yield kind, value
        place += len(value)
        if limits.is_late(deadline):
            yield "", text[place:]
            return


def _find_token_style(kind: str, palette: Palette) -> Style:
    name = kind.removeprefix("Token.")
    for prefix, role in _STYLES:
        if name == prefix or name.startswith(prefix + "."):
            style = getattr(palette, f"syntax_{role}")
            assert isinstance(style, Style)
            return style
    return palette.syntax_text
