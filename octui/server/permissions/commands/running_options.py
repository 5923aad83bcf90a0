"""Options that make a program run another one, or write, though it otherwise only reads."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from octui.server.permissions.commands.program_names import get_program_name
from octui.server.permissions.shell.syntax import ShellWord

_RUNNING_OPTIONS: Final = {
    "git": (
        "-c",
        "-O",
        "-x",
        "--config-env",
        "--open-files-in-pager",
        "--upload-pack",
        "--receive-pack",
        "--exec",
        "--ext-diff",
        "--textconv",
        "foreach",
        "--paginate",
        "-p",
        "--output",
    ),
    "rg": ("--pre", "--hostname-bin"),
    "ag": ("--pager",),
    "ack": ("--pager",),
    "bat": ("--pager",),
    "delta": ("--pager",),
    "sort": ("--compress-program", "-o", "--output"),
    "find": ("-delete", "-fprint", "-fprint0", "-fprintf", "-fls"),
    "tree": ("-o",),
    "cargo": ("--config",),
    "go": ("-exec", "-toolexec", "-vettool"),
    "docker": ("--entrypoint",),
    "curl": ("-K", "--config"),
    "wget": ("--use-askpass", "-e", "--execute"),
    "npm": ("--script-shell", "--node-options"),
    "pytest": ("-p", "-c", "--rootdir", "--confcutdir"),
}
"""By program; values may follow at once."""

_GIT_OPTIONS_WITH_FOLDERS: Final = frozenset({"-C", "--git-dir", "--work-tree", "--namespace"})
_GIT_OPTIONS_WITH_COMMANDS: Final = ("--open-files-in-pager", "--upload-pack", "--receive-pack", "--exec=", "--extcmd")


def has_running_option(words: Sequence[ShellWord]) -> bool:
    """Whether an option makes the program run another one."""
    options = _RUNNING_OPTIONS.get(get_program_name(words[0]), ())
    for word in words[1:]:
        for option in options:
            short = len(option) == 2 and option.startswith("-")
            text = word.unquoted
            if text == option or text.startswith(option if short else f"{option}="):
                return True
            if option.startswith("--") and len(text) > 3 and option.startswith(text.partition("=")[0]):
                return True
    return False


def has_command_option(words: Sequence[ShellWord]) -> bool:
    """Whether an option surely names a command to run, not only in some of the places where it may stand."""
    name = get_program_name(words[0])
    if name == "sort":
        return any(word.unquoted.startswith("--c") for word in words[1:])
    if name != "git":
        return name in ("rg", "ag", "ack", "bat", "delta", "go", "npm") and has_running_option(words)
    for before, word in pairwise(words):
        if word.unquoted[:1] != "-" and before.unquoted not in _GIT_OPTIONS_WITH_FOLDERS:
            break
        if word.unquoted.startswith(("-c", "--config-env", "--exec-path=")):
            return True
    return any(word.unquoted.startswith(_GIT_OPTIONS_WITH_COMMANDS) for word in words[1:])
