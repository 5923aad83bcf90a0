"""Every command and key as a table of two columns, with what it says searchable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from octui.render.text.cell_width import clip_text, measure_width
from octui.render.text.sanitize import wrap_text
from octui.ui.commands.command import Command
from octui.ui.commands.table import COMMANDS
from octui.ui.key_hints import format_all_keys, format_first_key, format_key
from octui.ui.keymap import get_keymap
from octui.ui.keys.context import KeyContext

GAP: Final = 2
MAX_KEYS_WIDTH: Final = 30
"""Cells of the column of keys; longer ones wrap in it."""
KEYS_SHARE: Final = 0.4
KEY_CELLS: Final = 8
"""Cells of most keys, `ctrl+x l`: what is typed begins after them, in one column."""

PALETTE_ID: Final = "command.palette.show"
"""What finds a command that has neither a key nor a slash name."""

_PLACES: Final = {
    KeyContext.COMPOSER: "In the prompt",
    KeyContext.PROMPT_TEXT: "In a text",
    KeyContext.TRANSCRIPT: "In the transcript",
}
"""Where keys that count everywhere may mean something else."""

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
    search_text: str = ""
    """Searched too, but not shown."""


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
    filtered = (
        HelpSection(
            section.title,
            tuple(
                row
                for row in section.rows
                if all(word in f"{section.title} {row.keys} {row.text} {row.search_text}".casefold() for word in words)
            ),
        )
        for section in sections
    )
    return tuple(section for section in filtered if section.rows)


def layout_help(sections: Sequence[HelpSection], width: int) -> list[Content]:
    """The table as lines of at most `width` cells: what does not fit goes on in its own column."""
    left = min(MAX_KEYS_WIDTH, max(8, int(width * KEYS_SHARE)))
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
    palette = f"{format_first_key(PALETTE_ID)} …" if format_first_key(PALETTE_ID) else command.id
    reached_by = f"{keys.ljust(KEY_CELLS)}  {slash}" if keys and slash else keys or slash or palette
    sentences = [command.title, command.help.removesuffix("."), *_list_other_meanings(command)]
    text = ". ".join(sentence for sentence in sentences if sentence)
    return HelpRow(reached_by, f"{text}." if ". " in text else text, search_text=command.id)


def _list_other_meanings(command: Command) -> Iterator[str]:
    """What the keys of a command do instead where text is typed, and in the transcript."""
    keymap = get_keymap()
    titles = {known.id: known.title for known in COMMANDS}
    if command.id not in keymap.entries[KeyContext.APP]:
        return
    for context, place in _PLACES.items():
        for key in keymap.get_keys(command.id):
            other = keymap.find_command_id(context, key)
            meaning = (keymap.entries[context][other].title or titles[other]) if other else ""
            if meaning and meaning.casefold() != command.title.casefold():
                yield f"{place}, {format_key(key)}: {meaning[:1].lower()}{meaning[1:]}"
