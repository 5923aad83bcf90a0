"""How a transcript treats each kind of block: the gap above it, whether the cursor stops there, its name."""

from typing import assert_never

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
    SubtaskBlock,
    ToolBlock,
    UserBlock,
)


def count_gap_rows(previous: Block | None, block: Block, rows: int = 1) -> int:
    """Blank rows above `block`, where `rows` are drawn of the block before it.

    None at the very top, and none between the steps of the agent's work while each takes one row. A step that shows
    more is followed by a gap, never preceded by one: its heading must not move when output arrives.
    """
    if previous is None:
        return 0
    if isinstance(block, ProseBlock) and block.gap_above is not None:
        return block.gap_above
    return 1 if rows > 1 or not (_is_step(previous) and _is_step(block)) else 0


def _is_step(block: Block) -> bool:
    match block:
        case ToolBlock():
            return not block.is_user_command
        case ReasoningBlock() | NoteBlock():
            return True
        case _:
            return False


def is_cursor_stop(block: Block) -> bool:
    """Whether the block cursor stops here: not at footers and dividers."""
    return not isinstance(block, FooterBlock | CompactionBlock)


def name_block_kind(block: Block) -> str:
    """Its name in the notification that it was copied."""
    match block:
        case UserBlock() | SubtaskBlock():
            return "prompt"
        case ProseBlock():
            return "answer"
        case ReasoningBlock():
            return "thought"
        case ToolBlock():
            return "command" if block.is_user_command else "tool call"
        case ErrorBlock() | RetryBlock():
            return "error"
        case NoteBlock() | FooterBlock() | CompactionBlock() | RevertBlock():
            return "note"
    assert_never(block)
