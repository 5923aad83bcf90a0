"""Style sheets as an earlier start parsed them.

Parsing those of the first screen takes thirty times as long as reading the resulting rules. These depend on the
text, on the theme's variables, and on Textual's parser.
"""

import os
import pickle
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from typing import Final, TypeAlias

import textual.css
from textual.css.model import RuleSet
from textual.css.types import CSSLocation

from octui.start_cache.compiled_before import CompiledBefore

StyleSource: TypeAlias = tuple[str, CSSLocation, bool, str]
"""The text, where it stands, whether it is a widget's own default, and the scope of its rules."""

_parsed: Final = CompiledBefore[tuple[str, StyleSource]]("styles")


class ParsedStyles:
    """The rules of sources under one set of variables."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._conditions = _digest(sorted(variables.items()), _describe_parser())

    def find_rules(self, source: StyleSource) -> list[RuleSet] | None:
        """The rules of a source that was parsed before; the caller may change them."""
        pickled = _parsed.find_compiled((self._conditions, source))
        if pickled is None:
            return None
        rules: list[RuleSet] = pickle.loads(pickled)
        return rules

    def add_rules(self, source: StyleSource, rules: list[RuleSet]) -> None:
        if _parsed.is_in_use and not any(rule.errors for rule in rules):
            _parsed.add_compiled((self._conditions, source), pickle.dumps(rules))


@cache
def _describe_parser() -> list[tuple[str, int, int]]:
    """Another version of Textual has other files."""
    with os.scandir(textual.css.__path__[0]) as files:
        return sorted(
            (file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files if file.name.endswith(".py")
        )


def _digest(*parts: object) -> str:
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()
