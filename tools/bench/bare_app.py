"""A minimal Textual app: one line of text, or with `input` a one-line input."""

import sys

from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class BareApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("a bare Textual app")
        if "input" in sys.argv:
            line = Input()
            line.cursor_blink = False
            yield line


if __name__ == "__main__":
    BareApp().run()
