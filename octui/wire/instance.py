"""Information from a server about itself and its working directory."""

from octui.wire.struct import Wire


class Paths(Wire, frozen=True):
    """Where the server keeps things, on its own disk."""

    home: str = ""
    state: str = ""
    config: str = ""
    worktree: str = ""
    directory: str = ""


class LanguageServer(Wire, frozen=True):
    """`status` is `connected` or `error`."""

    id: str
    name: str = ""
    root: str = ""
    status: str = ""


class Formatter(Wire, frozen=True):
    name: str
    extensions: tuple[str, ...] = ()
    enabled: bool = False


class Skill(Wire, frozen=True):
    name: str
    description: str | None = None
    location: str = ""
    content: str = ""
