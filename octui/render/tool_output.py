"""What a tool printed, without what its server wrote around it, and the rows that show its end."""

import re
from dataclasses import dataclass
from typing import Final

from textual.strip import Strip

from octui.render.durations import spoken
from octui.render.feedable import moves
from octui.render.palette import Palette
from octui.render.printout import LOOK_BACK, Printouts, Wanted
from octui.render.rows import INDENT, aside
from octui.render.tail import Look, Tail, plain_tail, printed_tail
from octui.render.text_ends import line_count, more
from octui.wire.parts import ToolState

OPEN_LINES: Final = 1_000
"""More than anybody reads in a transcript; beyond it an open block says how much it leaves out."""
PRINTED_OPEN: Final = 262_144
PRINTED_CLOSED: Final = 65_536
"""Characters at the end of an output that are printed to see what became of them: more than servers send."""

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
    goes_on: bool = False
    """Whether the program runs, and may say more."""

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
    return Printed(text, start, stop, ending, before, after, goes_on=state.status == "running")


def tail_strips(
    output: Printed,
    width: int,
    palette: Palette,
    closed: int,
    *,
    expanded: bool,
    key: str = "",
    printouts: Printouts | None = None,
) -> list[Strip]:
    """Output under a bar. Closed, its last `closed` rows: that is where a command says how it went."""
    if not output:
        return []
    look = Look(max(1, width - INDENT), OPEN_LINES if expanded else closed, whole=expanded)
    tail = _tail(output, look, palette, key, printouts or Printouts())
    strips: list[Strip] = []
    if expanded and output.cut_before:
        strips.append(aside(f"… {output.cut_before}", width, palette))
    if tail.above:
        said = more(tail.above, tail.exact) + (" above are not shown" if expanded else " · enter opens")
        strips.append(aside(f"… {said}", width, palette))
    strips.extend(tail.strips)
    if output.cut_after:
        strips.append(aside(f"… {output.cut_after}", width, palette))
    return strips


def _tail(output: Printed, look: Look, palette: Palette, key: str, printouts: Printouts) -> Tail:
    """Printing is for outputs that ask for it: others are what they are, however long."""
    characters = PRINTED_OPEN if look.whole else PRINTED_CLOSED
    text, start, stop = output.text, output.start, output.stop
    looked_at = max(start, stop - characters - LOOK_BACK)
    if not moves(text, max(start, text.rfind("\n", start, looked_at)), stop):
        return plain_tail(text, start, stop, look, palette)
    printout = printouts.of(key, output.own, Wanted(look.most, characters), goes_on=output.goes_on)
    tail = printed_tail(printout, look, palette)
    unprinted, exact = line_count(text, start, start + printout.begin)
    return Tail(tail.strips, tail.above + unprinted, exact)


def _ending(remark: str) -> str:
    if found := _TIMEOUT.search(remark):
        return f"timed out after {spoken(int(found.group(1)) / 1000)}"
    return "aborted" if "abort" in remark else remark.partition("\n")[0][:40]


def _cut(what: str, kept: str | None) -> str:
    return f"{what} · all is on the server in {kept}" if kept else what
