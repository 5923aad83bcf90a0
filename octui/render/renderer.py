"""Blocks to strips: one pure function a kind, and one piece of state, the Markdown that still grows."""

from collections import OrderedDict
from collections.abc import Sequence
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
from octui.render.rows import shifted
from octui.render.talk_strips import (
    compaction_strips,
    error_strips,
    foot_strips,
    note_strips,
    reasoning_strips,
    retry_strips,
    revert_strips,
    subtask_strips,
    user_strips,
)
from octui.render.tool_strips import tool_opens, tool_strips

KEPT_VIEWS: Final = 64
INDENT: Final = 2


class Renderer:
    """Draws blocks with one palette; another theme is another renderer."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self._views: OrderedDict[str, _Prose] = OrderedDict()

    def strips(self, block: Block, width: int, *, expanded: bool | None = None) -> Sequence[Strip]:
        """The block at `width` cells; `expanded` None is how its kind begins."""
        palette = self.palette
        width = max(1, width)
        opened = bool(expanded)
        match block:
            case UserBlock():
                return user_strips(block, width, palette)
            case ProseBlock():
                return self._prose(block, width)
            case ReasoningBlock():
                return reasoning_strips(block, width, palette, expanded=opened)
            case ToolBlock():
                return tool_strips(block, width, palette, expanded=opened)
            case ErrorBlock():
                return error_strips(block, width, palette, expanded=opened)
            case FootBlock():
                return foot_strips(block, width, palette)
            case CompactionBlock():
                return compaction_strips(block, width, palette)
            case SubtaskBlock():
                return subtask_strips(block, width, palette)
            case RetryBlock():
                return retry_strips(block, width, palette)
            case RevertBlock():
                return revert_strips(block, width, palette)
            case NoteBlock():
                return note_strips(block, width, palette)
        assert_never(block)

    def plain(self, block: Block) -> str:
        """What copying the block gives."""
        return plain(block)

    def opens(self, block: Block) -> bool:
        """Whether the block has more to show."""
        match block:
            case ReasoningBlock() | ErrorBlock():
                return True
            case ToolBlock():
                return tool_opens(block)
            case _:
                return False

    def _prose(self, block: ProseBlock, width: int) -> Sequence[Strip]:
        view = self._views.get(block.key)
        if view is None:
            view = self._views[block.key] = _Prose(self.palette)
            if len(self._views) > KEPT_VIEWS:
                self._views.popitem(last=False)
        else:
            self._views.move_to_end(block.key)
        inner = max(1, width - INDENT)
        return view.shifted(view.markdown.strips(block.text, inner, final=not block.streaming))


class _Prose:
    """The Markdown of one block, moved in from the edge; a row that did not change is not moved again."""

    def __init__(self, palette: Palette) -> None:
        self.markdown = MarkdownView(palette)
        self._sources: list[Strip] = []
        self._shifted: list[Strip] = []

    def shifted(self, strips: Sequence[Strip]) -> Sequence[Strip]:
        kept = 0
        for source, known in zip(strips, self._sources, strict=False):
            if source is not known:
                break
            kept += 1
        self._sources = list(strips)
        self._shifted = [*self._shifted[:kept], *shifted(strips[kept:], INDENT)]
        return self._shifted
