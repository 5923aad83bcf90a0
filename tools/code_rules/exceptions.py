"""The few exceptions to the rules, each with its reason, read from `exceptions.toml`; unused ones are reported."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("exceptions.toml")


@dataclass(slots=True)
class Exceptions:
    """Tables of the file by rule: pattern -> reason. Patterns are globs of full names or paths."""

    tables: dict[str, dict[str, str]]
    verbs: frozenset[str]
    _used: set[tuple[str, str]] = field(default_factory=set)

    def allows(self, rule: str, name: str) -> bool:
        """Whether an exception to this rule covers the name."""
        for pattern in self.tables.get(rule, {}):
            if fnmatchcase(name, pattern):
                self._used.add((rule, pattern))
                return True
        return False

    def describe_unused(self) -> Iterator[str]:
        """One sentence for each exception that matched nothing; call it after all rules were checked."""
        for rule, patterns in self.tables.items():
            for pattern in patterns:
                if (rule, pattern) not in self._used:
                    yield f"{FILE.name}: the exception {pattern!r} to {rule!r} covers nothing any more"


def load_exceptions() -> Exceptions:
    """Read the file next to this module."""
    tables: dict[str, dict[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    verbs = frozenset(tables.pop("verbs")["known"].split())
    return Exceptions(tables, verbs)
