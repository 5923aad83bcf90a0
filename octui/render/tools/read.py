"""Files and directories read: which lines, how many, and what they say, however a server frames them."""

import re
from collections.abc import Mapping
from itertools import islice
from typing import Final

from textual.strip import Strip

from octui.lazy_dataclasses import dataclass
from octui.render.blocks import ToolBlock
from octui.render.code.line_numbers import MAX_LINE_LENGTH, render_numbered_lines
from octui.render.draw_options import DrawOptions
from octui.render.text.counts import format_count
from octui.render.text.head_tail import count_drawable_lines, count_lines, format_more, iter_first_lines
from octui.render.text.paths import shorten_path
from octui.render.text.row_layout import INDENT, layout_row, make_aside
from octui.render.theme.palette import Palette
from octui.render.tool_output import OPEN_LINES
from octui.render.tools.base import (
    Note,
    NoteTone,
    ToolHeading,
    ToolView,
    format_unknown_call,
    render_arguments,
    render_result,
)
from octui.render.tools.json_values import get_number, get_text, get_texts
from octui.wire.parts import ToolPart

_FRAME: Final = re.compile(r"(?:<path>[^\n]*</path>\n)?(?:<type>[^\n]*</type>\n)?<(content|file|entries)>\n")
_NUMBER: Final = re.compile(r" *(\d{1,9})(?:: |\| |:|\|)")
_FOOT: Final = re.compile(r"\n?\n\((?:End of file - total (\d{1,9}) lines|[^\n]*)\)\n?\Z")
_LATELY: Final = 20_000
"""Characters at the end that are searched for the end of the frame; what a server appends after it is left out."""
MAX_LOADED: Final = 20


class ReadView(ToolView):
    names = ("read",)

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        path = shorten_path(get_text(block.part.state.input, "filePath", "path", "file"), block.directory)
        return ToolHeading("→", "Read", path + _format_line_range(block.part), _note_size(block.part))

    def render_body(self, block: ToolBlock, options: DrawOptions) -> list[Strip]:
        """The instruction files that came along; expanded, what was read."""
        width, palette = options.width, options.palette
        strips = [
            layout_row(
                [
                    (" " * INDENT + "↳ ", palette.faint),
                    (f"loaded {shorten_path(path, block.directory)}", palette.muted),
                ],
                width,
            )
            for path in list_loaded_files(block.part)[:MAX_LOADED]
        ]
        result = parse_read_output(block.part)
        if options.expanded and result is not None:
            strips.extend(render_read_lines(block.part, result, width, palette))
        elif options.expanded:
            if block.part.state.status != "completed":
                strips.extend(render_arguments(block, options))
            strips.extend(render_result(block, options))
        return strips

    def call_to_text(self, block: ToolBlock) -> str:
        result = parse_read_output(block.part)
        return extract_file_text(result) if result else format_unknown_call(block)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The part of an output that is the file's own; `total` lines are in the file, where that is known."""

    text: str
    start: int
    stop: int
    first: int = 1
    last: int = 0
    total: int | None = None
    is_directory: bool = False
    """It is a directory; each line is a name."""
    has_old_format: bool = False
    """Its line numbers are padded, and it reports one line more than the file has."""

    @property
    def is_whole_file(self) -> bool:
        return self.first == 1 and (self.total is None or self.last == self.total)


def parse_read_output(part: ToolPart) -> ReadResult | None:
    """None where there are no lines: it failed, is running, or read an image."""
    text = part.state.output
    if part.state.status != "completed" or not (frame := _FRAME.match(text)):
        return None
    close = text.rfind(f"</{frame.group(1)}>", max(frame.end(), len(text) - _LATELY))
    start, stop = frame.end(), close if close >= 0 else len(text)
    foot = _FOOT.search(text, max(start, stop - 200), stop)
    total = int(foot.group(1)) if foot and foot.group(1) else None
    stop = foot.start() if foot else stop
    number = _NUMBER.match(text, start, min(stop, start + 20))
    if frame.group(1) == "entries" or number is None:
        return ReadResult(text, start, stop, is_directory=frame.group(1) == "entries")
    older = frame.group(1) == "file"
    first = int(number.group(1))
    last = first + count_lines(text, start, stop)[0] - 1
    if older and total is not None:
        phantom = text.rfind("\n", start, stop)
        if phantom >= 0 and not text[phantom + 1 : stop].partition("|")[2].strip():
            stop, last, total = phantom, last - 1, total - 1
    display = part.state.metadata.get("display")
    if isinstance(display, Mapping):
        known = get_number(display, "totalLines")
        total = known if known is not None else total
    return ReadResult(text, start, stop, first, last, total, has_old_format=older)


def render_read_lines(part: ToolPart, read_result: ReadResult, width: int, palette: Palette) -> list[Strip]:
    """The lines that were read, as they are in the file."""
    spans = list(islice(iter_first_lines(read_result.text, read_result.start, read_result.stop), OPEN_LINES))
    lines = [read_result.text[start:end] for start, end in spans]
    drawn = count_drawable_lines(line[:MAX_LINE_LENGTH] for line in lines)
    spans, lines = spans[:drawn], lines[:drawn]
    path = "" if read_result.is_directory else get_text(part.state.input, "filePath", "path")
    if read_result.is_directory:
        strips = [make_aside(line, width, palette) for line in lines]
    else:
        strips = render_numbered_lines(
            [_strip_line_number(line) for line in lines], read_result.first, path, width, palette
        )
    if spans and spans[-1][1] < read_result.stop:
        rest, exact = count_lines(read_result.text, spans[-1][1] + 1, read_result.stop)
        strips.append(make_aside(f"… {format_more(rest, exact)} not shown", width, palette))
    return strips


def extract_file_text(read_result: ReadResult) -> str:
    """Everything that was read, as it is in the file."""
    lines = read_result.text[read_result.start : read_result.stop].split("\n")
    return "\n".join(lines if read_result.is_directory else map(_strip_line_number, lines))


def _strip_line_number(line: str) -> str:
    number = _NUMBER.match(line)
    return line[number.end() :] if number else line


def list_loaded_files(part: ToolPart) -> list[str]:
    """Instruction files the server loaded along with it."""
    return get_texts(part.state.metadata, "loaded")


def _format_line_range(part: ToolPart) -> str:
    """The range of lines: as read, or else as requested."""
    result = parse_read_output(part)
    if result is not None:
        return "" if result.is_whole_file or result.is_directory else f":{result.first}-{result.last}"
    offset, limit = get_number(part.state.input, "offset"), get_number(part.state.input, "limit")
    if offset is None and limit is None:
        return ""
    start = max(1, offset or 1)
    return f":{start}-{start + limit - 1}" if limit else f":{start}-"


def _note_size(part: ToolPart) -> tuple[Note, ...]:
    for attachment in part.state.attachments or ():
        return ((attachment.mime or "file", NoteTone.QUIET),)
    result = parse_read_output(part)
    if result is None:
        return ()
    number, is_exact = count_lines(result.text, result.start, result.stop)
    if result.is_directory:
        return ((format_count(number, "entry", "entries"), NoteTone.QUIET),)
    if result.total is not None and not result.is_whole_file:
        return ((f"{number:,} of {format_count(result.total, 'line')}", NoteTone.QUIET),)
    return ((format_count(number, "line") if is_exact else f"over {number:,} lines", NoteTone.QUIET),)
