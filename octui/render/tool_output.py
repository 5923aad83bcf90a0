"""The output of a tool without what the server adds around it, and the rows that show its end."""

import re
from dataclasses import replace
from typing import Final

from textual.strip import Strip

from octui.lazy_dataclasses import dataclass
from octui.render.draw_options import DrawOptions
from octui.render.output.ansi_sanitizer import has_cursor_moves
from octui.render.output.command_output import OutputReplays
from octui.render.output.output_limit import LOOK_BACK, OutputLimit
from octui.render.output.output_tail import OutputTail, TailOptions, render_ansi_tail, render_plain_tail
from octui.render.text.durations import format_duration
from octui.render.text.head_tail import count_lines, format_more
from octui.render.text.row_layout import INDENT, make_aside
from octui.render.theme.palette import Palette
from octui.wire.parts import ToolState

OPEN_LINES: Final = 1_000
"""More than is useful in a transcript; beyond it an expanded block says how much it leaves out."""
PRINTED_OPEN: Final = 131_072
PRINTED_CLOSED: Final = 65_536
"""Characters at the end of an output that are replayed: more than servers send."""

_LATELY: Final = 2_000
"""Characters at the end of an output that are searched for remarks of the server."""
_REMARK: Final = re.compile(r"\n*<(?:bash|shell)_metadata>\n?(.*?)\n?</(?:bash|shell)_metadata>\s*\Z", re.S)
_TIMEOUT: Final = re.compile(r"timeout (\d{1,12}) ?ms")
_CUT_TAIL: Final = re.compile(r"\n\n\.\.\.(\d+ \w+) truncated\.\.\.\n\n.*?(?:saved to: ([^\n]*))?(?:\n.*)?\Z", re.S)
_CUT_HEAD: Final = re.compile(r"\.\.\.output truncated\.\.\.\n\n(?:Full output saved to: ([^\n]*)\n\n)?|\.\.\.\n\n")
_NOTHING: Final = "(no output)"


@dataclass(frozen=True, slots=True)
class ToolOutput:
    """The program's own output is `text` from `start` to `stop`."""

    text: str
    start: int
    stop: int
    ending: str = ""
    """How it ended, when it neither finished nor failed by itself (a timeout, an abort)."""
    cut_before: str = ""
    cut_after: str = ""
    """What the server left out, and where it kept it."""
    is_running: bool = False
    """Whether the program is still running and may print more."""

    def __bool__(self) -> bool:
        return self.stop > self.start

    @property
    def program_text(self) -> str:
        return self.text[self.start : self.stop]


def parse_tool_output(state: ToolState) -> ToolOutput:
    """The output so far."""
    shown = state.metadata.get("output")
    preview = shown if isinstance(shown, str) else ""
    output = _parse_text(state.output or preview, is_running=state.status == "running")
    if output or not output.cut_before:
        return output
    # 1.18 keeps whole lines of the end, so none where the last one is too long. What it showed meanwhile has its end.
    end = _parse_text(preview, is_running=output.is_running)
    return replace(end, ending=output.ending or end.ending, cut_before=output.cut_before)


def _parse_text(text: str, *, is_running: bool) -> ToolOutput:
    start, stop, ending, before, after = 0, len(text), "", "", ""
    if remark := _REMARK.search(text, max(0, stop - _LATELY)):
        stop = remark.start()
        ending = _describe_ending(remark.group(1))
    if tail := _CUT_TAIL.search(text, max(0, stop - _LATELY), stop):
        stop = tail.start()
        number, _, unit = tail.group(1).partition(" ")
        after = _describe_cut(f"{int(number[:12]):,} more {unit}", tail.group(2))
    if head := _CUT_HEAD.match(text, 0, stop):
        start = head.end()
        before = _describe_cut("the beginning was cut", head.group(1))
    if text.startswith(_NOTHING, start) and not text[start + len(_NOTHING) : stop].strip():
        start = stop
    return ToolOutput(text, start, stop, ending, before, after, is_running=is_running)


def render_output(output: ToolOutput, closed: int, options: DrawOptions, *, key: str = "") -> list[Strip]:
    """Output under a bar. Closed, its last `closed` rows: the end is where a command says how it went.

    `key` names the output in `options.replays`.
    """
    if not output:
        return []
    width, palette, expanded = options.width, options.palette, options.expanded
    view = TailOptions(max(1, width - INDENT), OPEN_LINES if expanded else closed, is_expanded=expanded)
    tail = _render_tail(output, view, palette, key, options.replays or OutputReplays())
    strips: list[Strip] = []
    if expanded and output.cut_before:
        strips.append(make_aside(f"… {output.cut_before}", width, palette))
    if tail.hidden_above:
        more = format_more(tail.hidden_above, tail.is_exact)
        strips.append(make_aside(f"… {more}{' above not shown' if expanded else options.expand_hint}", width, palette))
    strips.extend(tail.strips)
    if output.cut_after:
        strips.append(make_aside(f"… {output.cut_after}", width, palette))
    return strips


def _render_tail(
    output: ToolOutput, tail_options: TailOptions, palette: Palette, key: str, known_replays: OutputReplays
) -> OutputTail:
    """Replay only outputs that move the cursor; others are plain lines, however long."""
    characters = PRINTED_OPEN if tail_options.is_expanded else PRINTED_CLOSED
    text, start, stop = output.text, output.start, output.stop
    looked_at = max(start, stop - characters - LOOK_BACK)
    if not has_cursor_moves(text, max(start, text.rfind("\n", start, looked_at)), stop):
        return render_plain_tail(text, start, stop, tail_options, palette)
    replay = known_replays.replay_output(
        key, output.program_text, OutputLimit(tail_options.max_rows, characters), goes_on=output.is_running
    )
    tail = render_ansi_tail(replay, tail_options, palette)
    unprinted, exact = count_lines(text, start, start + replay.begin)
    return OutputTail(tail.strips, tail.hidden_above + unprinted, exact)


def _describe_ending(remark: str) -> str:
    if found := _TIMEOUT.search(remark):
        return f"timed out after {format_duration(int(found.group(1)) / 1000)}"
    return "aborted" if "abort" in remark else remark.partition("\n")[0][:40]


def _describe_cut(what: str, kept: str | None) -> str:
    return f"{what} · all of it is on the server: {kept}" if kept else what
