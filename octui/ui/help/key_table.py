"""Every command and key as a table of two columns, with what it says searchable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from octui.render.text.cell_width import clip_text, measure_width
from octui.render.text.sanitize import wrap_text
from octui.ui.commands.command import Command
from octui.ui.commands.table import COMMANDS
from octui.ui.key_hints import format_all_keys
from octui.ui.keymap import get_keymap
from octui.ui.keys.context import KeyContext

GAP: Final = 2
WIDEST_KEYS: Final = 30
"""Cells of the column of keys; longer ones wrap in it."""
KEYS_SHARE: Final = 0.4

_TYPED_IN_PROMPT: Final = (
    ("@", "Mention a file or an agent"),
    ("/", "Commands, octui's and the server's"),
    ("!", "Run a shell command on the server, without the agent"),
)


@dataclass(frozen=True, slots=True)
class HelpRow:
    """What is pressed or typed, and what it does."""

    keys: str
    text: str


@dataclass(frozen=True, slots=True)
class HelpSection:
    title: str
    rows: tuple[HelpRow, ...]


def list_help_sections(commands: Sequence[Command] = COMMANDS) -> tuple[HelpSection, ...]:
    """Commands by group, then the other keys by the place where they count."""
    groups: dict[str, list[HelpRow]] = {}
    for command in commands:
        groups.setdefault(command.group, []).append(_describe_command(command))
    sections = [HelpSection(group, tuple(rows)) for group, rows in groups.items()]
    sections.append(HelpSection("Typed in the prompt", tuple(HelpRow(*row) for row in _TYPED_IN_PROMPT)))
    return (*sections, *(list_context_keys(context) for context in get_keymap().entries))


def list_context_keys(context: KeyContext) -> HelpSection:
    """The keys of one place, below its name."""
    rows = (
        HelpRow(", ".join(keys), entry.title)
        for command_id, entry in get_keymap().entries[context].items()
        if entry.title and (keys := format_all_keys(command_id))
    )
    return HelpSection(context.value, tuple(rows))


def filter_help_sections(sections: Sequence[HelpSection], query: str) -> tuple[HelpSection, ...]:
    """The rows in which each word is found, in the row itself or the title above it; no section is left empty."""
    words = query.casefold().split()
    found = (
        HelpSection(
            section.title,
            tuple(
                row
                for row in section.rows
                if all(word in f"{section.title} {row.keys} {row.text}".casefold() for word in words)
            ),
        )
        for section in sections
    )
    return tuple(section for section in found if section.rows)


def layout_help(sections: Sequence[HelpSection], width: int) -> list[Content]:
    """The table as lines of at most `width` cells: what does not fit goes on in its own column."""
    left = min(WIDEST_KEYS, max(8, int(width * KEYS_SHARE)))
    lines: list[Content] = []
    for section in sections:
        if lines:
            lines.append(Content(""))
        lines.append(Content.styled(clip_text(section.title, width), "bold $text-primary"))
        for row in section.rows:
            lines += _layout_help_row(row, left, max(1, width - left - GAP))
    return lines


def _layout_help_row(row: HelpRow, left: int, right: int) -> Iterator[Content]:
    keys = [clip_text(line, left) for line in wrap_text(row.keys, left)]
    text = [clip_text(line, right) for line in wrap_text(row.text, right)]
    for number in range(max(len(keys), len(text))):
        key = keys[number] if number < len(keys) else ""
        gap = " " * (left - measure_width(key) + GAP)
        yield Content.assemble((key, "$text-accent"), gap, text[number] if number < len(text) else "")


def _describe_command(command: Command) -> HelpRow:
    keys = ", ".join(format_all_keys(command.id))
    slash = "/" + command.slash[0] if command.slash else ""
    reached_by = "  ".join(part for part in (keys, slash) if part) or command.id
    return HelpRow(reached_by, f"{command.title}. {command.help}" if command.help else command.title)
