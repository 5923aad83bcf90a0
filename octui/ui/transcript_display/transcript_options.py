"""The settings that decide how a conversation is drawn."""

from textual.widget import Widget

from octui.config.settings.registry import CONCEAL, DIFF_STYLE, GENERIC_OUTPUT, SCROLLBAR, TIMESTAMPS, WRAP_DIFFS
from octui.config.settings.settings import Settings
from octui.render.transcript_display import TranscriptDisplay


def read_display(settings: Settings) -> TranscriptDisplay:
    return TranscriptDisplay(
        has_timestamps=settings.get_value(TIMESTAMPS),
        has_generic_output=settings.get_value(GENERIC_OUTPUT),
        wraps_diffs=settings.get_value(WRAP_DIFFS),
        stacks_diffs=is_stacking_diffs(settings),
        conceals_markup=settings.get_value(CONCEAL),
    )


def is_stacking_diffs(settings: Settings) -> bool:
    """Whether old and new are never side by side."""
    return settings.get_value(DIFF_STYLE) == "stacked"


def show_scrollbar(transcript: Widget, settings: Settings) -> None:
    transcript.set_class(not settings.get_value(SCROLLBAR), "-bare")
