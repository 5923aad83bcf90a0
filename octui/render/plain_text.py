"""Blocks as text to paste: the source, never the wrapped rows."""

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
from octui.render.text.attachment_label import label_attachment
from octui.render.tools.strips import tool_to_text


def block_to_text(block: Block) -> str:
    """The block's source text; `""` where there is nothing worth copying."""
    match block:
        case UserBlock():
            return block.text or "\n".join(map(label_attachment, block.files))
        case ProseBlock() | ReasoningBlock() | NoteBlock():
            return block.text
        case ToolBlock():
            return tool_to_text(block)
        case ErrorBlock():
            return block.failure.message
        case SubtaskBlock():
            return block.prompt or block.description
        case RetryBlock():
            return block.status.message
        case RevertBlock():
            return "\n".join(file.file for file in block.files)
        case FooterBlock() | CompactionBlock():
            return ""
    assert_never(block)
