"""What the server sent and octui could not read, as a text to look through."""

from octui.client.http.unreadable_log import UnreadableLog
from octui.render.text.sanitize import escape_all
from octui.ui.help.row_text import Passage, join_passages
from octui.ui.help.screen import HelpScreen


def make_unreadable_screen(log: UnreadableLog) -> HelpScreen:
    """Latest first; each with where it came from and its JSON."""
    noun = "item" if log.count == 1 else "items"
    blocks = [
        [Passage(item.source, "bold $text-primary", escape_all), Passage(item.json, escape=escape_all)]
        for item in reversed(log.items)
    ]
    hidden = log.count - len(log.items)
    if hidden:
        blocks.append([Passage(f"{hidden} older not kept", "$foreground-muted")])
    return HelpScreen(f"{log.count} {noun} could not be read", join_passages(blocks))
