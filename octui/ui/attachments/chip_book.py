"""The chips of a prompt. They exist only in its text, as mentions do.

What is no longer written is no longer attached; what undo brings back is attached again.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Final

from msgspec.structs import replace

from octui.config.chips import FOLDER_TYPE, Chip
from octui.lazy_dataclasses import dataclass
from octui.render.text.sanitize import to_single_line
from octui.ui.messages import Attachment

MAX_NAME_LENGTH: Final = 60
MAX_EDITED_LENGTH: Final = 100_000
"""Characters of a text from elsewhere that are edited as they are: all of it is wrapped again when it comes."""


@dataclass(frozen=True, slots=True)
class PlacedChip:
    """A chip, and where its label stands in the text."""

    chip: Chip
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ExpandedPrompt:
    """A prompt as the server gets it: pasted texts in place of their labels, and positions that fit."""

    text: str
    mentions: tuple[Attachment, ...] = ()
    files: tuple[PlacedChip, ...] = ()


class ChipBook:
    """Every chip that a composer has had, by its label; no two have the same one."""

    def __init__(self) -> None:
        self._chips: dict[str, Chip] = {}

    def find_chips(self, text: str) -> tuple[PlacedChip, ...]:
        """The chips in a text, in order; a label that is there twice counts once."""
        return find_chips(text, self._chips.values())

    def list_chips(self, text: str) -> tuple[Chip, ...]:
        return tuple(placed.chip for placed in self.find_chips(text))

    def find_marks(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each."""
        return [(placed.start, placed.end) for placed in self.find_chips(text)]

    def add_chip(self, chip: Chip, text: str) -> Chip:
        """The chip with a label of its own, which the text does not have yet."""
        base = _describe_kind(chip)
        for number in count(1):
            label = _number_label(base, number)
            known = self._chips.get(label)
            if label not in text and (known is None or _is_same(known, chip)):
                break
        labelled = replace(chip, label=label)
        self._chips[label] = labelled
        return labelled

    def adopt_prompt(self, text: str, chips: Iterable[Chip], *, is_command: bool = False) -> str:
        """Take the chips of a prompt from elsewhere; the text comes back with labels that mean nothing else here.

        What is too long to be edited becomes a chip too, except in a shell command, which cannot have one.
        """
        for placed in reversed(find_chips(text, chips)):
            chip, label = placed.chip, placed.chip.label
            known = self._chips.get(label)
            if known is not None and not _is_same(known, chip):
                label = self.add_chip(chip, text).label
                text = text[: placed.start] + label + text[placed.end :]
            else:
                self._chips[label] = chip
        return text if is_command else self._fold_long_texts(text)

    def _fold_long_texts(self, text: str) -> str:
        """What is longer than can be edited, between the labels, becomes a chip."""
        if len(text) <= MAX_EDITED_LENGTH:
            return text
        pieces: list[str] = []
        taken = 0
        for start, end in (*self.find_marks(text), (len(text), len(text))):
            between = text[taken:start]
            is_long = len(between) > MAX_EDITED_LENGTH
            pieces += [self.add_chip(Chip(text=between), text).label if is_long else between, text[start:end]]
            taken = end
        return "".join(pieces)


def find_chips(text: str, chips: Iterable[Chip]) -> tuple[PlacedChip, ...]:
    """The chips whose labels a text has, in order."""
    if "[" not in text:
        return ()
    found: list[PlacedChip] = []
    for chip in chips:
        start = text.find(chip.label) if chip.label else -1
        if start >= 0:
            found.append(PlacedChip(chip, start, start + len(chip.label)))
    return tuple(sorted(found, key=lambda placed: placed.start))


def expand_prompt(text: str, mentions: Sequence[Attachment], chips: Iterable[Chip]) -> ExpandedPrompt:
    """Put pasted texts in, and shift mentions and files to where they are then."""
    pieces: list[str] = []
    shifts: list[tuple[int, int]] = []
    files: list[PlacedChip] = []
    copied = grown = 0
    for placed in find_chips(text, chips):
        if placed.chip.is_file:
            files.append(PlacedChip(placed.chip, placed.start + grown, placed.end + grown))
            continue
        pieces += (text[copied : placed.start], placed.chip.text)
        copied = placed.end
        grown += len(placed.chip.text) - len(placed.chip.label)
        shifts.append((placed.end, grown))
    shifted = []
    for mention in mentions:
        shift = max((shift for shift in shifts if shift[0] <= mention.start), default=(0, 0))[1]
        shifted.append(_shift_mention(mention, shift))
    return ExpandedPrompt("".join([*pieces, text[copied:]]), tuple(shifted), tuple(files))


def _is_same(one: Chip, other: Chip) -> bool:
    """Whether they stand for the same thing; of a file, one may have the content and the other only the path."""
    is_same_file = bool(one.path) and one.path == other.path and not (one.digest and other.digest)
    return one.text == other.text and one.mime == other.mime and (is_same_file or one.digest == other.digest)


def count_lines(text: str) -> int:
    """Lines with something in them, and what is between."""
    return text.strip().count("\n") + 1


def _shift_mention(mention: Attachment, shift: int) -> Attachment:
    return Attachment(mention.kind, mention.name, mention.start + shift, mention.end + shift, mention.lines)


def _describe_kind(chip: Chip) -> str:
    """What a label says, before it is numbered."""
    if not chip.is_file:
        lines = count_lines(chip.text)
        return f"Pasted {lines} lines" if lines > 1 else f"Pasted {len(chip.text)} characters"
    if chip.is_image:
        return "Image"
    if chip.is_pdf:
        return "PDF"
    name = to_single_line(chip.name).replace("[", "(").replace("]", ")")[:MAX_NAME_LENGTH] or "File"
    return f"{name}/" if chip.mime == FOLDER_TYPE else name


def _number_label(base: str, number: int) -> str:
    if base in ("Image", "PDF"):
        return f"[{base} {number}]"
    return f"[{base}]" if number == 1 else f"[{base} · {number}]"
