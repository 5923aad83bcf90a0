"""What is printed once octui has left the terminal: the session it showed, and the command that continues it."""

import shlex
from pathlib import Path
from typing import Protocol

from octui.config.options import Options
from octui.render.text.sanitize import escape_unseen, to_single_line
from octui.wire.sessions import Session

MAX_TITLE_LENGTH = 100


class EndingContext(Protocol):
    options: Options

    @property
    def session(self) -> Session | None: ...


def make_exit_summary(context: EndingContext) -> str:
    """To be made while the session is still known."""
    directory = context.options.directory
    try:
        is_here = directory == Path.cwd()
    except OSError:
        # The shell's directory was deleted.
        is_here = False
    return format_exit_summary(context.session, context.options, str(directory), is_here=is_here)


def format_exit_summary(session: Session | None, options: Options, directory: str, *, is_here: bool) -> str:
    """`is_here` says whether octui's directory is the shell's; passwords are never part of a command."""
    if session is None:
        return ""
    words = ["octui"]
    if options.server is not None:
        words += ["attach", options.server]
        words += ["--dir", options.server_directory] if options.server_directory else []
    else:
        words += [] if is_here else [directory]
        words += ["--embedded"] if options.embedded else []
    command = shlex.join([*words, "-s", session.id])
    title = escape_unseen(to_single_line(session.display_title))[:MAX_TITLE_LENGTH] or "Untitled"
    return f"  Session   {title}\n  Continue  {escape_unseen(command)}\n"
