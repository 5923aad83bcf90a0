"""Paths outside of the allowed directories that a command uses, or may use."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from octui.server.permissions.commands.interpreters import is_interpreter
from octui.server.permissions.path_scope import find_outside_path
from octui.server.permissions.shell.syntax import ShellWord, SimpleCommand

COMMANDS_WITHOUT_PATHS: Final = frozenset(
    {"echo", "printf", "true", "false", ":", "test", "[", "export", "local", "kill", "sleep", "exit"}
    | {"return", "shift", "seq", "expr", "wait", "read", "unset", "type", "which", "date", "readonly", "declare"}
)
"""Commands whose arguments are not files they open."""

CHANGING_DIRECTORY: Final = frozenset({"cd", "pushd"})
MAX_ALTERNATIVES: Final = 64
_SETTING: Final = re.compile(r"--?[\w-]+=|[\w-]+=")
_JOINED_OPTION: Final = re.compile(r"-[A-Za-z](?=[~/.$])")
_FILE_URL: Final = re.compile(r"file:(?://[^/]*)?(?=/)")
_MARKED_FILE: Final = re.compile(r"[@<](?=[~/.$\w])")
"""Before the name of a file whose content is meant, as curl has it."""

_MOUNT: Final = re.compile(r"([~/.$][^:]*):(?:/|$)")
"""A folder and the place in a container where it is to be seen."""

_LISTED: Final = re.compile(r",\w+=([~/.$][^,]*)")
"""What stands in a list of settings, after its first."""

_VARIABLE: Final = re.compile(r"\$(?:\{(\w+)\}|(\w+)|(\{)|(\()|([@*#?$!-]))|`")
_SUBSTITUTION: Final = re.compile(r"\$\(.*\)|`.*`", re.DOTALL)
_BRACES: Final = re.compile(r"\{([^{}]*,[^{}]*)\}")
_ASSIGNMENT: Final = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_QUOTED_PATH: Final = re.compile(r"[\"'`]((?:~?/|\.\./)[^\"'`\s$]+)")
"""A path in a program of another language."""

_PROGRAM_FOLDERS: Final = ("/bin/", "/sbin/", "/usr/", "/opt/", "/nix/", "/snap/", "/Applications/", "/Library/")
_PRINTS_DIRECTORY: Final = re.compile(r"\$\((?:pwd|git rev-parse --show-toplevel)\)|`pwd`")


@dataclass
class CommandPaths:
    """Follows a script's assignments and changes of directory from one command to the next."""

    directory: Path
    allowed: tuple[Path, ...]
    _variables: dict[str, str | None] = field(default_factory=dict)

    def note_loop(self, name: str, words: Iterable[ShellWord]) -> None:
        """What a loop sets its variable to: the word that leads farthest, as far as that is known."""
        values = [(word.raw, self._find_word_places(word)) for word in words]
        outside = next((raw for raw, places in values if places), None)
        self._variables[name] = (outside or values[0][0]) if values and "$" not in (outside or "") else None

    def list_in_text(self, text: str) -> tuple[str, ...]:
        """What words of a text that is not a script would mean."""
        return tuple(dict.fromkeys(place for word in text.split() for place in self._find_places(word)))

    def list_in_commands(self, commands: Iterable[SimpleCommand]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for command in commands:
            for assignment in command.assignments:
                self._note_assignment(assignment)
                found |= dict.fromkeys(self._find_search_places(assignment))
            for place in self._find_command_places(command):
                found[place] = None
        return tuple(found)

    def _find_search_places(self, assignment: str) -> list[str]:
        """The folders where `cd` looks for one of a name."""
        name, _, value = assignment.partition("=")
        folders = value.strip("'\"").split(":") if name.rstrip("+") == "CDPATH" else []
        return [place for folder in folders for place in self._find_places(folder)]

    def _find_command_places(self, command: SimpleCommand) -> list[str]:
        places = [place for target in command.redirect_targets for place in self._find_word_places(target)]
        if not command.words:
            return places
        name, arguments = command.words[0].unquoted, command.words[1:]
        if name in CHANGING_DIRECTORY:
            given = [word for word in arguments if word.unquoted[:1] != "-" or word.unquoted == "-"]
            if not given and name == "cd":
                places += self._find_places("~")
            elif any(word.unquoted == "-" for word in given):
                places += self._find_places("$OLDPWD")
        if "/" in name:
            places += [place for place in self._find_word_places(command.words[0]) if not _has_programs(place)]
        if is_interpreter(command.words[0]):
            places += [place for path in _QUOTED_PATH.findall(command.text) for place in self._find_places(path)]
        if name not in COMMANDS_WITHOUT_PATHS:
            places += [place for word in arguments for place in self._find_word_places(word)]
        return places

    def _find_word_places(self, word: ShellWord) -> list[str]:
        single = word.raw[:1] == "'" and word.raw.count("'") == 2 and word.raw[-1] == "'"
        return self._find_places(word.unquoted, expands=not single)

    def _find_places(self, text: str, *, expands: bool = True) -> list[str]:
        places: list[str] = []
        for spelled in _expand_braces(text) if expands else [text]:
            for path in _list_path_parts(spelled):
                resolved = self._expand_path(path) if expands else path
                if resolved is None:
                    places.append(path)
                elif (outside := find_outside_path(resolved, self.directory, self.allowed)) is not None:
                    places.append(outside)
        return places

    def _expand_path(self, path: str) -> str | None:
        """The path without variables; None when it cannot be known, and may lead anywhere."""
        path = _PRINTS_DIRECTORY.sub(str(self.directory), path)
        unknown_at: int | None = None

        def replace_variable(found: re.Match[str]) -> str:
            nonlocal unknown_at
            value = self._look_up(found[1] or found[2] or "")
            if value is None:
                unknown_at = found.start() if unknown_at is None else unknown_at
                return "*"
            return value

        expanded = _VARIABLE.sub(replace_variable, path)
        if unknown_at is not None:
            after = path[unknown_at:]
            leads_anywhere = unknown_at == 0 and _looks_like_path(path)
            return None if leads_anywhere or "/.." in after else expanded
        return os.path.expanduser(expanded)  # noqa: PTH111

    def _look_up(self, name: str) -> str | None:
        if name in self._variables:
            return self._variables[name]
        if name == "PWD":
            return str(self.directory)
        if name.isdigit() or not name:
            return None
        return os.environ.get(name) if name != "OLDPWD" else None

    def _note_assignment(self, assignment: str) -> None:
        found = _ASSIGNMENT.fullmatch(assignment)
        if found is not None:
            value = found[2]
            quoted = value[1:-1] if value[:1] == value[-1:] and value[:1] in ("'", '"') and len(value) > 1 else value
            self._variables[found[1]] = None if value[:1] == "(" else self._expand_path(quoted)


def _has_programs(folder: str) -> bool:
    """Whether programs are installed in a folder, so that starting one of them opens nothing of the user's."""
    return f"{folder}/".startswith(_PROGRAM_FOLDERS) or folder in os.environ.get("PATH", "").split(os.pathsep)


def _looks_like_path(text: str) -> bool:
    """Whether a word that begins with something unknown is more likely a path than a text."""
    if text.startswith("$(cat <<"):
        return False
    return re.search(r"\s", _SUBSTITUTION.sub("", text)) is None


def _list_path_parts(text: str) -> list[str]:
    """The paths that a word may hold: itself, what stands after `=`, and what is joined to an option."""
    if setting := _SETTING.match(text):
        text = text[setting.end() :]
    elif joined := _JOINED_OPTION.match(text):
        text = text[joined.end() :]
    elif text[:1] == "-":
        return []
    if marked := _FILE_URL.match(text) or _MARKED_FILE.match(text):
        return [text, text[marked.end() :]]
    listed = _LISTED.findall(text)
    mounted = _MOUNT.match(text)
    return [mounted[1] if mounted else text, *listed]


def _expand_braces(text: str) -> list[str]:
    """The words that brace expansion makes of one; at most so many that it stays cheap."""
    pending, done = [text], list[str]()
    while pending and len(done) + len(pending) < MAX_ALTERNATIVES:
        current = pending.pop()
        found = _BRACES.search(current)
        if found is None or "$" in current[max(0, found.start() - 1) : found.start()]:
            done.append(current)
            continue
        pending += [current[: found.start()] + choice + current[found.end() :] for choice in found[1].split(",")]
    return done + pending
