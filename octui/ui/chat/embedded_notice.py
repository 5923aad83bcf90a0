"""One line for new users: who answers here, and how to connect a model."""

from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

FORMS: Final = (
    "Offline guide on the embedded server, not an AI. Connect a model: /connect · Get OpenCode: npm i -g opencode-ai",
    "Offline guide, not an AI. Connect a model: /connect · OpenCode: npm i -g opencode-ai",
    "Offline guide, not an AI: /connect · npm i -g opencode-ai",
    "No AI yet: /connect",
)
"""The same text, ever shorter."""


class EmbeddedNotice(Widget):
    """Takes no room when it is not needed."""

    DEFAULT_CSS = """
    EmbeddedNotice { height: 1; width: 1fr; padding: 0 1; color: $foreground-muted; display: none; }
    EmbeddedNotice.-needed { display: block; }
    """

    is_needed: reactive[bool] = reactive(False, toggle_class="-needed")

    def render(self) -> Content:
        width = self.content_size.width
        return Content(next((form for form in FORMS if len(form) <= width), FORMS[-1]))
