"""One quiet line for who is new: what answers here, and how to get more."""

from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

FORMS: Final = (
    "This is octui's embedded server and its guide, not an AI. For a model: /connect. For all of OpenCode: "
    "npm i -g opencode-ai",
    "The embedded server and its guide, not an AI. A model: /connect · OpenCode: npm i -g opencode-ai",
    "Embedded server, no AI: /connect · npm i -g opencode-ai",
    "No AI yet: /connect",
)
"""The same, shorter and shorter."""


class EmbeddedNotice(Widget):
    """Takes no room once it is not needed."""

    DEFAULT_CSS = """
    EmbeddedNotice { height: 1; width: 1fr; padding: 0 1; color: $foreground-muted; display: none; }
    EmbeddedNotice.-needed { display: block; }
    """

    is_needed: reactive[bool] = reactive(False, toggle_class="-needed")

    def render(self) -> Content:
        width = self.content_size.width
        return Content(next((form for form in FORMS if len(form) <= width), FORMS[-1]))
