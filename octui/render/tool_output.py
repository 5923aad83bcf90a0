"""What a tool printed, without what its server wrote around it, and the rows that show its end."""

import re
from dataclasses import dataclass
from typing import Final

from rich.style import Style
from textual.strip import Strip

from octui.render.ansi import ansi_lines
from octui.render.durations import spoken
from octui.render.lines import Line
from octui.render.palette import Palette
from octui.render.rows import INDENT, aside, barred
from octui.render.text_ends import Place, last_lines, line_count, more
from octui.wire.parts import ToolState

OPEN_LINES: Final = 1_000
"""More than anybody reads in a transcript; beyond it an open block says how much it leaves out."""
LONG_LINE: Final = 3
"""Rows one line may take of a block that is not open."""

_LATELY: Final = 2_000
"""Characters at the end of an output in which servers append their remarks."""
_REMARK: Final = re.compile(r"\n*<(?:bash|shell)_metadata>\n?(.*?)\n?</(?:bash|shell)_metadata>\s*\Z", re.S)
_TIMEOUT: Final = re.compile(r"timeout (\d{1,12}) ?ms")
_CUT_TAIL: Final = re.compile(r"\n\n\.\.\.(\d+ \w+) truncated\.\.\.\n\n.*?(?:saved to: ([^\n]*))?(?:\n.*)?\Z", re.S)
_CUT_HEAD: Final = re.compile(r"\.\.\.output truncated\.\.\.\n\n(?:Full output saved to: ([^\n]*)\n\n)?|\.\.\.\n\n")
_NOTHING: Final = "(no output)"


@dataclass(frozen=True, slots=True)
class Printed:
    """`text` from `start` to `stop` is what the program said."""

    text: str
    start: int
    stop: int
    ending: str = ""
    """How it ended, when it neither finished nor failed by itself."""
    cut_before: str = ""
    cut_after: str = ""
    """What the server left out, and where it kept it."""

    def __bool__(self) -> bool:
        return self.stop > self.start

    @property
    def own(self) -> str:
        return self.text[self.start : self.stop]


def printed(state: ToolState) -> Printed:
    """The output as it is now; of a running command, as much as there is."""
    shown = state.metadata.get("output")
    text = state.output or (shown if isinstance(shown, str) else "")
    start, stop, ending, before, after = 0, len(text), "", "", ""
    if remark := _REMARK.search(text, max(0, stop - _LATELY)):
        stop = remark.start()
        ending = _ending(remark.group(1))
    if tail := _CUT_TAIL.search(text, max(0, stop - _LATELY), stop):
        stop = tail.start()
        number, _, unit = tail.group(1).partition(" ")
        after = _cut(f"{int(number[:12]):,} more {unit}", tail.group(2))
    if head := _CUT_HEAD.match(text, 0, stop):
        start = head.end()
        before = _cut("the beginning is not here", head.group(1))
    if text.startswith(_NOTHING, start) and not text[start + len(_NOTHING) : stop].strip():
        start = stop
    return Printed(text, start, stop, ending, before, after)


def tail_strips(output: Printed, width: int, palette: Palette, closed: int, *, expanded: bool) -> list[Strip]:
    """Output under a bar. Closed, its last `closed` rows: that is where a command says how it went."""
    if not output:
        return []
    inner = max(1, width - INDENT)
    rows, hidden_before = _tail(output, inner, palette, OPEN_LINES if expanded else closed, expanded)
    strips: list[Strip] = []
    number, exact = line_count(output.text, output.start, hidden_before)
    if expanded and output.cut_before:
        strips.append(aside(f"… {output.cut_before}", width, palette))
    if number:
        said = more(number, exact) + (" above are not shown" if expanded else " · enter opens")
        strips.append(aside(f"… {said}", width, palette))
    strips.extend(barred(rows, palette.border))
    if output.cut_after:
        strips.append(aside(f"… {output.cut_after}", width, palette))
    return strips


def _tail(output: Printed, width: int, palette: Palette, most: int, expanded: bool) -> tuple[list[Line], int]:
    """The last rows, as many whole lines as have room, and where the first of them begins."""
    places: list[Place] = []
    for place in last_lines(output.text, output.start, output.stop):
        places.append(place)
        if len(places) > most:
            break
    places.reverse()
    base: Style = palette.quote
    lines = ansi_lines(output.text, places, palette, width, base, most=None if expanded else LONG_LINE)
    # One line that is left out would take the row that says so.
    kept, taken = 0, 0
    for rows in reversed(lines):
        if taken + len(rows) > most + (kept == len(lines) - 1 and places[0][0] <= output.start):
            break
        kept, taken = kept + 1, taken + len(rows)
    kept = max(1, kept) if lines else 0
    first = len(lines) - kept
    begin = places[first][0] if lines else output.stop
    return [row for rows in lines[first:] for row in rows], begin


def _ending(remark: str) -> str:
    if found := _TIMEOUT.search(remark):
        return f"timed out after {spoken(int(found.group(1)) / 1000)}"
    return "aborted" if "abort" in remark else remark.partition("\n")[0][:40]


def _cut(what: str, kept: str | None) -> str:
    return f"{what} · all is on the server in {kept}" if kept else what
