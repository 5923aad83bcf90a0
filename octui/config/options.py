"""The command line, parsed."""

from dataclasses import field
from pathlib import Path

from octui.config.secret import Secret
from octui.lazy_dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """The options octui was started with."""

    directory: Path
    """octui's working directory on this machine: absolute, no symbolic links. Unused when attaching to a server."""

    server: str | None = None
    """The server to attach to, without credentials; `None` finds or starts one."""

    server_directory: str | None = None
    """A path on the server attached to, as it was typed; `None` is where the server itself was started."""

    embedded: bool = False
    """Always use the embedded server."""

    username: str | None = None
    password: Secret | None = None

    continue_: bool = False
    """Continue the last session."""

    session: str | None = None
    """The id of the session to open; it wins over `continue_`."""

    fork: bool = False
    """Open a fork of that session instead."""

    model: str | None = None
    """As `provider/model`; the model's own name may hold more slashes."""

    agent: str | None = None

    prompt: str | None = None
    """The first prompt to send: piped standard input, then `--prompt`. Never empty."""

    auto: bool = False
    """Approve what the sessions opened here ask for, within the limits of auto-approval."""

    theme: str | None = None

    log_level: str | None = None
    """The least level that is logged, by octui and by a server that it starts: DEBUG, INFO, WARN or ERROR."""

    log_descriptor: int | None = None
    """Where logs are written; `None` for nowhere."""

    plain: bool = False
    """Chat line by line, without a screen."""

    replay_limit: int | None = None
    """How many messages line mode prints of a session that it opens; `None` is its own choice."""

    warnings: tuple[str, ...] = field(default=())
    """One sentence for each option that was accepted but is discouraged."""
