"""Where to work: a directory here, or a server and a directory on it."""

import os
import shlex
from pathlib import Path

import click

from octui.arguments.command import find_similar_command
from octui.arguments.sign_in import ASK


def resolve_place(
    words: tuple[str, ...], server: str | None, server_directory: str | None, password: str | None
) -> tuple[Path, str | None, str | None]:
    """The directory here, the server and the directory there: a DIR named together with a server is one on it."""
    if words[:1] == ("attach",):
        server, *others = words[1:] or (None,)
        if server is None and password not in (None, ASK):
            raise click.UsageError("The word after -p is read as the password; put -p last to be asked for it.")
        if not server:
            raise click.UsageError("attach needs a server address, like http://host:4096.")
    else:
        others = list(words)
    if server is None:
        if server_directory is not None:
            raise click.UsageError("--dir is a path on a server: name the server with --server or attach.")
        if len(others) > 2 and not any(Path(word).exists() for word in others):
            raise click.UsageError(describe_unknown_word(" ".join(others)))
        if len(others) > 1:
            raise click.UsageError(f"Name one directory, not {len(others)}: {', '.join(others)}.")
        return resolve_directory(others[0] if others else None), None, None
    if len(others) + (server_directory is not None) > 1:
        raise click.UsageError("A server works in one directory at a time, and more than one was named.")
    return _get_current_directory(), server, others[0] if others else server_directory


def resolve_directory(named: str | None) -> Path:
    """The directory of this machine with that name, or the current one; raises UsageError."""
    if named == "":
        raise click.UsageError("The directory is empty.")
    shown = named or "The current directory"
    try:
        path = Path(named or ".").expanduser().resolve(strict=True)
    except FileNotFoundError:
        raise click.UsageError(describe_unknown_word(named) if named else f"{shown} no longer exists.") from None
    except (OSError, RuntimeError) as failure:
        raise click.UsageError(f"{shown} cannot be used: {failure}.") from None
    if not path.is_dir():
        raise click.UsageError(f"{shown} is not a directory.")
    if not os.access(path, os.R_OK | os.X_OK):
        raise click.UsageError(f"{shown} is not readable.")
    if not is_valid_unicode(str(path)):
        raise click.UsageError(f"{shown} cannot be used: its path is not UTF-8, which is all that servers understand.")
    return path


def is_valid_unicode(text: str) -> bool:
    """Whether it can be sent: Python keeps bytes of a name that are not UTF-8 as halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def describe_unknown_word(word: str) -> str:
    """What to say about a word that is not a directory: it may be a misspelt command, unless it looks like a path."""
    if os.sep in word or word.startswith(("~", ".")):
        return f"There is no directory {word}."
    if " " in word:
        return f"No directory “{word}”. To send it as a prompt: octui run {shlex.quote(word)}"
    near = find_similar_command(word)
    return f"No command or directory “{word}”." + (f" Did you mean “octui {near}”?" if near else "")


def _get_current_directory() -> Path:
    """Attaching needs no directory on this machine, not even the current one."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()
