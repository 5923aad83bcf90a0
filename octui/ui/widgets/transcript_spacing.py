"""What a transcript makes of each kind of block: the space around it, whether the cursor stops there, its name."""

from typing import assert_never

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


def kind(block: Block) -> str:
    """What to call it when telling that it was copied."""
    match block:
        case UserBlock() | SubtaskBlock():
            return "prompt"
        case ProseBlock():
            return "answer"
        case ReasoningBlock():
            return "thought"
        case ToolBlock():
            return "tool call"
        case ErrorBlock() | RetryBlock():
            return "error"
        case NoteBlock() | FootBlock() | CompactionBlock() | RevertBlock():
            return "note"
    assert_never(block)
