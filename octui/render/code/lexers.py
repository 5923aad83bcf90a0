"""The lexers that colour code: loading one takes up to half a second, which no key should wait for."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Final

from octui.render.code.languages import list_lexer_names

if TYPE_CHECKING:
    from pygments.lexer import Lexer

KEPT_LEXERS: Final = 4_096
"""Almost all of them are names that nothing is known of; no screen shows so many."""
WARMING: Final = "a = 1\n"
"""Some lexers load the rest of what they need with the first text."""

LEXER_BUGS: Final = (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError)
"""What Pygments' five hundred lexers were seen to raise on text they did not expect."""

_NAMED_INSIDE: Final = {
    "http": ("json", "html", "xml", "javascript"),
    "postgresql": ("plpgsql", "python3", "perl", "tcl"),
    "vue": ("typescript", "tsx", "jsx", "scss", "sass", "less", "pug"),
}
"""Where a text says which language a part of it is in, those that are usual there."""

_loaded: dict[str, Lexer | None] = {}
"""What colours each language that was asked for; None where nothing does."""
_loading = Lock()


def is_loaded(language: str) -> bool:
    """Whether `find_lexer` answers at once."""
    return language in _loaded or not list_lexer_names(language)


def load_lexers(languages: Iterable[str]) -> None:
    """Have these ready; to be called in a thread."""
    for language in languages:
        find_lexer(language)


def find_lexer(language: str) -> Lexer | None:
    """What colours a language; the first call for one loads it."""
    if language in _loaded:
        return _loaded[language]
    # Pygments builds the tables of a class as its first lexer is made, which two threads must not do at once.
    with _loading:
        if language not in _loaded:
            lexer = _load_lexer(language)
            while len(_loaded) >= KEPT_LEXERS:
                del _loaded[next(iter(_loaded))]
            _loaded[language] = lexer
        return _loaded[language]


def _load_lexer(language: str) -> Lexer | None:
    names = list_lexer_names(language)
    if not names:
        return None
    # Pygments costs thirty milliseconds to import, and many sessions never show code.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    for name in names:
        try:
            # Code inside of Markdown would load its own languages while it is drawn.
            lexer = get_lexer_by_name(name, stripnl=False, stripall=False, ensurenl=False, handlecodeblocks=False)
        except (ClassNotFound, ImportError):
            continue
        _load_embedded([lexer, *map(get_lexer_by_name, _NAMED_INSIDE.get(lexer.aliases[0], ()))])
        return lexer
    return None


def _load_embedded(waiting: list[Lexer]) -> None:
    """Have these ready, with what colours the parts of their text in other languages, such as scripts in HTML."""
    known: set[type[Lexer]] = set()
    while waiting:
        lexer = waiting.pop()
        if type(lexer) not in known:
            known.add(type(lexer))
            # A template has a lexer for its text and one for its tags.
            waiting += [value for value in vars(lexer).values() if isinstance(value, _get_lexer_type())]
            waiting += [embedded() for embedded in _list_embedded(lexer) - known]
            with suppress(*LEXER_BUGS):
                list(lexer.get_tokens(WARMING))


def _list_embedded(lexer: Lexer) -> set[type[Lexer]]:
    """The lexers that its rules hand parts of the text to: Pygments keeps them inside of the rules' functions."""
    embedded: set[type[Lexer]] = set()
    seen: set[int] = set()
    waiting: list[object] = [rule for rules in getattr(lexer, "_tokens", {}).values() for rule in rules]
    while waiting:
        found = waiting.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        if isinstance(found, type) and issubclass(found, _get_lexer_type()):
            embedded.add(found)
        elif isinstance(found, tuple):
            waiting += found
        else:
            waiting += [cell.cell_contents for cell in getattr(found, "__closure__", None) or ()]
    return embedded


def _get_lexer_type() -> type[Lexer]:
    from pygments.lexer import Lexer  # as late as Pygments itself

    return Lexer
