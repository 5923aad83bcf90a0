"""Tokens of code as rows of styled text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style

from octui.render.code.tokens import Token
from octui.render.text.segments import Line, merge_segments
from octui.render.theme.palette import Palette

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


def make_token_rows(tokens: Iterable[Token], palette: Palette) -> list[Line]:
    """One row a line."""
    rows: list[Line] = [[]]
    styles = _token_styles(palette)
    for kind, text in tokens:
        style = styles.get(kind)
        if style is None:
            style = styles[kind] = _find_token_style(kind, palette)
        head, *rest = text.split("\n")
        if head:
            rows[-1].append(Segment(head, style))
        for piece in rest:
            rows.append([Segment(piece, style)] if piece else [])
    # What is drawn as one character can be several tokens of one kind.
    return [merge_segments(row) for row in rows]


@lru_cache(maxsize=8)
def _token_styles(_palette: Palette) -> dict[str, Style]:
    """The style of each kind of token, filled as kinds are met."""
    return {}


def _find_token_style(kind: str, palette: Palette) -> Style:
    name = kind.removeprefix("Token.")
    for prefix, role in _STYLES:
        if name == prefix or name.startswith(prefix + "."):
            style = getattr(palette, f"syntax_{role}")
            assert isinstance(style, Style)
            return style
    return palette.syntax_text
