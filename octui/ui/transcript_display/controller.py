"""What is shown of a conversation: the options that commands toggle, applied to the chat."""

from typing import Final

from octui.config.settings.registry import (
    CONCEAL,
    DIFF_STYLE,
    GENERIC_OUTPUT,
    SCROLLBAR,
    THINKING,
    TIMESTAMPS,
    WRAP_DIFFS,
)
from octui.config.settings.setting import Setting
from octui.ui.controllers.context import AppContext

TRANSCRIPT_OPTIONS: Final = frozenset(
    setting.name for setting in (THINKING, TIMESTAMPS, SCROLLBAR, GENERIC_OUTPUT, WRAP_DIFFS, DIFF_STYLE, CONCEAL)
)


class TranscriptDisplayController:
    """A change is in force at once, and kept."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        context.settings.call_on_change(self._follow_change)

    def switch_option(self, setting: Setting[bool], on_off: tuple[str, str]) -> None:
        """Turn it over, and say so: what is on the screen may have nothing that shows it."""
        is_on = not self._context.settings.get_value(setting)
        self._context.change_setting(setting, is_on)
        self._context.notify_info(on_off[0] if is_on else on_off[1])

    def _follow_change(self, name: str) -> None:
        if name in TRANSCRIPT_OPTIONS and (chat := self._context.chat) is not None:
            chat.apply_display()
