"""What was said in toasts, in full."""

from collections.abc import Sequence

from textual.content import Content

from octui.ui.help.screen import HelpScreen
from octui.ui.toasts import Notice


def make_notices_screen(notices: Sequence[Notice]) -> HelpScreen:
    """Latest first."""
    blocks = [_render_notice(notice) for notice in reversed(notices)]
    return HelpScreen("Notifications", Content("\n\n").join(blocks or [Content("None so far.")]))


def _render_notice(notice: Notice) -> Content:
    style = {"warning": "$text-warning", "error": "$text-error"}.get(notice.severity, "")
    message = Content.styled(notice.message, style)
    return Content("\n").join([Content.styled(notice.title, "bold"), message]) if notice.title else message
