"""How a block is drawn: width, colours, key hints, and whether it is expanded."""

from octui.lazy_dataclasses import dataclass
from octui.render.key_hints import NO_HINTS, KeyHints
from octui.render.output.command_output import OutputReplays
from octui.render.theme.palette import Palette
from octui.render.transcript_display import DEFAULT_DISPLAY, TranscriptDisplay


@dataclass(frozen=True, slots=True)
class DrawOptions:
    width: int
    palette: Palette
    expanded: bool = False
    hints: KeyHints = NO_HINTS
    replays: OutputReplays | None = None
    """Outputs that were replayed before, so that only new text is replayed."""
    display: TranscriptDisplay = DEFAULT_DISPLAY

    @property
    def expand_hint(self) -> str:
        """Goes after a note on how much is hidden: the key that shows it, if there is one."""
        return f" · {self.hints.expand}" if self.hints.expand and not self.expanded else ""
