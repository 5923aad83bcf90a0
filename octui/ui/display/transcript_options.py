"""How settings say that a conversation is drawn."""

from octui.config.settings.registry import CONCEAL, GENERIC_OUTPUT, TIMESTAMPS, WRAP_DIFFS
from octui.config.settings.settings import Settings
from octui.render.transcript_display import TranscriptDisplay


def read_display(settings: Settings) -> TranscriptDisplay:
    return TranscriptDisplay(
        has_timestamps=settings.get_value(TIMESTAMPS),
        has_generic_output=settings.get_value(GENERIC_OUTPUT),
        wraps_diffs=settings.get_value(WRAP_DIFFS),
        conceals_markup=settings.get_value(CONCEAL),
    )
