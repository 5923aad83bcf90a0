"""One line for new users: who answers here, and how to connect a model."""

from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

FORMS: Final = (
    "Offline guide, not an AI. Connect a model: /connect",
    "No AI yet: /connect",
)
"""The same text, from the longest form to the shortest."""


class EmbeddedNotice(Widget):
    """Takes no room when it is not needed."""

    DEFAULT_CSS = """
    EmbeddedNotice { height: 1; width: 1fr; padding: 0 2 0 3; color: $foreground-muted; display: none; }
    EmbeddedNotice.-needed { display: block; }
    """

    is_needed: reactive[bool] = reactive(False, toggle_class="-needed")

    def render(self) -> Content:
        width = self.content_size.width
        return Content(next((form for form in FORMS if len(form) <= width), FORMS[-1]))
