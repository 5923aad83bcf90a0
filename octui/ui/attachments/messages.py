"""What a composer asks for when something is pasted into it."""

from collections.abc import Sequence
from typing import Protocol

from textual.message import Message

from octui.config.chips import Chip
from octui.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PastePlace:
    """Where something was pasted: found again by the text before it, whatever was typed after it since."""

    before: str
    inserted: str = ""
    """What stands there until it is known what was pasted."""

    def find_range(self, text: str) -> tuple[int, int] | None:
        """Start and end of it in the text as it is now; None when that was changed."""
        start = len(self.before)
        if text.startswith(self.before) and text.startswith(self.inserted, start):
            return start, start + len(self.inserted)
        if self.inserted and text.count(self.inserted) == 1:
            start = text.index(self.inserted)
            return start, start + len(self.inserted)
        return None


class PasteTarget(Protocol):
    """The composer a paste is for."""

    def settle_paste(self, place: PastePlace, pieces: Sequence[Chip | str] | None, notice: str = "") -> None:
        """Put chips and texts there; None for a paste that is just the text it is."""


@dataclass
class PathsPasted(Message):
    """A paste may be the paths of files: look, and settle it."""

    target: PasteTarget
    place: PastePlace


@dataclass
class ClipboardWanted(Message):
    """The paste key was pressed, or the terminal pasted nothing because the clipboard has a picture."""

    target: PasteTarget
    place: PastePlace
