"""Blocks as text for the clipboard."""

import asyncio
from collections.abc import Sequence
from typing import Final

from textual.widget import Widget

from octui.render.blocks import Block, ToolBlock
from octui.ui.transcript.block_traits import name_block_kind
from octui.ui.transcript.layout import BlockRef
from octui.ui.transcript.messages import CopyRequested
from octui.ui.transcript.protocols import StripRenderer
from octui.ui.transcript.virtual_list import VirtualList

COPIED_AT_ONCE: Final = 200_000
"""Characters of output that are made into text in a few milliseconds."""


def copy_at_block(widget: Widget, items: VirtualList, block_ref: BlockRef, *, is_whole_message: bool) -> None:
    """Copy a block, the whole of it where that is a piece, or all blocks of its item."""
    if block_ref.item not in items:
        return
    if is_whole_message:
        _copy_blocks(widget, items.read_blocks(block_ref.item), items.renderer, "message")
    elif block := items.read_whole_block(block_ref):
        _copy_blocks(widget, [block], items.renderer, name_block_kind(block))


def _copy_blocks(widget: Widget, blocks: Sequence[Block], renderer: StripRenderer, kind: str) -> None:
    """Request that these blocks are copied; in a thread where making the text takes longer than a key should wait."""
    # Only printed output has to be replayed; everything else is copied as it is.
    if sum(len(block.part.state.output) for block in blocks if isinstance(block, ToolBlock)) > COPIED_AT_ONCE:
        copying = _copy_in_thread(widget, blocks, renderer, kind)
        widget.run_worker(copying, group="copy", exclusive=True, exit_on_error=False)
    elif text := _join_text(blocks, renderer):
        widget.post_message(CopyRequested(text, kind))


async def _copy_in_thread(widget: Widget, blocks: Sequence[Block], renderer: StripRenderer, kind: str) -> None:
    if text := await asyncio.to_thread(_join_text, blocks, renderer):
        widget.post_message(CopyRequested(text, kind))


def _join_text(blocks: Sequence[Block], renderer: StripRenderer) -> str:
    return "\n\n".join(text for block in blocks if (text := renderer.to_copy_text(block)))
