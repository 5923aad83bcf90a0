"""Source code as coloured rows; what cannot be coloured quickly is shown plain."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from octui.render.code.languages import detect_language, list_lexer_names
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

_REMEMBERED = 20_000

_LEXER_BUGS = (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError)
"""What Pygments' five hundred lexers were seen to raise on text they did not expect."""

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

    So does code of more than `largest` characters; only a thread should raise that.
    """
    text = expand_tabs(escape_unseen(code))
    if len(text) > _REMEMBERED:
        return _highlight_rows(text, language, palette, largest)
    return list(_highlight_cached(text, language, palette))


@lru_cache(maxsize=64)
def _highlight_cached(text: str, language: str, palette: Palette) -> list[Line]:
    return _highlight_rows(text, language, palette, MAX_COLOURED_LENGTH)


@lru_cache(maxsize=8)
def _token_styles(_palette: Palette) -> dict[object, Style]:
    """The style of each kind of token, filled as kinds are met."""
    return {}


def _highlight_rows(text: str, language: str, palette: Palette, largest: int) -> list[Line]:
    lines = text.split("\n")
    lexer = find_lexer(language) if len(text) <= largest and max(map(len, lines)) <= MAX_LINE_LENGTH else None
    plain = [[Segment(line, palette.syntax_text)] if line else [] for line in lines]
    if lexer is None:
        return plain
    try:
        rows = _tokenize_rows(lexer, text, palette)
    except _LEXER_BUGS:
        return plain
    # Some lexers, such as those of shell sessions, drop text they cannot parse.
    return rows if ["".join(segment.text for segment in row) for row in rows] == lines else plain


def _tokenize_rows(lexer: Lexer, text: str, palette: Palette) -> list[Line]:
    rows: list[Line] = [[]]
    styles = _token_styles(palette)
    for kind, value in lexer.get_tokens(text + "\n"):
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


@lru_cache(maxsize=64)
def find_lexer(language: str) -> Lexer | None:
    """What colours a language; the first call for one takes long."""
    names = list_lexer_names(language)
    if not names:
        return None
    # Pygments costs thirty milliseconds to import, and many sessions never show code.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    for name in names:
        try:
            return get_lexer_by_name(name, stripnl=False, stripall=False, ensurenl=False)
        except (ClassNotFound, ImportError):
            continue
    return None


def _find_token_style(kind: str, palette: Palette) -> Style:
    name = kind.removeprefix("Token.")
    for prefix, role in _STYLES:
        if name == prefix or name.startswith(prefix + "."):
            style = getattr(palette, f"syntax_{role}")
            assert isinstance(style, Style)
            return style
    return palette.syntax_text
