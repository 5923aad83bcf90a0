"""What the files of a folder ask for, and what the user decided; only octui's embedded server says this."""

from typing import Final, Literal

from octui.wire.struct import EpochMs, Wire

TrustDecision = Literal["trusted", "harmless"]
"""Whether everything that the files ask for is in force, or only what can do no harm."""

TrustState = Literal["nothing", "undecided", "harmless", "trusted"]
"""`nothing`: the files ask for nothing that has to wait; `undecided`: it waits, and the user has not been heard."""

TRUST_EVENT: Final = "octui.trust.updated"


class TrustRequest(Wire, frozen=True):
    """One thing that waits until the user trusts the folder."""

    kind: str
    """`mcp`, `provider`, `permission`, `command` …; servers may add others."""
    file: str
    """The file that asks for it, relative to the folder."""
    key: str = ""
    """Where in the file: `mcp.tracker`; empty for the whole file."""
    effect: str = ""
    """What would happen, as a sentence."""
    text: str = ""
    """Exactly what the file says, with placeholders left as they are."""


class FolderTrust(Wire, frozen=True):
    """Everything a folder asks for, and what was decided about exactly this."""

    directory: str
    root: str = ""
    """The real path for which a decision is kept: the top of the worktree, or the directory itself."""
    state: TrustState = "nothing"
    digest: str = ""
    """Names this set of requests; it has to be sent back with a decision."""
    requests: tuple[TrustRequest, ...] = ()
    problems: tuple[str, ...] = ()
    """Why files of the configuration cannot be used, the user's own included; nothing runs until that is fixed."""
    unused: tuple[str, ...] = ()
    """The agents, commands and skills, also the user's own, whose files cannot be used, each with the reason."""
    is_earlier_in_force: bool = False
    """Whether what was trusted before the files changed is still in force: until a decision, or a reload."""


class TrustedFolder(Wire, frozen=True):
    """A decision that is kept."""

    root: str
    digest: str
    decision: TrustDecision
    time: EpochMs = 0
    """When it was made."""
    requests: tuple[str, ...] = ()
    """What it was about, one line each."""


class TrustChoice(Wire, frozen=True):
    """A decision as clients send it; it is refused unless the digest is that of the current requests."""

    digest: str
    decision: TrustDecision


class TrustUpdated(Wire, frozen=True):
    """What a folder asks for, or what was decided about it, changed: ask again."""

    directory: str = ""
    root: str = ""
