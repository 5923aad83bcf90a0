"""What is allowed without asking, and why; only octui's embedded server says this."""

from typing import Literal

from octui.wire.struct import Count, EpochMs, Wire

GrantScope = Literal["session", "server", "directory"]
"""Where and how long a grant holds.

`session`: in one session and its subagents, until the server ends. `server`: in every session of the directory, until
the server ends. `directory`: in every session of the directory, and it is kept when the server ends.
"""

RuleSource = Literal["default", "global", "project", "agent", "session"]


class PermissionGrant(Wire, frozen=True):
    """One pattern that the user allowed without being asked again. It never overrides a rule that denies."""

    id: str
    scope: GrantScope
    directory: str
    """The real path of the directory it holds in; another checkout of the same repository has grants of its own."""
    session_id: str = ""
    """With the scope `session`, the session it holds in, with its subagents."""
    permission: str = ""
    pattern: str = ""
    created: EpochMs = 0
    used: EpochMs = 0
    """When it last allowed something; 0 when it has not yet."""
    uses: Count = 0


class SourcedRule(Wire, frozen=True):
    """A permission rule and where it comes from."""

    permission: str
    pattern: str
    action: str
    source: RuleSource = "default"
    origin: str = ""
    """The file it stands in, or the agent; empty where that is not known."""
    is_limited: bool = False
    """It comes from a folder that is not trusted: it can only be stricter than other rules."""


class PermissionOverview(Wire, frozen=True):
    """Everything that decides whether a session is asked; of the rules that match, the last one decides."""

    directory: str = ""
    agent: str = ""
    rules: tuple[SourcedRule, ...] = ()
    grants: tuple[PermissionGrant, ...] = ()


class SavedPermission(Wire, frozen=True):
    """A grant that OpenCode 1.18 keeps for a project (`/api/permission/saved`)."""

    id: str
    project_id: str = ""
    action: str = ""
    resource: str = ""
