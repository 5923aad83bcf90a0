"""What a read brought back: the lines of a file or the names in a directory, whichever way a server frames them."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from textual.strip import Strip

from octui.render.numbered import numbered
from octui.render.palette import Palette
from octui.render.rows import aside
from octui.render.text_ends import first_lines, line_count, more
from octui.render.tool_output import OPEN_LINES
from octui.render.tool_values import number_of, text_of, texts_of
from octui.wire.parts import ToolPart

_FRAME: Final = re.compile(r"(?:<path>[^\n]*</path>\n)?(?:<type>[^\n]*</type>\n)?<(content|file|entries)>\n")
_NUMBER: Final = re.compile(r" *(\d{1,9})(?:: |\| |:|\|)")
_FOOT: Final = re.compile(r"\n?\n\((?:End of file - total (\d{1,9}) lines|[^\n]*)\)\n?\Z")
_LATELY: Final = 20_000
"""Characters at the end in which the frame is closed; what a server appends after it is left out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The part of an output that is the file's own; `total` lines are in the file, where that is known."""

    text: str
    start: int
    stop: int
    first: int = 1
    last: int = 0
    total: int | None = None
    names: bool = False
    """It is a directory, and each line a name."""
    older: bool = False
    """Its line numbers are padded, and a last line is told that no file has."""

    @property
    def whole(self) -> bool:
        return self.first == 1 and (self.total is None or self.last == self.total)


def reading(part: ToolPart) -> Reading | None:
    """None where there are no lines: it failed, goes on, or read a picture."""
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
        return Reading(text, start, stop, names=frame.group(1) == "entries")
    older = frame.group(1) == "file"
    first = int(number.group(1))
    last = first + line_count(text, start, stop)[0] - 1
    if older and total is not None:
        phantom = text.rfind("\n", start, stop)
        if phantom >= 0 and not text[phantom + 1 : stop].partition("|")[2].strip():
            stop, last, total = phantom, last - 1, total - 1
    display = part.state.metadata.get("display")
    if isinstance(display, dict):
        known = number_of(display, "totalLines")
        total = known if known is not None else total
    return Reading(text, start, stop, first, last, total, older=older)


def reading_strips(part: ToolPart, found: Reading, width: int, palette: Palette) -> list[Strip]:
    """What was read, as it stands in the file."""
    places = list(islice(first_lines(found.text, found.start, found.stop), OPEN_LINES))
    lines = [found.text[start:end] for start, end in places]
    path = "" if found.names else text_of(part.state.input, "filePath", "path")
    if found.names:
        strips = [aside(line, width, palette) for line in lines]
    else:
        strips = numbered([_unnumbered(line) for line in lines], found.first, path, width, palette)
    if places and places[-1][1] < found.stop:
        rest, exact = line_count(found.text, places[-1][1] + 1, found.stop)
        strips.append(aside(f"… {more(rest, exact)} are not shown", width, palette))
    return strips


def own_lines(found: Reading) -> str:
    """All that was read, as it stands in the file."""
    lines = found.text[found.start : found.stop].split("\n")
    return "\n".join(lines if found.names else map(_unnumbered, lines))


def _unnumbered(line: str) -> str:
    number = _NUMBER.match(line)
    return line[number.end() :] if number else line


def also_loaded(part: ToolPart) -> list[str]:
    """Instructions the server put into the context on the way."""
    return texts_of(part.state.metadata, "loaded")
