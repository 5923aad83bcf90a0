"""Loads what draws Markdown and code before the first answer needs it, which would stall the keys of that moment."""

from typing import Final

from octui.render.code.syntax_highlighting import find_lexer
from octui.render.markdown.grammar import load_grammar

LANGUAGES: Final = ("bash", "json", "python", "javascript", "typescript")
"""Those that answers have most often; Pygments needs up to a tenth of a second to make ready for one."""


def preload_drawing() -> None:
    """To be called in a thread, before the first answer is drawn."""
    load_grammar()
    for language in LANGUAGES:
        find_lexer(language)
