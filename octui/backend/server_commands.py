"""The programs that can act as octui's server."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import octui
from octui.config.options import Options
from octui.lazy_dataclasses import dataclass

OPENCODE: Final = "opencode"

_LOOPBACK: Final = ("--hostname", "127.0.0.1", "--port", "0")

_RUN_EMBEDDED: Final = "import sys; sys.path.append(sys.argv.pop(1)); from octui.server.__main__ import main; main()"
"""Where octui is comes last among the places to import from: as a variable of the environment every command that the
server runs would inherit it."""


@dataclass(frozen=True, slots=True)
class ServerCommand:
    """A command that serves until it is terminated, and prints where it listens."""

    name: str
    """As the user would type it."""
    argv: tuple[str, ...]
    is_embedded: bool = False
    """Whether it is octui's embedded server."""
    log_descriptor: int | None = None
    """Where what it prints is copied to; `None` for nowhere."""

    @property
    def path(self) -> str:
        return self.argv[0]


def make_opencode_command(path: str | Path) -> ServerCommand:
    return ServerCommand(f"{OPENCODE} serve", (str(path), "serve", *_LOOPBACK))


def find_opencode() -> ServerCommand | None:
    found = shutil.which(OPENCODE)
    # What a relative entry of PATH found here would otherwise be looked up once more, inside the project.
    return make_opencode_command(Path(found).absolute()) if found else None


def make_embedded_command() -> ServerCommand:
    """The command for the embedded server; -P keeps it from importing modules of the project it is started in."""
    home = str(Path(octui.__file__).parent.parent)
    return ServerCommand("octui serve", (sys.executable, "-P", "-c", _RUN_EMBEDDED, home, *_LOOPBACK), is_embedded=True)


def add_log_options(command: ServerCommand, options: Options) -> ServerCommand:
    """The command of a server that logs as octui was asked to."""
    if options.log_descriptor is None:
        return command
    log_options = ("--print-logs", "--log-level", options.log_level or "INFO")
    # The embedded server prints its few warnings in any case.
    argv = command.argv if command.is_embedded else (*command.argv, *log_options)
    return replace(command, argv=argv, log_descriptor=options.log_descriptor)
