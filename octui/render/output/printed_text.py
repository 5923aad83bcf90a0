"""The beginning of what a tool returned or failed with, as a terminal would show it."""

from typing import Final

from rich.style import Style

from octui.render.output.ansi_sanitizer import has_cursor_moves
from octui.render.text.segments import Line
from octui.render.text.wrapping import wrap_paragraphs
from octui.render.theme.palette import Palette

MAX_REPLAY_LENGTH: Final = 65_536
"""Characters at the beginning that are replayed."""


def layout_printed_text(text: str, width: int, palette: Palette, base: Style, most: int) -> tuple[list[Line], bool]:
    """The first `most` rows and whether they are all there are: prose broken at words, or what was printed replayed."""
    if not has_cursor_moves(text, 0, min(len(text), MAX_REPLAY_LENGTH)):
        return wrap_paragraphs(text, width, base, most)
    # Imported when they are first needed: an emulator takes a while to load.
    from octui.render.output.ansi_rows import render_ansi_rows
    from octui.render.output.output_replay import replay_first_lines

    rows: list[Line] = []
    for line in replay_first_lines(text[:MAX_REPLAY_LENGTH]):
        rows += render_ansi_rows(line, width, palette, base)
        if len(rows) > most:
            return rows[:most], False
    return rows, len(text) <= MAX_REPLAY_LENGTH
