"""What is searched for, and the text of a block it is searched in."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from octui.render.blocks import (
    Block,
    ErrorBlock,
    NoteBlock,
    ProseBlock,
    ReasoningBlock,
    SubtaskBlock,
    ToolBlock,
    UserBlock,
)
from octui.render.text.attachment_label import label_attachment
from octui.render.tools.file_changes import CHANGE_ARGUMENTS, extract_patch

CHUNK: Final = 65_536
"""Characters searched in one call: the search never keeps other threads waiting for longer."""
MAX_MATCH_LENGTH: Final = 1_000
MAX_IN_BLOCK: Final = 2_000
_MARKS: Final = "*`"
_ESCAPES: Final = re.compile(r"\x1b\[[0-9;:?]*[ -/]*[@-~]")


class FoundPlace(NamedTuple):
    """One match: its message, the block in it, and how many matches of that block come before it."""

    item: str
    block: str
    number: int


class SearchedBlock(NamedTuple):
    """A block and the item it is in; immutable, so that a thread can search it."""

    item: str
    block: Block


def parse_query(query: str) -> re.Pattern[str] | None:
    """The words as they are, with any spaces between them; case counts once there is a capital. None for no words."""
    words = query.split()
    if not words:
        return None
    flags = 0 if any(character.isupper() for character in query) else re.IGNORECASE
    return re.compile(r"\s+".join(map(re.escape, words)), flags)


def get_searched_text(block: Block, query: str) -> str:
    """What a reader may look for in a block; without the marks of Markdown, unless one is looked for."""
    match block:
        case UserBlock():
            return "\n".join((block.text, *map(label_attachment, block.files)))
        case ProseBlock() | ReasoningBlock():
            return block.text if any(mark in query for mark in _MARKS) else _remove_marks(block.text)
        case ToolBlock(part=part):
            state, patch = part.state, extract_patch(block)
            # A patch is what is drawn: it has lines around a change too, and the change itself must not count twice.
            superseded = CHANGE_ARGUMENTS if patch else ()
            arguments = {name: value for name, value in state.input.items() if name not in superseded}
            text = "\n".join((part.tool, *_iter_strings(arguments), patch, state.output, state.error))
            return _ESCAPES.sub("", text) if "\x1b" in text else text
        case ErrorBlock():
            return block.failure.message
        case SubtaskBlock():
            return f"{block.description}\n{block.prompt}"
        case NoteBlock():
            return block.text
        case _:
            return ""


def _remove_marks(text: str) -> str:
    for mark in _MARKS:
        text = text.replace(mark, "")
    return text


def list_places(blocks: Iterable[SearchedBlock], query: str, pattern: re.Pattern[str]) -> list[FoundPlace]:
    """All matches, in the order of the blocks. Made for a thread: the text of one block is held at a time."""
    return [
        FoundPlace(item, block.key, number)
        for item, block in blocks
        for number in range(count_matches(get_searched_text(block, query), pattern))
    ]


def count_matches(text: str, pattern: re.Pattern[str]) -> int:
    return sum(1 for _ in iter_matches(text, pattern))


def iter_matches(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the matches begin and end, a piece of a long text at a time."""
    start = count = 0
    for border in range(CHUNK, len(text) + CHUNK, CHUNK):
        while start < border and (found := pattern.search(text, start, border + MAX_MATCH_LENGTH)):
            if found.start() >= border:
                break
            yield found.span()
            count += 1
            if count >= MAX_IN_BLOCK:
                return
            start = max(found.end(), start + 1)
        start = max(start, border)


def _iter_strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for member in value.values():
                yield from _iter_strings(member)
        case Sequence():
            for member in value:
                yield from _iter_strings(member)
        case _:
            return
