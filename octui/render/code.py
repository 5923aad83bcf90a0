"""Source code as coloured rows; what cannot be coloured quickly is shown plain."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from octui.render.cells import untabbed
from octui.render.lines import Line
from octui.render.palette import Palette
from octui.render.safe import revealed, visible

if TYPE_CHECKING:
    from pygments.lexer import Lexer

LONGEST_LINE = 2_000
LARGEST = 100_000
"""Beyond these, characters, code stays plain: lexers are slow on what nobody reads."""

_REMEMBERED = 20_000

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_COMMON = {
    "py": "python", "pyi": "python", "js": "javascript", "mjs": "javascript", "cjs": "javascript", "jsx": "jsx",
    "ts": "typescript", "tsx": "tsx", "json": "json", "jsonc": "json", "yaml": "yaml", "yml": "yaml", "toml": "toml",
    "md": "markdown", "sh": "bash", "bash": "bash", "zsh": "zsh", "rs": "rust", "go": "go", "c": "c", "h": "c",
    "cc": "cpp", "cpp": "cpp", "hpp": "cpp", "java": "java", "kt": "kotlin", "rb": "ruby", "php": "php", "cs": "csharp",
    "swift": "swift", "lua": "lua", "sql": "sql", "html": "html", "css": "css", "scss": "scss", "vue": "vue",
    "xml": "xml", "svg": "xml", "ini": "ini", "cfg": "ini", "diff": "diff", "patch": "diff", "zig": "zig", "nix": "nix",
    "tf": "terraform", "ex": "elixir", "exs": "elixir", "erl": "erlang", "hs": "haskell", "scala": "scala", "dart": "dart",
    "txt": "", "log": "", "lock": "", "csv": "",
}  # fmt: skip
_NAMED = {"dockerfile": "docker", "makefile": "make", "gnumakefile": "make", "cmakelists.txt": "cmake", "gemfile": "ruby"}
_SPOKEN = {"shell": "bash", "console": "console", "node": "javascript", "jsonc": "json", "json5": "json", "c#": "csharp",
           "golang": "go", "yml": "yaml", "dockerfile": "docker", "vim": "vim", "plaintext": "", "text": "", "plain": ""}  # fmt: skip
_STYLES = (
    ("Comment", "comment"), ("Keyword.Type", "type"), ("Keyword.Constant", "constant"), ("Keyword", "keyword"),
    ("Operator.Word", "keyword"), ("Operator", "operator"), ("Punctuation", "punctuation"),
    ("Name.Function", "function"), ("Name.Class", "type"), ("Name.Namespace", "type"), ("Name.Exception", "type"),
    ("Name.Decorator", "decorator"), ("Name.Builtin.Pseudo", "constant"), ("Name.Builtin", "builtin"),
    ("Name.Constant", "constant"), ("Name.Tag", "tag"), ("Name.Attribute", "attribute"), ("Name.Property", "attribute"),
    ("Name.Entity", "constant"), ("Name.Variable", "variable"), ("Name", "variable"),
    ("Literal.String.Escape", "constant"), ("Literal.String.Interpol", "constant"), ("Literal.String", "string"),
    ("Literal.Number", "number"), ("Literal.Date", "number"), ("Literal", "string"),
    ("Generic.Deleted", "error"), ("Generic.Inserted", "string"), ("Generic.Heading", "type"),
    ("Generic.Subheading", "type"), ("Generic.Prompt", "comment"), ("Generic.Output", "comment"),
)  # fmt: skip


def highlight(code: str, language: str, palette: Palette) -> list[Line]:
    """One row a line, untouched in width; `language` is a fence's or `language_of`'s word, unknown ones are plain."""
    text = untabbed(inert(code))
    if len(text) > _REMEMBERED:
        return _rows(text, language, palette)
    return list(_recent(text, language, palette))


@lru_cache(maxsize=64)
def _recent(text: str, language: str, palette: Palette) -> list[Line]:
    return _rows(text, language, palette)


@lru_cache(maxsize=8)
def _styles(_palette: Palette) -> dict[object, Style]:
    """What each kind of token was found to look like, filled as kinds are met."""
    return {}


def _rows(text: str, language: str, palette: Palette) -> list[Line]:
    lines = text.split("\n")
    lexer = _lexer(language) if len(text) <= LARGEST and max(map(len, lines)) <= LONGEST_LINE else None
    if lexer is None:
        return [[Segment(line, palette.syntax_text)] if line else [] for line in lines]
    rows: list[Line] = [[]]
    styles = _styles(palette)
    for kind, value in lexer.get_tokens(text):
        style = styles.get(kind)
        if style is None:
            style = styles[kind] = _style(str(kind), palette)
        head, *rest = value.split("\n")
        if head:
            rows[-1].append(Segment(head, style))
        for piece in rest:
            rows.append([Segment(piece, style)] if piece else [])
    return rows[: len(lines)] + [[] for _ in range(len(lines) - len(rows))]


def inert(code: str) -> str:
    """Code with its control characters visible, and those that reorder text spelled out."""
    shown = visible(code)
    return _BIDI.sub(lambda match: revealed(match.group()), shown) if not shown.isascii() else shown


@lru_cache(maxsize=512)
def language_of(path: str) -> str:
    """The language a file name promises, in words `highlight` knows; empty when it promises none."""
    name = PurePosixPath(path.replace("\\", "/")).name.lower()
    suffix = name.rpartition(".")[2] if "." in name else ""
    if (known := _NAMED.get(name, _COMMON.get(suffix))) is not None:
        return known
    from pygments.lexers import get_all_lexers  # ten milliseconds, and only for a rare suffix

    for _, aliases, patterns, _ in get_all_lexers(plugins=False):
        if aliases and any(fnmatchcase(name, pattern.lower()) for pattern in patterns):
            return str(aliases[0])
    return ""


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    words = language.strip().lower()
    name = _SPOKEN.get(words, words)
    if not name:
        return None
    # Pygments costs thirty milliseconds to import, and many sessions never show code.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    for candidate in (name, _COMMON.get(name, "")):
        try:
            return get_lexer_by_name(candidate, stripnl=False, stripall=False, ensurenl=False)
        except (ClassNotFound, ImportError):
            continue
    return None


def _style(kind: str, palette: Palette) -> Style:
    name = kind.removeprefix("Token.")
    for prefix, role in _STYLES:
        if name == prefix or name.startswith(prefix + "."):
            style = getattr(palette, f"syntax_{role}")
            assert isinstance(style, Style)
            return style
    return palette.syntax_text
