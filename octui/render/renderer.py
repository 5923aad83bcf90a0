"""Draws blocks as strips: a pure function for each kind, and state for what grows (Markdown, command output)."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext
from dataclasses import replace
from time import thread_time
from typing import Final, assert_never

from textual.strip import Strip

from octui.render.blocks import (
    Block,
    CompactionBlock,
    ErrorBlock,
    FooterBlock,
    NoteBlock,
    ProseBlock,
    ReasoningBlock,
    RetryBlock,
    RevertBlock,
    StaticBlock,
    SubtaskBlock,
    ToolBlock,
    UserBlock,
)
from octui.render.code.coloured_code import Code
from octui.render.code.colouring_limits import ColouringLimits
from octui.render.code.uncoloured_blocks import UncolouredBlocks
from octui.render.draw_budget import DrawBudget
from octui.render.draw_options import DrawOptions
from octui.render.key_hints import NO_HINTS, KeyHints
from octui.render.markdown.gradual import GradualMarkdown
from octui.render.markdown.section_cache import SectionCache
from octui.render.markdown.sections import has_nothing_to_draw, is_inside_code
from octui.render.markdown.table_sample import is_sampled_table
from octui.render.markdown.view import MarkdownView
from octui.render.message_blocks import estimate_block_rows
from octui.render.message_strips import (
    can_expand_error,
    can_expand_prompt,
    render_compaction,
    render_error,
    render_footer,
    render_note,
    render_prompt,
    render_reasoning_heading,
    render_retry,
    render_revert,
    render_source,
    render_subtask,
    split_reasoning_title,
)
from octui.render.output.command_output import OutputReplays
from octui.render.plain_text import block_to_text
from octui.render.text.row_layout import crop_strip, make_aside
from octui.render.theme.palette import Palette
from octui.render.tools.strips import can_expand_tool, render_tool
from octui.render.transcript_display import DEFAULT_DISPLAY, TranscriptDisplay

KEPT_VIEWS: Final = 64
KEPT_CHARACTERS: Final = 20_000
"""How much Markdown is kept parsed; its rows take fifty times the memory of its text."""
KEPT_CONTEXTS: Final = 8
INDENT: Final = 2
ROOMY: Final = 24
"""The width from which nothing is drawn wider than requested."""
LIVE_CHARACTERS: Final = 4_000
OPEN_REASONING: Final = 30_000
"""At least so many characters are drawn of reasoning that goes on, and of any that is expanded."""
LIVE_REASONING: Final = 3
"""Rows shown of reasoning that is still going on."""


class BlockRenderer:
    """Draws blocks with one palette; another theme, or another keymap, is another renderer."""

    def __init__(
        self,
        palette: Palette,
        hints: KeyHints = NO_HINTS,
        clock: Callable[[], float] = thread_time,
        display: TranscriptDisplay = DEFAULT_DISPLAY,
        *,
        colours_later: bool = False,
    ) -> None:
        """With `colours_later`, code is plain until its language is loaded, and where there is much of it."""
        self.palette = palette
        self._limits = ColouringLimits() if colours_later else None
        self._uncoloured = UncolouredBlocks()
        self._display = display
        self._clock = clock
        self._budget = DrawBudget(clock)
        self._postponed: OrderedDict[str, tuple[str, int, Sequence[Strip]]] = OrderedDict()
        """The text, width and rows of what is shown as plain text so far."""
        self._hints = hints
        self._quiet = _make_quiet_palette(palette)
        self._views: OrderedDict[str, GradualMarkdown] = OrderedDict()
        self._sections = SectionCache()
        self._context_rows: dict[tuple[str, int], int] = {}
        self._replays = OutputReplays()

    def render_block(self, block: Block, width: int, *, expanded: bool | None = None) -> Sequence[Strip]:
        """The block at `width` cells; with `expanded` None, in its initial state, which is closed."""
        width = max(1, width)
        options = DrawOptions(width, self.palette, bool(expanded), self._hints, self._replays, self._display)
        with self._limits.apply_limits() if self._limits else nullcontext():
            strips = self._draw_block(block, options)
        if self._limits:
            self._uncoloured.add_block(block.key, self._limits.missing)
        return strips if width >= ROOMY else [crop_strip(strip, width) for strip in strips]

    def begin_drawing(self) -> None:
        """What is drawn from here on is for another key, or slice of idle time: only so much of it is drawn at once."""
        self._budget.restart_budget()
        if self._limits:
            self._limits.restart_budget()

    def split_blocks(self, blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], bool]:
        """The same blocks, those cut into pieces that are too long to draw whole; False while not all are known."""
        return self._sections.split_blocks(blocks)

    def estimate_rows(self, block: Block, width: int) -> int:
        """An estimate of the rows of a block that was not drawn yet, with a gap above it; cheap."""
        return 1 + estimate_block_rows(block, max(1, width))

    def is_unfinished(self, block: Block) -> bool:
        """Whether the rows returned last are only the beginning: each call draws a little more of a long text."""
        view = self._views.get(block.key)
        return block.key in self._postponed or (view is not None and view.unfinished)

    def list_missing_code(self) -> Collection[Code]:
        """Code that `prepare_code` has to prepare before what was drawn can have its colours."""
        return self._uncoloured.list_code()

    def take_uncoloured_block(self) -> str | None:
        """The key of a block that was drawn plain and has colours if it is drawn again now; each is returned once."""
        key = self._uncoloured.take_block()
        if key is not None and key in self._views:
            self._views[key].draw_again()
        return key

    def to_copy_text(self, block: Block) -> str:
        """What copying the block gives."""
        return block_to_text(block)

    def can_expand(self, block: Block) -> bool:
        """Whether the block can show more than it shows closed."""
        match block:
            case UserBlock():
                return can_expand_prompt(block)
            case ReasoningBlock():
                rest = split_reasoning_title(block.text)[1]
                return bool(rest) and not rest.isspace()
            case ErrorBlock():
                return can_expand_error(block)
            case SubtaskBlock():
                return bool(block.prompt)
            case ToolBlock():
                return can_expand_tool(block)
            case _:
                return False

    def _draw_block(self, block: Block, options: DrawOptions) -> Sequence[Strip]:
        match block:
            case ProseBlock() if not self._display.conceals_markup:
                return render_source(block.text, options)
            case ProseBlock():
                return self._render_prose(block, options)
            case ReasoningBlock():
                return self._render_reasoning(block, options)
            case _:
                return _render_static_block(block, options)

    def _render_prose(self, block: ProseBlock, options: DrawOptions) -> Sequence[Strip]:
        width = options.width
        if has_nothing_to_draw(block):
            return ()
        if not block.streaming and block.key not in self._views and self._budget.is_spent:
            return self._postpone_prose(block, options)
        self._postponed.pop(block.key, None)
        self._budget.record_characters(len(block.text))
        is_sampled = is_sampled_table(block.context)
        view = self._find_markdown_view(block.key, self.palette, block.first_number, begins_with_sample=is_sampled)
        if not block.context and block.gap_above is None:
            strips = view.render_so_far(block.text, width, INDENT, final=not block.streaming)
            return strips[: _find_table_foot(strips)] if block.goes_on else strips
        strips = view.render_so_far(
            block.context + block.text, width, INDENT, final=not block.streaming, at_once=block.gap_above is not None
        )
        if not block.streaming and not view.unfinished:
            self._views.pop(block.key)
        above = self._count_context_rows(block, width) if is_sampled or is_inside_code(block) else 0
        return strips[above : _find_table_foot(strips) if block.goes_on else len(strips)]

    def _postpone_prose(self, block: ProseBlock, options: DrawOptions) -> Sequence[Strip]:
        """The text as it was written, until there is time to draw it."""
        known = self._postponed.pop(block.key, None)
        if known is None or known[:2] != (block.text, options.width):
            known = (block.text, options.width, render_source(block.text, options))
        self._postponed[block.key] = known
        if len(self._postponed) > KEPT_VIEWS:
            self._postponed.popitem(last=False)
        return known[2]

    def _count_context_rows(self, block: ProseBlock, width: int) -> int:
        """How many rows the context of a piece takes by itself, without the lower edge of a table."""
        key = (block.context, width)
        if key not in self._context_rows:
            rows = MarkdownView(self.palette).render_markdown(block.context, max(1, width - INDENT), final=False)
            if len(self._context_rows) >= KEPT_CONTEXTS:
                self._context_rows.clear()
            self._context_rows[key] = _find_table_foot(rows) if is_sampled_table(block.context) else len(rows)
        return self._context_rows[key]

    def _render_reasoning(self, block: ReasoningBlock, options: DrawOptions) -> Sequence[Strip]:
        """One row once it is finished, its newest rows while it grows, everything when expanded."""
        heading = render_reasoning_heading(block, options)
        if not (options.expanded or block.streaming):
            return heading
        view = self._find_markdown_view(block.key, self._quiet)
        text = split_reasoning_title(block.text)[1]
        start = _find_newest(text, OPEN_REASONING if options.expanded else LIVE_CHARACTERS)
        rows = view.render_so_far(text[start:], options.width, 2 * INDENT, final=not block.streaming)
        if not options.expanded:
            return [*heading, *rows[-LIVE_REASONING:]]
        note = f"… {start:,} characters above not shown"
        return [*heading, *([make_aside(note, options.width, self.palette)] if start else []), *rows]

    def _find_markdown_view(
        self, key: str, palette: Palette, first_number: int | None = None, *, begins_with_sample: bool = False
    ) -> GradualMarkdown:
        view = self._views.get(key)
        if view is None:
            self._drop_oldest_views()
            view = self._views[key] = GradualMarkdown(palette, self._clock, first_number, begins_with_sample)
        else:
            self._views.move_to_end(key)
        return view

    def _drop_oldest_views(self) -> None:
        """Make room for another view; one that is still being drawn stays, or it would never be finished."""
        kept = sum(view.drawn for view in self._views.values())
        for key in [key for key, view in self._views.items() if not view.unfinished]:
            if len(self._views) < KEPT_VIEWS and kept <= KEPT_CHARACTERS:
                return
            kept -= self._views.pop(key).drawn


def _render_static_block(block: StaticBlock, options: DrawOptions) -> list[Strip]:
    """Blocks that need no state to be drawn."""
    match block:
        case UserBlock():
            return render_prompt(block, options)
        case ToolBlock():
            return render_tool(block, options)
        case ErrorBlock():
            return render_error(block, options)
        case FooterBlock():
            return render_footer(block, options)
        case CompactionBlock():
            return render_compaction(block, options)
        case SubtaskBlock():
            return render_subtask(block, options)
        case RetryBlock():
            return render_retry(block, options)
        case RevertBlock():
            return render_revert(block, options)
        case NoteBlock():
            return render_note(block, options)
    assert_never(block)


def _find_newest(text: str, room: int) -> int:
    """Where the newest part of a text begins: a place that moves only now and then while the text grows."""
    start = max(0, len(text) // room - 1) * room
    return text.find("\n", start, start + room // 2) + 1 or start if start else 0


def _find_table_foot(strips: Sequence[Strip]) -> int:
    """Where the lower edge of a table is, if it is the last of these rows; otherwise their end."""
    return len(strips) - bool(strips and strips[-1].text.lstrip().startswith("└─"))


def _make_quiet_palette(palette: Palette) -> Palette:
    """The palette for reasoning: everything muted."""
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
