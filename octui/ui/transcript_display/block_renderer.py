"""Makes the renderer of a conversation from the current theme, keys and settings."""

from typing import Any

from textual.app import App

from octui.config.settings.settings import Settings
from octui.render.key_hints import KeyHints
from octui.render.renderer import BlockRenderer
from octui.render.theme.palette import Palette
from octui.ui.key_hints import format_hint
from octui.ui.transcript_display.transcript_options import read_display


def make_renderer(app: App[Any], settings: Settings) -> BlockRenderer:
    palette = Palette.from_theme(app.get_css_variables(), app.current_theme.dark)
    hints = KeyHints(
        expand=format_hint("transcript.enter", "open"),
        watch=format_hint("terminal.watch", "watch"),
        redo=format_hint("session.redo", "redo"),
    )
    return BlockRenderer(palette, hints, display=read_display(settings), colours_later=True)
