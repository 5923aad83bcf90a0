"""Blocks as text for the clipboard."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Final

from textual.widget import Widget

from octui.render.blocks import Block, ToolBlock
from octui.ui.transcript.block_traits import name_block_kind
from octui.ui.transcript.layout import BlockRef
from octui.ui.transcript.messages import CopyRequested
from octui.ui.transcript.protocols import StripRenderer
from octui.ui.transcript.virtual_list import VirtualList
from octui.ui.workers import start_worker

COPIED_AT_ONCE: Final = 200_000
"""Characters of output that are made into text in a few milliseconds."""


def copy_at_block(widget: Widget, items: VirtualList, block_ref: BlockRef, *, is_whole_message: bool) -> None:
    """Copy a block, the whole of it where that is a piece, or all blocks of its message."""
    if block_ref.item not in items:
        return
    if is_whole_message:
        _copy_items(widget, items, items.list_message_keys(block_ref.item))
    elif block := items.read_whole_block(block_ref):
        _copy_blocks(widget, [block], items.renderer, name_block_kind(block))


def _copy_items(widget: Widget, items: VirtualList, keys: Sequence[str]) -> None:
    """Copy a message, bit by bit if it is more than one item."""
    if len(keys) == 1:
        _copy_blocks(widget, items.read_blocks(keys[0]), items.renderer, "message")
    else:
        _run_copying(widget, _copy_long_message(widget, items, keys))


def _copy_blocks(widget: Widget, blocks: Sequence[Block], renderer: StripRenderer, kind: str) -> None:
    """Request that these blocks are copied; in a thread where making the text takes longer than a key should wait."""
    # Only printed output has to be replayed; everything else is copied as it is.
    if sum(len(block.part.state.output) for block in blocks if isinstance(block, ToolBlock)) > COPIED_AT_ONCE:
        _run_copying(widget, _copy_in_thread(widget, blocks, renderer, kind))
    elif text := _join_text(blocks, renderer):
        widget.post_message(CopyRequested(text, kind))


def _run_copying(widget: Widget, copying: Coroutine[None, None, None]) -> None:
    start_worker(widget, copying, group="copy", exclusive=True)


async def _copy_long_message(widget: Widget, items: VirtualList, keys: Sequence[str]) -> None:
    blocks: list[Block] = []
    for key in keys:
        blocks += items.read_blocks(key)
        await asyncio.sleep(0)
    await _copy_in_thread(widget, blocks, items.renderer, "message")


async def _copy_in_thread(widget: Widget, blocks: Sequence[Block], renderer: StripRenderer, kind: str) -> None:
    if text := await asyncio.to_thread(_join_text, blocks, renderer):
        widget.post_message(CopyRequested(text, kind))


def _join_text(blocks: Sequence[Block], renderer: StripRenderer) -> str:
    return "\n\n".join(text for block in blocks if (text := renderer.to_copy_text(block)))
