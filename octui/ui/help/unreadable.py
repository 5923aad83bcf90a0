"""What the server sent and octui could not read, as a text to look through."""

from textual.content import Content

from octui.client.http.unreadable_log import UnreadableLog
from octui.render.text.sanitize import escape_all
from octui.ui.help.screen import HelpScreen


def make_unreadable_screen(log: UnreadableLog) -> HelpScreen:
    """Latest first; each with where it came from and its JSON."""
    noun = "item" if log.count == 1 else "items"
    blocks = [
        Content("\n").join(
            [Content.styled(escape_all(item.source), "bold $text-primary"), Content(escape_all(item.json))]
        )
        for item in reversed(log.items)
    ]
    hidden = log.count - len(log.items)
    if hidden:
        blocks.append(Content.styled(f"{hidden} older not kept", "$foreground-muted"))
    return HelpScreen(f"{log.count} {noun} could not be read", Content("\n\n").join(blocks))
