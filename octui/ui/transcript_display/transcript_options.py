"""How settings say that a conversation is drawn."""

from textual.widget import Widget

from octui.config.settings.registry import CONCEAL, GENERIC_OUTPUT, SCROLLBAR, TIMESTAMPS, WRAP_DIFFS
from octui.config.settings.settings import Settings
from octui.render.transcript_display import TranscriptDisplay


def read_display(settings: Settings) -> TranscriptDisplay:
    return TranscriptDisplay(
        has_timestamps=settings.get_value(TIMESTAMPS),
        has_generic_output=settings.get_value(GENERIC_OUTPUT),
        wraps_diffs=settings.get_value(WRAP_DIFFS),
        conceals_markup=settings.get_value(CONCEAL),
    )


def show_scrollbar(transcript: Widget, settings: Settings) -> None:
    transcript.set_class(not settings.get_value(SCROLLBAR), "-bare")
