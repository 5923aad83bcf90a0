"""The permission request for a shell command: its patterns, and what "always" would remember."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from octui.server.permissions.path_scope import find_outside_path
from octui.server.permissions.shell_parser import parse_commands
from octui.server.permissions.shell_syntax import ShellWord, SimpleCommand, UnparsableScript

SUBCOMMANDS: Final = {
    **dict.fromkeys(("npm run", "pnpm run", "bun run", "yarn run", "docker compose", "git stash", "git remote"), 3),
    **dict.fromkeys(("git", "npm", "pnpm", "yarn", "bun", "cargo", "go", "docker", "podman", "kubectl", "pip"), 2),
    **dict.fromkeys(("uv", "poetry", "make", "brew", "apt", "systemctl", "gh", "aws", "gcloud", "terraform"), 2),
}
"""How many leading words identify what a command does, where the first alone does not."""

COMMAND_RUNNERS: Final = frozenset(
    {"sh", "bash", "zsh", "fish", "dash", "ksh", "sudo", "doas", "su", "env", "eval", "exec", "source", ".", "command"}
    | {"builtin", "xargs", "nohup", "nice", "timeout", "watch", "time", "parallel", "ssh", "trap", "setsid", "script"}
    | {"python", "python3", "node", "ruby", "perl", "php", "awk", "gawk", "find", "deno", "npx", "uvx", "bunx"}
    | {"mawk", "sed", "tar", "read", "printf", "test", "[", "let", "declare", "typeset", "export", "local", "readonly"}
    | {"alias", "bind", "mapfile", "readarray", "complete", "enable", "unset", "vim", "vi", "ex", "ed", "less", "more"}
    | {"man", "stdbuf", "ionice", "chroot", "unshare", "flock", "busybox", "strace", "gdb", "rsync", "zip", "split"}
    | {"make", "gmake", "ninja", "just", "tsx", "ts-node", "lua", "osascript", "pwsh", "tclsh", "expect", "socat", "nc"}
)
"""Programs that run other commands: remembering their name would allow everything."""

SCRIPT_BUILTINS: Final = frozenset({"eval", "source", ".", "alias", "trap"})
"""Builtins that read more of the script from their arguments or from a file."""

COMMANDS_WITHOUT_PATHS: Final = frozenset({"echo", "printf", "true", "false", ":", "test", "["})
"""Commands whose arguments are not files they open."""

_SETTING: Final = re.compile(r"[\w-]+=")


@dataclass(frozen=True, slots=True)
class CommandRequest:
    """`patterns` need permission; `uncertain` are those whose text does not show everything they do.

    `unquoted` are the commands without quotes, so that a deny rule recognizes them too.
    """

    patterns: tuple[str, ...]
    always: tuple[str, ...] = ()
    uncertain: frozenset[str] = frozenset()
    unreadable: bool = False
    """Whether the script may run commands that are not among the patterns."""
    unquoted: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    """Paths named by the command that lie outside the allowed directories."""


def describe_command(script: str, directory: Path, allowed: tuple[Path, ...]) -> CommandRequest:
    """The request to make before running a script; a script that cannot be parsed becomes one pattern."""
    try:
        commands = parse_commands(script)
    except UnparsableScript:
        pattern = script.strip()
        outside = _find_outside_paths(pattern.split(), directory, allowed)
        return CommandRequest(patterns=(pattern,), uncertain=frozenset({pattern}), unreadable=True, paths=outside)
    patterns = dict.fromkeys(command.text for command in commands)
    uncertain = frozenset(command.text for command in commands if command.uncertain)
    always = dict.fromkeys(pattern for command in commands if (pattern := _always_pattern(command)))
    paths = dict.fromkeys(path for command in commands for path in _outside_paths_of(command, directory, allowed))
    return CommandRequest(
        patterns=tuple(patterns) or (script.strip(),),
        always=tuple(always) if not uncertain else (),
        uncertain=uncertain,
        unreadable=any(_hides_commands(command) for command in commands),
        unquoted=tuple(dict.fromkeys(" ".join(word.unquoted for word in command.words) for command in commands)),
        paths=tuple(paths),
    )


def _hides_commands(command: SimpleCommand) -> bool:
    """Whether it runs text that the shell makes first: a name from a variable, or arguments read as a script."""
    if not command.words:
        return False
    name = command.words[0]
    return not name.literal or name.unquoted in SCRIPT_BUILTINS


def _always_pattern(command: SimpleCommand) -> str:
    """The pattern "always" would remember for this command; "" when no pattern means just this kind of command."""
    if command.uncertain or command.assignments or not command.words:
        return _exact_pattern(command.text)
    names = [word.raw for word in command.words]
    if names[0].rpartition("/")[2] in COMMAND_RUNNERS:
        return _exact_pattern(command.text)
    count = next((number for lead, number in SUBCOMMANDS.items() if _starts_with_words(lead, names)), 1)
    leading_words = names[:count]
    if any(not _is_plain_word(word) for word in command.words[:count]) or len(leading_words) < count:
        return _exact_pattern(command.text)
    return " ".join(leading_words) + " *"


def _starts_with_words(lead: str, names: list[str]) -> bool:
    words = lead.split()
    return names[: len(words)] == words


def _is_plain_word(word: ShellWord) -> bool:
    return word.literal and not word.quoted and not word.raw.startswith("-")


def _exact_pattern(text: str) -> str:
    """A pattern that matches only this text; "" when a character in it is a wildcard."""
    return "" if "*" in text or "?" in text else text


def _outside_paths_of(command: SimpleCommand, directory: Path, allowed: tuple[Path, ...]) -> list[str]:
    words = [target.unquoted for target in command.redirect_targets]
    arguments = command.words[1:]
    if not command.words or command.words[0].unquoted not in COMMANDS_WITHOUT_PATHS:
        words += [word.unquoted for word in arguments if word.raw[:1] != "-" or "=" in word.raw]
    return list(_find_outside_paths(words, directory, allowed))


def _find_outside_paths(words: list[str], directory: Path, allowed: tuple[Path, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for text in words:
        path = text.partition("=")[2] if _SETTING.match(text) else text
        if (outside := find_outside_path(_expand_home_variables(path), directory, allowed)) is not None:
            found.append(outside)
    return tuple(found)


def _expand_home_variables(text: str) -> str:
    home = str(Path.home())
    for spelling in ("~", "$HOME", "${HOME}"):
        if text == spelling or text.startswith(f"{spelling}/"):
            return home + text.removeprefix(spelling)
    return text
