"""The rules of `--allow`: what an agent may do in an unattended run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from octui.wire.requests import Permission

MANY: str = "*"


@dataclass(frozen=True, slots=True)
class AllowRule:
    """A permission, and the patterns of it that are allowed; `*` is any text and `?` any character, as for OpenCode."""

    permission: str
    pattern: str = MANY

    @classmethod
    def from_text(cls, text: str) -> "AllowRule":
        """Read `bash`, `bash:git *` or `*`."""
        permission, colon, pattern = text.partition(":")
        return cls(permission.strip() or MANY, pattern.strip() if colon and pattern.strip() else MANY)

    def allows_pattern(self, permission: str, pattern: str) -> bool:
        return matches_wildcard(self.permission, permission) and matches_wildcard(self.pattern, pattern)


@dataclass(frozen=True, slots=True)
class AllowRules:
    rules: tuple[AllowRule, ...] = ()
    allow_all: bool = False

    @classmethod
    def from_texts(cls, texts: Sequence[str], *, allow_all: bool) -> "AllowRules":
        return cls(tuple(AllowRule.from_text(text) for text in texts), allow_all)

    def allows_request(self, request: Permission) -> bool:
        """Whether everything the request asks for is allowed; one that names nothing needs a rule for all of it."""
        if self.allow_all:
            return True
        patterns = request.patterns or (MANY,)
        return all(any(rule.allows_pattern(request.permission, pattern) for rule in self.rules) for pattern in patterns)


def matches_wildcard(wildcard: str, text: str) -> bool:
    """Whether the whole text matches; `git *` also matches `git` alone."""
    optional = wildcard.endswith(" *")
    body = wildcard[:-2] if optional else wildcard
    expression = "".join(".*" if sign == MANY else "." if sign == "?" else re.escape(sign) for sign in body)
    return re.fullmatch(expression + ("( .*)?" if optional else ""), text, re.DOTALL) is not None


def format_allow_rule(request: Permission) -> str:
    """The rule that would have allowed the first thing a request asks for, as it is typed in a shell."""
    pattern = request.patterns[0] if request.patterns else ""
    rule = f"{request.permission}:{pattern}" if pattern and "\n" not in pattern else request.permission
    return "'" + rule.replace("'", "'\\''") + "'"
