"""Blocks as text a person would paste: the source, never the wrapped rows."""

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
from octui.render.output.command_output import to_plain_text
from octui.render.output.tool_output import parse_tool_output
from octui.render.text.attachment_label import label_attachment
from octui.render.tools.arguments import format_argument_value
from octui.render.tools.file_changes import extract_patch
from octui.render.tools.headings import extract_command, extract_todos, summarize_tool_call
from octui.render.tools.json_values import get_objects, get_text, get_texts
from octui.render.tools.lists import extract_task_result
from octui.render.tools.read import extract_file_text, parse_read_output
from octui.render.tools.status import extract_error_text


def block_to_text(block: Block) -> str:
    """The block's source text; `""` where there is nothing worth copying."""
    match block:
        case UserBlock():
            return block.text or "\n".join(map(label_attachment, block.files))
        case ProseBlock() | ReasoningBlock() | NoteBlock():
            return block.text
        case ToolBlock():
            return "\n".join(text for text in (_tool_to_text(block), extract_error_text(block)) if text)
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


def _tool_to_text(block: ToolBlock) -> str:
    """What came of a call, and what it was where that is not plain to see."""
    state = block.part.state
    match block.part.tool:
        case "bash" | "shell":
            output = to_plain_text(parse_tool_output(state).program_text).strip("\n")
            return f"$ {extract_command(block)}\n{output}".rstrip("\n")
        case "edit" | "multiedit" | "apply_patch" | "patch" if patch := extract_patch(block):
            return patch
        case "write" if content := get_text(state.input, "content"):
            return content
        case "read" if found := parse_read_output(block.part):
            return extract_file_text(found)
        case "todowrite" | "todoread" if todos := extract_todos(block.part):
            marks = {"completed": "x", "cancelled": "-"}
            return "\n".join(
                f"- [{marks.get(get_text(todo, 'status'), ' ')}] {get_text(todo, 'content')}" for todo in todos
            )
        case "question" if questions := get_objects(state.input, "questions"):
            return "\n".join(
                _answer_to_text(block, number, get_text(asked, "question")) for number, asked in enumerate(questions)
            )
        case "task":
            words = get_text(state.input, "prompt", "description")
            return "\n\n".join(text for text in (words, extract_task_result(state.output)) if text)
        case "webfetch" | "websearch" | "codesearch" | "glob" | "grep" | "list" | "ls" | "skill":
            return "\n".join(text for text in (summarize_tool_call(block), state.output) if text)
        case "invalid":
            return summarize_tool_call(block)
        case name:
            given = format_argument_value(state.input) if state.input else ""
            return "\n".join(text for text in (f"{name} {given}".strip(), state.output) if text)


def _answer_to_text(block: ToolBlock, number: int, question: str) -> str:
    answers = block.part.state.metadata.get("answers")
    given = answers[number] if isinstance(answers, list) and number < len(answers) else None
    return "\n→ ".join(text for text in (question, ", ".join(get_texts({"": given}, ""))) if text)
