"""The standard streams: a pipe, a password entered without echo, and the terminal that is drawn on."""

import errno
import os
import stat
import sys
from collections.abc import MutableMapping

import click

from octui.config.secret import Secret

MAX_INPUT_BYTES = 4_000_000
"""Maximum size in bytes of standard input used as a prompt."""

DRIVER_VARIABLE = "TEXTUAL_DRIVER"
"""Set where a web page is the terminal: standard input is then its keyboard, and nothing here may touch it."""

UNABLE_TERMINALS = ("dumb", "unknown")
"""Values of TERM by which a terminal says that it cannot be drawn on."""


def open_closed_streams() -> None:
    """Let standard streams that were closed lead nowhere, before a file or a socket gets the number of one."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    # Python has none for those that were closed when it began.
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


def is_lost_output(error: OSError) -> bool:
    """Whether writing to a standard stream failed; files that fail have a name."""
    return error.filename is None and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def describe_lost_output(error: Exception) -> str:
    """Why the output could not be written, as a sentence."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"The output could not be written: {reason}."


def forget_stale_size(environment: MutableMapping[str, str]) -> None:
    """Drop COLUMNS and LINES where the terminal itself says how large it is: they are from an earlier moment."""
    try:
        columns, lines = os.get_terminal_size(1)
    except OSError:
        return
    if columns and lines:
        environment.pop("COLUMNS", None)
        environment.pop("LINES", None)


def read_piped_text() -> str:
    """All of standard input when it is a pipe or a file; a terminal, and no input at all, are not waited for."""
    if DRIVER_VARIABLE in os.environ:
        return ""
    try:
        kind = os.fstat(0).st_mode
    except OSError:
        return ""
    if not (stat.S_ISFIFO(kind) or stat.S_ISREG(kind) or stat.S_ISSOCK(kind)):
        return ""
    with os.fdopen(0, "rb", closefd=False) as source:
        content = source.read(MAX_INPUT_BYTES + 1)
    if len(content) > MAX_INPUT_BYTES:
        raise click.UsageError(
            f"Standard input is longer than {MAX_INPUT_BYTES // 1_000_000} MB, too long for a prompt."
        )
    return content.decode(errors="replace").rstrip("\n")


def join_prompt(piped: str, given: str) -> str | None:
    """What was piped in, then what was given; bytes of the command line that are not text are replaced."""
    typed = given.encode(errors="surrogateescape").decode(errors="replace")
    return "\n".join(text for text in (piped, typed) if text.strip()) or None


def ask_password() -> Secret:
    """Ask on the terminal itself, for standard input may be the prompt; nothing typed shows."""
    import getpass  # rarely needed

    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        sentence = "There is no terminal where octui could ask for the password; set OPENCODE_SERVER_PASSWORD."
        raise click.UsageError(sentence) from None
    answer = getpass.getpass("Password for the server: ")
    if not answer:
        raise click.UsageError("No password was given.")
    return Secret(answer)


def claim_log_stream(*, has_screen: bool) -> int:
    """The descriptor of standard error, for logs; where there is a screen it is drawn on standard output alone."""
    if not has_screen:
        return os.dup(2)
    if os.isatty(2):
        raise click.UsageError("--print-logs writes to standard error, which is the screen here: add 2>FILE.")
    descriptor = os.dup(2)
    # Textual draws on what standard error is.
    os.dup2(1, 2)
    return descriptor


def claim_terminal() -> None:
    """Make the terminal standard input again, after a pipe was, and see that there is one to draw on."""
    if DRIVER_VARIABLE in os.environ:
        return
    for descriptor, stream in ((1, "standard output"), (2, "standard error")):
        if not os.isatty(descriptor):
            raise click.UsageError(
                f"The screen needs an interactive terminal, and {stream} is redirected. `octui run` and "
                "`octui --plain` work without one."
            )
    if (name := os.environ.get("TERM")) in UNABLE_TERMINALS:
        raise click.UsageError(
            f"The screen needs a terminal that moves the cursor, and TERM={name} says that this one cannot. If it can, "
            "set TERM to its name, like xterm-256color. `octui --plain` works here, line by line."
        )
    if not os.isatty(0):
        try:
            terminal = os.open("/dev/tty", os.O_RDONLY)
        except OSError:
            raise click.UsageError("The screen needs a terminal to read keys from.") from None
        os.dup2(terminal, 0)
        os.close(terminal)
