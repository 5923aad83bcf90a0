"""The text selected in a transcript, in view or not."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from octui.render.blocks import Block, ProseBlock, UserBlock
from octui.ui.transcript.block_traits import count_gap_rows
from octui.ui.transcript.protocols import StripRenderer
from octui.ui.transcript.row_ids import RowAddress
from octui.ui.transcript.viewport import Viewport

LEADS = ("  ", "┃ ")
"""What blocks draw before their text."""

End = tuple[int, int]
"""A row of a block, and a character of that row."""


def extract_selected_text(viewport: Viewport, selection: Selection, margin: int) -> str:
    """A prompt or an answer that is selected whole, as it was written; anything else as the rows that are shown.

    `margin` is how many characters precede the row of a block.
    """
    items = viewport.items
    if not items.width:
        return ""
    start, end = selection
    first = viewport.row_ids.decode_row(start.y) if start is not None else RowAddress(0, 0, 0)
    last = viewport.row_ids.decode_row(end.y) if end is not None else RowAddress(len(items), 0, 0)
    text: list[str] = []
    above: Block | None = None
    height = 0
    is_copy = False
    for index in range(max(0, first.item), min(len(items), last.item + 1)):
        for number, block in enumerate(items.get_item(index).blocks):
            here = (index, number)
            if not first[:2] <= here <= last[:2]:
                continue
            is_inside = (start is None or first[:2] < here) and here < last[:2]
            if is_inside and isinstance(block, ProseBlock | UserBlock):
                # Its rows are not needed, and nothing is drawn for them.
                source: str | None = items.renderer.to_copy_text(block)
                rows = 1
            else:
                strips = items.draw_block(index, number)
                begin = (first.row, start.x - margin) if start is not None and here == first[:2] else (0, 0)
                stop = (last.row, end.x - margin) if end is not None and here == last[:2] else (len(strips), 0)
                source, rows = _extract_text(items.renderer, block, strips, begin, stop), len(strips)
            if source is None:
                continue
            was_copy, is_copy = is_copy, isinstance(block, ProseBlock) and source == block.text
            if above and not (was_copy and isinstance(block, ProseBlock) and block.gap_above is not None):
                text.append("\n" * (1 + count_gap_rows(above, block, height)))
            text.append(source)
            above, height = block, rows
    return "".join(text)


def _extract_text(renderer: StripRenderer, block: Block, strips: Sequence[Strip], begin: End, stop: End) -> str | None:
    """What is selected of a block; None where that is not even an empty row."""
    rows = _extract_rows(strips, begin, stop)
    if not rows:
        return None
    if isinstance(block, UserBlock | ProseBlock) and _covers_block(strips, begin, stop):
        return renderer.to_copy_text(block)
    return "\n".join(rows)


def clear_selection(widget: Widget) -> None:
    """Deselect what is selected in this widget; other widgets keep their selections."""
    if widget.is_attached and widget.text_selection:
        selections = widget.screen.selections
        widget.screen.selections = {other: selections[other] for other in selections if other is not widget}


def select_word(widget: Widget, strip: Strip, x: int, row_id: int) -> None:
    """Select the word at a cell of a painted row."""
    start, end = find_word(strip, len(strip.crop(0, x).text))
    if start < end:
        widget.screen.selections = {widget: Selection(Offset(start, row_id), Offset(end, row_id))}


def find_word(strip: Strip, x: int) -> tuple[int, int]:
    """The characters of a row between the spaces around one of them."""
    text = strip.text
    if not 0 <= x < len(text) or text[x].isspace():
        return x, x
    start = len(text[:x]) - len(text[:x].split()[-1]) if x and not text[x - 1].isspace() else x
    return start, x + len(text[x:].split()[0])


def _extract_rows(strips: Sequence[Strip], begin: End, stop: End) -> list[str]:
    """The text from one end to the other, without decoration."""
    rows: list[str] = []
    for row in range(max(0, begin[0]), min(len(strips), stop[0] + 1)):
        text = strips[row].text
        lead = len(LEADS[0]) if text.startswith(LEADS) else 0
        left = max(lead, begin[1] if row == begin[0] else 0)
        rows.append((text[left : stop[1]] if row == stop[0] else text[left:]).rstrip())
    return rows


def _covers_block(strips: Sequence[Strip], begin: End, stop: End) -> bool:
    return begin <= (0, len(LEADS[0])) and stop >= (len(strips) - 1, len(strips[-1].text.rstrip()))
