"""What `octui run` was asked to do."""

from dataclasses import dataclass, field
from pathlib import Path

from octui.config.options import Options
from octui.headless.run.permission_rules import AllowRules


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOptions:
    """One prompt, or one command of the server, and what becomes of it."""

    server: Options
    """Which server, and where to work."""
    prompt: str
    """Empty only with `command`."""
    command: str | None = None
    """A command of the server, without its slash; the prompt is its arguments."""
    session: str | None = None
    continue_: bool = False
    fork: bool = False
    title: str | None = None
    model: str | None = None
    """As `provider/model`; the model's own name may hold more slashes."""
    agent: str | None = None
    variant: str | None = None
    files: tuple[Path, ...] = ()
    """Absolute paths of files and folders on this machine."""
    allow_rules: AllowRules = field(default_factory=AllowRules)
    share: bool = False
    shows_thinking: bool = False
    as_json: bool = False
