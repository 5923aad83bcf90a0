"""Outputs as the transcript shows them, without the bar they stand under."""

from octui.render.draw_options import DrawOptions
from octui.render.key_hints import KeyHints
from octui.render.output.command_output import OutputReplays
from octui.render.text.row_layout import INDENT
from octui.render.text.segments import Line
from octui.render.theme.unthemed_palettes import DARK
from octui.render.tool_output import ToolOutput, render_output
from tests.support.strip_assertions import row_texts

HINTS = KeyHints(expand="enter open")
BAR = " " * (INDENT - 2) + "│ "


def output_rows(
    text: str,
    width: int = 60,
    *,
    closed: int | None = None,
    key: str = "",
    replays: OutputReplays | None = None,
    goes_on: bool = False,
) -> list[Line]:
    """The rows of an open output, or the last `closed` of one that is not."""
    output = ToolOutput(text, 0, len(text), is_running=goes_on)
    options = DrawOptions(width + INDENT, DARK, closed is None, HINTS, replays)
    strips = render_output(output, closed or 0, options, key=key)
    # The bar is two segments: the indent, and the bar itself.
    return [list(strip)[2:] for strip in strips if strip.text.startswith(BAR)]


def output_rows_text(text: str, width: int = 60, *, closed: int | None = None) -> list[str]:
    return row_texts(output_rows(text, width, closed=closed))


def output_notes(text: str, *, closed: int | None = None) -> list[str]:
    """What is said of an output in rows that are none of its own."""
    output = ToolOutput(text, 0, len(text))
    strips = render_output(output, closed or 0, DrawOptions(80, DARK, closed is None, HINTS))
    return [strip.text.strip() for strip in strips if not strip.text.startswith(BAR)]
