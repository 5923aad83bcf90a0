"""Blocks as text a person would paste: the source, never the wrapped rows."""

import json
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
from octui.render.tool_words import text_of


def plain(block: Block) -> str:
    """The block's source text; `""` where there is nothing worth copying."""
    match block:
        case UserBlock() | ProseBlock() | ReasoningBlock() | NoteBlock():
            return block.text
        case ToolBlock():
            return _tool(block)
        case ErrorBlock():
            return block.failure.message
        case SubtaskBlock():
            return block.prompt or block.description
        case RetryBlock():
            return block.status.message
        case RevertBlock():
            return "\n".join(file.file for file in block.files)
        case FootBlock() | CompactionBlock():
            return ""
    assert_never(block)


def _tool(block: ToolBlock) -> str:
    part = block.part
    state = part.state
    if part.tool in ("bash", "shell"):
        shown = state.metadata.get("output")
        output = state.output or (shown if isinstance(shown, str) else "") or state.error
        return f"$ {text_of(state.input, 'command')}\n{output}".rstrip("\n")
    diff = text_of(state.metadata, "diff")
    if diff:
        return diff
    given = json.dumps(state.input, ensure_ascii=False, indent=2)
    return "\n".join(text for text in (f"{part.tool} {given}", state.output or state.error) if text)
