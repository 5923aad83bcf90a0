"""What was said in toasts, in full."""

from collections.abc import Sequence

from octui.ui.help.row_text import Passage, join_passages
from octui.ui.help.screen import HelpScreen
from octui.ui.toasts import Notice


def make_notices_screen(notices: Sequence[Notice]) -> HelpScreen:
    """Latest first."""
    blocks = [_make_passages(notice) for notice in reversed(notices)]
    return HelpScreen("Notifications", join_passages(blocks) or [Passage("None so far.")])


def _make_passages(notice: Notice) -> list[Passage]:
    style = {"warning": "$text-warning", "error": "$text-error"}.get(notice.severity, "")
    title = [Passage(notice.title, "bold")] if notice.title else []
    return [*title, Passage(notice.message, style)]
