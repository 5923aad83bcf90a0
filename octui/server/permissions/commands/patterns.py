"""The permission request for a shell command: its patterns, and what "always" would remember."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from octui.server.permissions.commands.command_variables import is_command_variable
from octui.server.permissions.commands.given_commands import (
    has_unseen_command,
    is_given_command,
    list_named_commands,
    list_named_words,
)
from octui.server.permissions.commands.interpreters import find_program_file, has_inline_program
from octui.server.permissions.commands.paths import CommandPaths
from octui.server.permissions.commands.prefixes import build_always_pattern
from octui.server.permissions.commands.program_names import COMMAND_RUNNERS, get_program_name
from octui.server.permissions.commands.runners import (
    HiddenCommand,
    InnerCommand,
    is_transparent_wrapper,
    list_inner_commands,
)
from octui.server.permissions.commands.running_options import has_command_option, has_running_option
from octui.server.permissions.commands.script_files import (
    has_stable_files,
    read_script_file,
    read_started_script,
)
from octui.server.permissions.pattern_doubts import ANY_COMMAND, NO_DOUBTS, PatternDoubts
from octui.server.permissions.shell.evaluation import has_evaluated_arguments
from octui.server.permissions.shell.parser import parse_script
from octui.server.permissions.shell.syntax import ShellWord, SimpleCommand, UnparsableScript

MAX_WRAPPERS: Final = 8
"""So many programs may run one another in one command."""


_IN_GIT_DIR: Final = re.compile(r"(?:\A|/)\.git/|(?:\A|/)\.git(?:config|modules|attributes)\Z")
_PATTERN_MARKS: Final = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class CommandRequest:
    """`patterns` need permission, `paths` are directories outside of the allowed ones that are used."""

    patterns: tuple[str, ...]
    always: tuple[str, ...] = ()
    doubts: PatternDoubts = NO_DOUBTS
    paths: tuple[str, ...] = ()

    @property
    def unreadable(self) -> bool:
        """Whether the script may run commands that are not among the patterns."""
        return ANY_COMMAND in self.doubts.open_starts


def describe_command(script: str, directory: Path, allowed: tuple[Path, ...]) -> CommandRequest:
    """The request to make before running a script; a script that cannot be parsed becomes one pattern."""
    paths = CommandPaths(directory, allowed)
    collected = _Collected(paths)
    try:
        commands = collected.add_script(script, MAX_WRAPPERS)
    except UnparsableScript:
        pattern = script.strip()
        doubts = PatternDoubts(uncertain=frozenset({pattern}), open_starts=frozenset({ANY_COMMAND}))
        return CommandRequest((pattern,), doubts=doubts, paths=paths.list_in_text(pattern))
    doubts = PatternDoubts(
        uncertain=frozenset(collected.uncertain),
        spellings=tuple(collected.spellings),
        open_starts=frozenset(collected.open_starts),
        other_names=frozenset(collected.other_names),
        unread_programs=frozenset(collected.unread_programs),
        wrappers=frozenset(collected.wrappers),
    )
    return CommandRequest(
        patterns=tuple(collected.patterns) or (script.strip(),),
        always=tuple(collected.always) if not collected.uncertain else (),
        doubts=doubts,
        paths=paths.list_in_commands(commands),
    )


@dataclass(slots=True)
class _Collected:
    paths: CommandPaths
    reads_files: bool = True
    """Whether a script in a file is still the same when it runs."""
    patterns: dict[str, None] = field(default_factory=dict)
    always: dict[str, None] = field(default_factory=dict)
    uncertain: set[str] = field(default_factory=set)
    spellings: dict[tuple[str, str], None] = field(default_factory=dict)
    open_starts: set[str] = field(default_factory=set)
    other_names: set[str] = field(default_factory=set)
    unread_programs: set[str] = field(default_factory=set)
    wrappers: set[str] = field(default_factory=set)

    def add_script(self, script: str, wrappers_left: int, runner: str | None = None) -> list[SimpleCommand]:
        """All commands of a script and what they run; `runner` is the command that runs them all.

        Raises UnparsableScript.
        """
        parsed = parse_script(script)
        self.reads_files = self.reads_files and has_stable_files(parsed.commands)
        if parsed.evaluates_text:
            self.open_starts.add(ANY_COMMAND)
        for name, words in parsed.loops:
            self.paths.note_loop(name, words)
        every: list[SimpleCommand] = []
        for started in (
            *_list_starts_of_named_files(parsed.commands),
            *_list_uses_of_changed_settings(parsed.commands),
        ):
            self.unread_programs.add(started.text if runner is None else runner)
        for command in parsed.commands:
            every += self._add_command(command, wrappers_left, runner)
        if parsed.evaluates_text and runner is None:
            # What its commands do is decided by more than their own text: only a rule for the whole counts.
            self.patterns[script.strip()] = None
            self.uncertain.add(script.strip())
        return every

    def _add_command(self, command: SimpleCommand, wrappers_left: int, runner: str | None) -> list[SimpleCommand]:
        """What a runner runs is a part of it: allowed with it, or by rules that allow both."""
        asked = command.text if runner is None else runner
        if command.uncertain or (command.words and has_running_option(command.words)):
            command = replace(command, uncertain=True)
            self.uncertain.add(asked)
        if runner is None:
            self.patterns[command.text] = None
            if always := build_always_pattern(command):
                self.always[always] = None
        else:
            self.spellings[asked, command.text] = None
        if any(is_command_variable(assignment) for assignment in command.assignments):
            self.open_starts.add(ANY_COMMAND)
        if not command.words:
            return [command]
        self.other_names.update(list_named_commands(command.words))
        named = list_named_words(command.words)
        if has_unseen_command(command.words) or any(has_inline_program(words) for words in (command.words, *named)):
            self.unread_programs.add(asked)
        self._look_into_started_script(command.words, wrappers_left, asked)
        self.spellings[asked, _join_words(command.words)] = None
        self.other_names.add(_spell_with_bare_name(command.words))
        if (
            has_evaluated_arguments(command.words)
            or has_command_option(command.words)
            or is_given_command(command.words)
        ):
            self.open_starts.add(ANY_COMMAND)
        start = _find_open_start(command.words)
        if start is not None:
            self.open_starts.add(start)
        has_more = bool(command.uncertain or command.assignments or command.redirect_targets)
        if not has_more and is_transparent_wrapper(command.words):
            self.wrappers.update((command.text, _join_words(command.words), start or command.text))
        return [command, *self._add_inner_commands(command, wrappers_left, asked)]

    def _add_inner_commands(self, command: SimpleCommand, wrappers_left: int, asked: str) -> list[SimpleCommand]:
        found: list[SimpleCommand] = []
        try:
            inner_commands = list_inner_commands(command.words)
            if inner_commands and not wrappers_left:
                raise HiddenCommand(command.text)
            for inner in inner_commands:
                if (script := self._find_inner_script(inner)) is not None:
                    found += self.add_script(script, wrappers_left - 1, asked)
                    continue
                text = " ".join(word.raw for word in inner.words)
                inside = SimpleCommand(text, inner.words, uncertain=not inner.words[0].literal)
                found += self._add_command(inside, wrappers_left - 1, asked)
                if inner.adds_arguments and get_program_name(inner.words[0]) in COMMAND_RUNNERS:
                    raise HiddenCommand(text)
                if inner.adds_arguments:
                    self.open_starts.add(_join_words(inner.words))
        except (HiddenCommand, UnparsableScript):
            self.open_starts.add(ANY_COMMAND)
        return found

    def _look_into_started_script(self, words: Sequence[ShellWord], wrappers_left: int, asked: str) -> None:
        """Rules for the name of a script allow what is in it; others may forbid that."""
        name = words[0].unquoted
        if "/" not in name or not words[0].literal:
            return
        try:
            script = read_started_script(name, self.paths.directory, self.paths.allowed)
            if script is None:
                return
            if not wrappers_left or not self.reads_files:
                raise HiddenCommand(name)
            inside = _Collected(CommandPaths(self.paths.directory, self.paths.allowed))
            inside.add_script(script, wrappers_left - 1)
        except (HiddenCommand, UnparsableScript):
            self.unread_programs.add(asked)
            return
        self.other_names |= {*inside.patterns, *inside.other_names, *(spelling for _, spelling in inside.spellings)}
        if inside.unread_programs or inside.open_starts:
            self.unread_programs.add(asked)

    def _find_inner_script(self, inner: InnerCommand) -> str | None:
        if inner.script_file is None:
            return inner.script
        self.other_names |= {_join_words(inner.words), _spell_with_bare_name(inner.words)}
        if not self.reads_files:
            raise HiddenCommand(inner.script_file)
        return read_script_file(inner.script_file, self.paths.directory, self.paths.allowed)


def _list_starts_of_named_files(commands: Sequence[SimpleCommand]) -> list[SimpleCommand]:
    """The commands that start a program whose file another command names, as one that writes it does."""
    started = [find_program_file(command.words).rpartition("/")[2] if command.words else "" for command in commands]
    named_by: dict[str, set[str]] = {}
    for command, program in zip(commands, started, strict=True):
        for word in (*command.words, *command.redirect_targets):
            named_by.setdefault(_get_file_name(word), set()).add(program)
    return [
        command
        for command, program in zip(commands, started, strict=True)
        if program and not named_by.get(program, set()) <= {program}
    ]


def _list_uses_of_changed_settings(commands: Sequence[SimpleCommand]) -> list[SimpleCommand]:
    """The calls of git in a script that also changes what git itself keeps in a repository: settings and hooks."""
    targets = [target.unquoted for command in commands for target in command.redirect_targets]
    words = [word.unquoted for command in commands for word in command.words if not _is_git(command)]
    if not any(_IN_GIT_DIR.search(text) for text in (*targets, *words)):
        return []
    return [command for command in commands if _is_git(command)]


def _is_git(command: SimpleCommand) -> bool:
    return bool(command.words) and get_program_name(command.words[0]) == "git"


def _get_file_name(word: ShellWord) -> str:
    return word.unquoted.rpartition("/")[2]


def _spell_with_bare_name(words: Sequence[ShellWord]) -> str:
    """The command without its quotes, and its program without a folder."""
    name = words[0].unquoted
    return name.rpartition("/")[2] + _join_words(words)[len(name) :]


def _find_open_start(words: Sequence[ShellWord]) -> str | None:
    """What is certain of a command's beginning; None when all of it is."""
    if not words[0].quoted and not _PATTERN_MARKS.isdisjoint(words[0].raw) and words[0].raw not in ("[", "[["):
        # The names of files decide which program this is.
        return ANY_COMMAND
    for place, word in enumerate(words):
        if not word.literal:
            return _join_words(words[:place]) + " " if place else ANY_COMMAND
    return None


def _join_words(words: Sequence[ShellWord]) -> str:
    return " ".join(word.unquoted for word in words)
