"""Outputs as the transcript shows them, without the bar they stand under."""

from octui.render.lines import Line
from octui.render.palette import DARK
from octui.render.printout import Printouts
from octui.render.rows import INDENT
from octui.render.tool_output import Printed, tail_strips
from tests.support.drawn import texts

BAR = " " * (INDENT - 2) + "│ "


def rows_of(
    text: str,
    width: int = 60,
    *,
    closed: int | None = None,
    key: str = "",
    printouts: Printouts | None = None,
    goes_on: bool = False,
) -> list[Line]:
    """The rows of an open output, or the last `closed` of one that is not."""
    output = Printed(text, 0, len(text), goes_on=goes_on)
    strips = tail_strips(
        output, width + INDENT, DARK, closed or 0, expanded=closed is None, key=key, printouts=printouts
    )
    # The bar is two segments: the indent, and the bar itself.
    return [list(strip)[2:] for strip in strips if strip.text.startswith(BAR)]


def shown(text: str, width: int = 60, *, closed: int | None = None) -> list[str]:
    return texts(rows_of(text, width, closed=closed))


def said(text: str, *, closed: int | None = None) -> list[str]:
    """What is said of an output in rows that are none of its own."""
    output = Printed(text, 0, len(text))
    strips = tail_strips(output, 80, DARK, closed or 0, expanded=closed is None)
    return [strip.text.strip() for strip in strips if not strip.text.startswith(BAR)]
