"""Blocks to strips: one pure function a kind, and a state for what still grows, Markdown and the output of commands."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, assert_never

from textual.strip import Strip

from octui.render.blocks import (
    Block,
    CompactionBlock,
    ErrorBlock,
    FootBlock,
    NoteBlock,
    ProseBlock,
    ReasoningBlock,
    RetryBlock,
    RevertBlock,
    SubtaskBlock,
    ToolBlock,
    UserBlock,
)
from octui.render.markdown import MarkdownView
from octui.render.palette import Palette
from octui.render.plain import plain
from octui.render.printout import Printouts
from octui.render.rows import shifted, within
from octui.render.talk_strips import (
    compaction_strips,
    error_opens,
    error_strips,
    foot_strips,
    note_strips,
    retry_strips,
    revert_strips,
    subtask_strips,
    thought,
    thought_strips,
    user_opens,
    user_strips,
)
from octui.render.tool_strips import tool_opens, tool_strips

KEPT_VIEWS: Final = 64
INDENT: Final = 2
ROOMY: Final = 24
"""From so many columns on, nothing is wider than it was asked to be."""
DRAWN_AT_ONCE: Final = 4_000
"""Characters of Markdown that are read and drawn in a few milliseconds."""
LIVE_THOUGHT: Final = 3
"""Rows shown of a thought that goes on."""


_Still = (
    UserBlock
    | ToolBlock
    | ErrorBlock
    | FootBlock
    | CompactionBlock
    | SubtaskBlock
    | RetryBlock
    | RevertBlock
    | NoteBlock
)


class Renderer:
    """Draws blocks with one palette; another theme is another renderer."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self._quiet = _quiet(palette)
        self._views: OrderedDict[str, _Growing] = OrderedDict()
        self._printouts = Printouts()

    def strips(self, block: Block, width: int, *, expanded: bool | None = None) -> Sequence[Strip]:
        """The block at `width` cells; `expanded` None is how its kind begins, which is closed."""
        width = max(1, width)
        match block:
            case ProseBlock():
                return self._prose(block, width)
            case ReasoningBlock():
                strips = self._thought(block, width, expanded=bool(expanded))
            case _:
                strips = _drawn(block, width, self.palette, self._printouts, expanded=bool(expanded))
        return strips if width >= ROOMY else [within(strip, width) for strip in strips]

    def unfinished(self, block: Block) -> bool:
        """Whether the rows given last are only the beginning: of a long text each call draws a little more."""
        view = self._views.get(block.key)
        return view is not None and view.unfinished

    def plain(self, block: Block) -> str:
        """What copying the block gives."""
        return plain(block)

    def opens(self, block: Block) -> bool:
        """Whether the block can show more than it shows closed."""
        match block:
            case UserBlock():
                return user_opens(block)
            case ReasoningBlock():
                return bool(thought(block.text)[1].strip())
            case ErrorBlock():
                return error_opens(block)
            case SubtaskBlock():
                return bool(block.prompt)
            case ToolBlock():
                return tool_opens(block)
            case _:
                return False

    def _prose(self, block: ProseBlock, width: int) -> Sequence[Strip]:
        view = self._view(block.key, self.palette)
        return view.rows(block.text, width, INDENT, final=not block.streaming)

    def _thought(self, block: ReasoningBlock, width: int, *, expanded: bool) -> Sequence[Strip]:
        """One row when it is over, its newest rows while it goes on, all of it when opened."""
        heading = thought_strips(block, width, self.palette)
        if not (expanded or block.streaming):
            return heading
        view = self._view(block.key, self._quiet)
        rows = view.rows(thought(block.text)[1], width, 2 * INDENT, final=not block.streaming)
        return [*heading, *(rows if expanded else rows[-LIVE_THOUGHT:])]

    def _view(self, key: str, palette: Palette) -> "_Growing":
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = _Growing(palette)
            if len(self._views) > KEPT_VIEWS:
                self._views.popitem(last=False)
        else:
            self._views.move_to_end(key)
        return view


def _drawn(block: _Still, width: int, palette: Palette, printouts: Printouts, *, expanded: bool) -> list[Strip]:
    """Blocks that are drawn from nothing but themselves."""
    match block:
        case UserBlock():
            return user_strips(block, width, palette, expanded=expanded)
        case ToolBlock():
            return tool_strips(block, width, palette, expanded=expanded, printouts=printouts)
        case ErrorBlock():
            return error_strips(block, width, palette, expanded=expanded)
        case FootBlock():
            return foot_strips(block, width, palette)
        case CompactionBlock():
            return compaction_strips(block, width, palette)
        case SubtaskBlock():
            return subtask_strips(block, width, palette, expanded=expanded)
        case RetryBlock():
            return retry_strips(block, width, palette)
        case RevertBlock():
            return revert_strips(block, width, palette)
        case NoteBlock():
            return note_strips(block, width, palette)
    assert_never(block)


class _Growing:
    """The Markdown of one block, moved in from the edge; a row that did not change is not moved again."""

    def __init__(self, palette: Palette) -> None:
        self._markdown = MarkdownView(palette)
        self._sources: list[Strip] = []
        self._shifted: list[Strip] = []
        self._drawn = 0
        self._width = 0
        self.unfinished = False

    def rows(self, text: str, width: int, indent: int, *, final: bool) -> Sequence[Strip]:
        due = self._due(text, width)
        self.unfinished = due < len(text)
        strips = self._markdown.strips(text[:due], max(1, width - indent), final=final and not self.unfinished)
        kept = 0
        for source, known in zip(strips, self._sources, strict=False):
            if source is not known:
                break
            kept += 1
        self._sources = strips
        self._shifted = [*self._shifted[:kept], *shifted(strips[kept:], indent)]
        return self._shifted

    def _due(self, text: str, width: int) -> int:
        """How much of the text to draw by now, at the end of a line where that is near."""
        if width != self._width or len(text) < self._drawn:
            self._drawn, self._width = 0, width
        due = self._drawn + DRAWN_AT_ONCE
        if due >= len(text):
            due = len(text)
        else:
            due = text.rfind("\n", self._drawn + 1, due) + 1 or due
        self._drawn = due
        return due


def _quiet(palette: Palette) -> Palette:
    """The palette for what is only overheard: all of it in one low voice."""
    low = palette.muted
    return replace(
        palette,
        key=f"{palette.key}-quiet",
        text=low,
        heading_1=palette.heading_1 + low,
        heading_2=palette.heading_2 + low,
        heading_3=palette.heading_3 + low,
        heading_4=palette.heading_4 + low,
        quote=low,
        inline_code=palette.inline_code + low,
        link=palette.link + low,
    )
