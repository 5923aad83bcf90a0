"""Whole files written: as a diff where the server sends one or the file is new, else as numbered lines."""

from itertools import islice
from typing import Final

from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.code.line_numbers import MAX_LINE_LENGTH, render_numbered_lines
from octui.render.diff.diff_strips import compare_texts, render_diff
from octui.render.draw_options import DrawOptions
from octui.render.text.counts import format_count
from octui.render.text.head_tail import count_drawable_lines, count_lines, format_more, iter_first_lines
from octui.render.text.paths import shorten_path
from octui.render.text.row_layout import INDENT, make_aside, shift_strips
from octui.render.tool_output import OPEN_LINES
from octui.render.tools.base import (
    Note,
    NoteTone,
    ToolHeading,
    ToolView,
    count_head_lines,
    format_unknown_call,
)
from octui.render.tools.file_changes import list_changed_files, make_change_note, render_changes, render_diagnostics
from octui.render.tools.json_values import get_text
from octui.wire.parts import ToolPart

CLOSED_LINES: Final = 8
"""Lines of a written file that are shown of a call that is not expanded."""


class WriteView(ToolView):
    names = ("write",)

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        state = block.part.state
        path = shorten_path(get_text(state.input, "filePath", "path", "file"), block.directory)
        title = "Wrote" if state.status == "completed" else "Write"
        return ToolHeading("←", title, path, _note_written(block.part))

    def render_body(self, block: ToolBlock, options: DrawOptions) -> list[Strip]:
        state = block.part.state
        if list_changed_files(state.metadata):
            return render_changes(block, options)
        if state.status != "completed" and not options.expanded:
            return []
        content, path = get_text(state.input, "content"), get_text(state.input, "filePath", "path")
        lines, hidden, is_exact = _cut_content(content, expanded=options.expanded)
        width, palette = options.width, options.palette
        if state.metadata.get("exists") is False:
            diff = compare_texts("", "\n".join(lines) + "\n", path) if lines else None
            inner, is_wrapped = max(1, width - INDENT), options.display.wraps_diffs
            rows = render_diff(diff, inner, palette, split=False, is_wrapped=is_wrapped) if diff else []
            strips = shift_strips(rows, INDENT)
        else:
            strips = render_numbered_lines(lines, 1, path, width, palette)
        if hidden:
            strips.append(make_aside(f"… {format_more(hidden, is_exact)}{options.expand_hint}", width, palette))
        return [*strips, *render_diagnostics(block, options)]

    def can_expand_call(self, block: ToolBlock) -> bool:
        return block.part.state.status != "pending"

    def call_to_text(self, block: ToolBlock) -> str:
        return get_text(block.part.state.input, "content") or format_unknown_call(block)

    def estimate_rows(self, part: ToolPart) -> int:
        return 2 + min(CLOSED_LINES + 1, count_head_lines(part.state.input.get("content")))


def _cut_content(content: str, *, expanded: bool) -> tuple[list[str], int, bool]:
    """The lines to show, how many are hidden, and whether that number is exact."""
    most = OPEN_LINES if expanded else CLOSED_LINES
    spans = list(islice(iter_first_lines(content), most + 1))
    lines = [content[start:end] for start, end in spans]
    drawn = count_drawable_lines(line[:MAX_LINE_LENGTH] for line in lines)
    if drawn < min(len(lines), most):
        return lines[:drawn], *count_lines(content, spans[drawn][0])
    # One line that is hidden would take the row that says so.
    if lines and len(lines) > most + (not expanded and spans[-1][1] + 1 >= len(content)):
        return lines[:most], *count_lines(content, spans[most][0])
    return lines, 0, True


def _note_written(part: ToolPart) -> tuple[Note, ...]:
    notes = make_change_note(part.state.metadata)
    if notes or part.state.status != "completed":
        return notes
    number, is_exact = count_lines(get_text(part.state.input, "content"))
    lines = format_count(number, "line") if is_exact else f"over {number:,} lines"
    created = part.state.metadata.get("exists") is False
    return ((f"new · {lines}" if created else lines, NoteTone.QUIET),)
