"""Blocks as text a person would paste: the source, never the wrapped rows."""

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
from octui.render.file_label import file_label
from octui.render.printout import bare
from octui.render.tool_arguments import spelled_out
from octui.render.tool_changes import diff_text
from octui.render.tool_lists import result_of
from octui.render.tool_output import printed
from octui.render.tool_reading import own_lines, reading
from octui.render.tool_stage import complaint
from octui.render.tool_values import objects_of, text_of, texts_of
from octui.render.tool_words import command_of, in_words, todos_of


def plain(block: Block) -> str:
    """The block's source text; `""` where there is nothing worth copying."""
    match block:
        case UserBlock():
            return block.text or "\n".join(map(file_label, block.files))
        case ProseBlock() | ReasoningBlock() | NoteBlock():
            return block.text
        case ToolBlock():
            return "\n".join(text for text in (_tool(block), complaint(block)) if text)
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
    """What came of a call, and what it was where that is not plain to see."""
    state = block.part.state
    match block.part.tool:
        case "bash" | "shell":
            output = bare(printed(state).own).strip("\n")
            return f"$ {command_of(block)}\n{output}".rstrip("\n")
        case "edit" | "multiedit" | "apply_patch" | "patch" if patch := diff_text(block):
            return patch
        case "write" if content := text_of(state.input, "content"):
            return content
        case "read" if found := reading(block.part):
            return own_lines(found)
        case "todowrite" | "todoread" if todos := todos_of(block.part):
            marks = {"completed": "x", "cancelled": "-"}
            return "\n".join(
                f"- [{marks.get(text_of(todo, 'status'), ' ')}] {text_of(todo, 'content')}" for todo in todos
            )
        case "question" if questions := objects_of(state.input, "questions"):
            return "\n".join(
                _asked(block, number, text_of(asked, "question")) for number, asked in enumerate(questions)
            )
        case "task":
            words = text_of(state.input, "prompt", "description")
            return "\n\n".join(text for text in (words, result_of(state.output)) if text)
        case "webfetch" | "websearch" | "codesearch" | "glob" | "grep" | "list" | "ls" | "skill":
            return "\n".join(text for text in (in_words(block), state.output) if text)
        case "invalid":
            return in_words(block)
        case name:
            given = spelled_out(state.input) if state.input else ""
            return "\n".join(text for text in (f"{name} {given}".strip(), state.output) if text)


def _asked(block: ToolBlock, number: int, question: str) -> str:
    answers = block.part.state.metadata.get("answers")
    given = answers[number] if isinstance(answers, list) and number < len(answers) else None
    return "\n→ ".join(text for text in (question, ", ".join(texts_of({"": given}, ""))) if text)
