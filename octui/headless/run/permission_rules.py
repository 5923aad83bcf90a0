"""The rules of `--allow`: what an agent may do in an unattended run."""

import re
from dataclasses import dataclass
from typing import Final

from octui.wire.requests import Permission

MANY: Final = "*"
_PERMISSION: Final = re.compile(r"[\w.*?/-]+")
"""What names of permissions and of MCP tools consist of."""


class BadAllowRule(ValueError):
    """Why a text is not a rule of what is allowed, as a sentence."""


@dataclass(frozen=True, slots=True)
class AllowRule:
    """A permission, and the patterns of it that are allowed; `*` is any text and `?` any character, as for OpenCode."""

    permission: str
    pattern: str = MANY

    @classmethod
    def from_text(cls, text: str) -> "AllowRule":
        """Read `bash`, `bash:git *` or `*`; a rule that leaves something out allows nothing by accident."""
        permission, colon, pattern = (piece.strip() for piece in text.partition(":"))
        if not permission:
            raise BadAllowRule(f"{text!r} names no permission.")
        if _PERMISSION.fullmatch(permission) is None:
            raise BadAllowRule(f"{permission!r} is not the name of a permission.")
        if colon and not pattern:
            raise BadAllowRule(f"{text!r} has no pattern; {permission}:* or {permission} allows all of it.")
        return cls(permission, pattern or MANY)

    def allows_pattern(self, permission: str, pattern: str) -> bool:
        return matches_wildcard(self.permission, permission) and matches_wildcard(self.pattern, pattern)


@dataclass(frozen=True, slots=True)
class AllowRules:
    rules: tuple[AllowRule, ...] = ()
    allow_all: bool = False

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
