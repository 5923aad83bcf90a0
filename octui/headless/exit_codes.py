"""How a command without a screen ended, for scripts; the README lists them."""

from enum import IntEnum


class ExitCode(IntEnum):
    DONE = 0
    FAILED = 1
    """The model, the server or a file failed."""
    USAGE = 2
    """The command line makes no sense."""
    REFUSED = 3
    """The agent was refused a permission, or its question was not answered."""
    UNREACHABLE = 4
    """No server could be reached, or it wants another password."""
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    """The program that read the output stopped reading."""
