"""What the sentence patterns are put together from, and what is taken from the phrases they match."""

import re
from collections.abc import Callable
from typing import Final

from octui.server.agent.guide.sentences.intents import Intent, IntentRule

QUOTED: Final = r"""(?:"[^"\n]*"|'[^'\n]*'|“[^”\n]*”|`[^`\n]+`)"""

FILE_LIKE: Final = re.compile(
    r"^[@~./]|[/\\]|\.[A-Za-z0-9_]{1,8}$|^(?:README|LICENSE|Makefile|Dockerfile|CHANGELOG)$", re.I
)

NAMED_DOCUMENT: Final = re.compile(
    r"read[ _-]?me|licen[cs]e|change[ _-]?log|contributing|security|makefile|dockerfile|gemfile|rakefile|justfile", re.I
)

POLITE_ENDING: Final = re.compile(
    r"(?:[,\s]+(?:please|for me|thanks|thank you|now|bitte|por favor|s'il (?:te|vous) pla[iî]t))*[.!?\s]*$", re.I
)

OPTIONAL_NAMED: Final = r"(?:called\s+|named\s+)?"
SENTENCE_END: Final = r"(?:[,\s]+(?:please|for me|thanks|thank you|now))*[.!?\s]*$"


def build_rule(pattern: str, build: Callable[[re.Match[str]], Intent | None]) -> IntentRule:
    """A rule that takes no account of capital letters and line breaks."""
    return re.compile(pattern, re.I | re.S), build


def strip_quotes(text: str) -> str:
    """The text without surrounding quotes."""
    text = text.strip()
    if len(text) >= 2 and (text[0], text[-1]) in {('"', '"'), ("'", "'"), ("“", "”"), ("`", "`")}:
        return text[1:-1]
    return text


def strip_polite_ending(text: str) -> str:
    return POLITE_ENDING.sub("", text.strip())


def extract_path(text: str) -> str:
    """The path in a phrase: `the file src/app.py` is `src/app.py`."""
    words = strip_polite_ending(text)
    words = re.sub(
        r"^(?:the\s+|my\s+|our\s+)?(?:contents?\s+of\s+)?(?:the\s+)?(?:files?|folder|directory|dir)\s+(?:called\s+|named\s+)?",
        "",
        words,
        flags=re.I,
    )
    words = re.sub(r"\s+(?:file|folder|directory)$", "", words, flags=re.I)
    return strip_quotes(re.sub(r"^the\s+", "", words, flags=re.I)).removeprefix("@")
