"""Slash commands in a prompt: the name being typed, the commands that match it, and what they run."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, Literal

from octui.lazy_dataclasses import dataclass
from octui.store.state import State
from octui.ui.commands.table import COMMANDS
from octui.ui.key_hints import SEPARATOR
from octui.ui.pickers.fuzzy_match import FuzzyPattern, fold_case
from octui.wire.catalog import Command

if TYPE_CHECKING:
    # Names for the type checker: forty protocols that nothing asks for at run time.
    from octui.ui.actions.command_actions import CommandActions

MAX_SUGGESTIONS: Final = 3

_UNKNOWN: Final = re.compile(r"/([^\s/]+)(?:\s|$)")
"""A name and nothing else, or arguments after a space: a path goes on with a slash."""


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A slash command: one of octui's, by its `id`, or one of the server's."""

    name: str
    description: str = ""
    aliases: tuple[str, ...] = ()
    source: Literal["local", "server"] = "local"
    id: str = ""
    obstacle: str = ""
    """Why it cannot run at the moment; empty if it can."""


def find_typed_command(text: str, cursor: int) -> str | None:
    """The command name typed so far; None when there is no name, or more than a name."""
    if not text.startswith("/") or cursor < 1 or any(char.isspace() for char in text):
        return None
    return text[1:cursor]


def split_command(text: str) -> tuple[str, str] | None:
    """`/name arguments`, newlines allowed in the arguments; None when it is not a command."""
    if not text.startswith("/"):
        return None
    head, *rest = text[1:].split(maxsplit=1) or [""]
    if not head or text[1].isspace():
        return None
    return head, rest[0].rstrip() if rest else ""


def find_command_entry(entries: Iterable[CommandEntry], name: str) -> CommandEntry | None:
    """The entry with this name; a name wins over another's alias."""
    known = list(entries)
    return next((entry for entry in known if entry.name == name), None) or next(
        (entry for entry in known if name in entry.aliases), None
    )


def find_exit_entry(entries: Iterable[CommandEntry], text: str) -> CommandEntry | None:
    """The command that leaves octui, for a text that means only that."""
    # Imported with the first prompt: the first screen should not wait for it.
    from octui.config.exit_words import is_exit_word

    return find_command_entry(entries, "exit") if is_exit_word(text) else None


def describe_unknown_command(entries: Iterable[CommandEntry], text: str, *, has_all: bool = True) -> str:
    """The warning before text that only looks like a command is sent as a prompt; `""` for other text.

    `has_all` is whether the server's commands are known, so that there are no others.
    """
    if not (command := _UNKNOWN.match(text)):
        return ""
    if any(command[1] in known.slash for known in COMMANDS):
        return f"/{command[1]} is not available here."
    if not has_all:
        return f"The server has not listed its commands yet, and /{command[1]} may be one of them."
    # Imported when a name is unknown: the first screen should not wait for it.
    from difflib import get_close_matches

    names = [name for entry in entries for name in (entry.name, *entry.aliases)]
    typed = command[1]
    near = get_close_matches(typed.lower(), names, n=MAX_SUGGESTIONS)
    near += [name for name in names if name not in near and len(typed) > 1 and name.startswith(typed.lower())]
    suggestion = " or ".join(f"/{name}" for name in near[:MAX_SUGGESTIONS])
    return f"There is no command /{typed}." + (f" Did you mean {suggestion}?" if suggestion else "")


def rank_commands(entries: Sequence[CommandEntry], typed: str) -> tuple[CommandEntry, ...]:
    """The commands that match the typed letters, the best match first; without letters all of them, by name."""
    if not typed:
        return tuple(sorted(entries, key=lambda entry: entry.name))
    pattern = FuzzyPattern(typed)
    ranked: list[tuple[float, str, int]] = []
    for number, entry in enumerate(entries):
        scores = [pattern.score_title(fold_case(name)) for name in (entry.name, *entry.aliases)]
        score = max((one for one in scores if one is not None), default=None)
        if score is None and len(typed) > 2 and typed.lower() in fold_case(entry.description):
            score = 0.0
        if score is not None:
            ranked.append((-score, entry.name, number))
    return tuple(entries[number] for _, _, number in sorted(ranked))


def describe_server_command(command: Command) -> str:
    """What it does and, unless it is one of the project's commands, what it is."""
    kind = {"skill": "skill", "mcp": "MCP prompt"}.get(command.source or "", "")
    return SEPARATOR.join(fact for fact in (kind, command.description or "") if fact)


def list_command_entries(state: State, actions: "CommandActions") -> Sequence[CommandEntry]:
    """octui's own slash names, and the server's commands, skills and MCP prompts."""
    local = [
        CommandEntry(
            name=command.slash[0],
            aliases=command.slash[1:],
            description=command.title,
            source="local",
            id=command.id,
            obstacle=command.find_obstacle(actions),
        )
        for command in COMMANDS
        if command.slash and command.is_enabled(actions)
    ]
    taken = {entry.name for entry in local}
    server = [
        CommandEntry(name=command.name, description=describe_server_command(command), source="server")
        for command in state.commands
        if command.name not in taken
    ]
    return [*local, *server]
