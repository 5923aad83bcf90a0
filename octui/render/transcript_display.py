"""What the reader chose to see of a conversation."""

from typing import Final

from octui.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TranscriptDisplay:
    """The same for every block; a change draws the transcript again."""

    has_timestamps: bool = False
    has_generic_output: bool = False
    """Whether tools that octui does not know show the beginning of their output before they are opened."""
    wraps_diffs: bool = True
    stacks_diffs: bool = False
    """Whether old and new lines are never side by side, however much room there is."""
    conceals_markup: bool = True
    """Whether Markdown is drawn; otherwise it is shown as the model wrote it."""


DEFAULT_DISPLAY: Final = TranscriptDisplay()
