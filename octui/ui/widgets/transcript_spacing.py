"""Where the transcript leaves rows empty, and which blocks the cursor stops at: the whole policy, in one place."""

from octui.render.blocks import Block, CompactionBlock, FootBlock, ToolBlock

TALL_TOOLS = frozenset({"apply_patch", "edit", "multiedit", "patch", "question", "todowrite", "write"})
"""Tools that show more than their heading without being opened."""


def gap(previous: Block | None, block: Block) -> int:
    """Blank rows above `block`: none at the very top and none between one-line tool calls."""
    if previous is None:
        return 0
    if isinstance(previous, ToolBlock) and isinstance(block, ToolBlock):
        return 1 if previous.part.tool in TALL_TOOLS else 0
    return 1


def lands(block: Block) -> bool:
    """Whether the block cursor stops here: not at lines that only close or divide."""
    return not isinstance(block, FootBlock | CompactionBlock)
