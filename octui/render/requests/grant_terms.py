"""What "always" means on the server that asks, in words: where and how long, and what no longer asks."""

from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.render.tools.permission_fields import PreviewKind, PreviewSection, build_pattern_sections
from octui.wire.access.permissions import GrantScope
from octui.wire.requests import Permission

SCOPES: Final[tuple[GrantScope, ...]] = ("session", "server", "directory")
"""From the narrowest to the widest."""


@dataclass(frozen=True, slots=True)
class GrantTerms:
    """What the server can do about "always"; OpenCode's own servers know one kind only."""

    has_scopes: bool = False
    ends_with_octui: bool = False
    """octui started the server, which ends with it."""

    @property
    def end(self) -> str:
        """When what is kept in memory is forgotten."""
        return "octui ends" if self.ends_with_octui else "the server ends"

    def name_scope(self, scope: GrantScope) -> str:
        """A few words for a button or a row."""
        match scope:
            case "session":
                return "This session"
            case "server":
                return f"Until {self.end}"
            case "directory":
                return "This folder, kept"


NO_SCOPES: Final = GrantTerms()


def describe_always_rule(
    permission: Permission,
    directory: str,
    terms: GrantTerms = NO_SCOPES,
    scope: GrantScope | None = None,
    *,
    is_own_session: bool = True,
) -> tuple[PreviewSection, ...]:
    """What "always" would allow, for how long, and where; `scope` is None on servers without scopes."""
    kind = permission.permission
    time, place = _describe_terms(directory or "this folder", terms, scope, is_own_session)
    text = f"{time}, {kind} requests that match these patterns are allowed without asking, {place}:"
    sections = [PreviewSection(text, kind=PreviewKind.CLAIM)]
    sections += build_pattern_sections(permission.always, "• ")
    if "*" in permission.always:
        sections.append(
            PreviewSection(f"* matches everything: no {kind} request will be shown.", kind=PreviewKind.CLAIM)
        )
    return tuple(sections)


def _describe_terms(
    directory: str, terms: GrantTerms, scope: GrantScope | None, is_own_session: bool
) -> tuple[str, str]:
    everywhere = f"in every session of {directory}"
    match scope:
        case "session":
            session = "this session" if is_own_session else "the session that asks"
            return f"Until {terms.end}", f"in {session} and its subagents only"
        case "server":
            return f"Until {terms.end}", everywhere
        case "directory":
            return "From now on, even after restarts, until you revoke it in /permissions", everywhere
        case None:
            return "Until the server restarts or reloads its settings", everywhere
