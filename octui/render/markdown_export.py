"""A session as one Markdown text, for the clipboard."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from octui.render.block_context import build_block_context
from octui.render.blocks import (
    Block,
    CompactionBlock,
    ErrorBlock,
    FooterBlock,
    ProseBlock,
    ReasoningBlock,
    ToolBlock,
    UserBlock,
)
from octui.render.message_blocks import build_message_blocks
from octui.render.plain_text import block_to_text
from octui.render.text.attachment_label import label_attachment
from octui.render.text.durations import format_duration
from octui.render.tools.headings import summarize_tool_call
from octui.store import select
from octui.store.state import State

_FENCES: Final = re.compile(r"^\s*(`{3,})", re.M)
_LANGUAGES: Final = {"bash": "sh", "shell": "sh", "edit": "diff", "multiedit": "diff", "apply_patch": "diff"}
_AS_IT_IS: Final = frozenset({"todowrite", "todoread", "question", "task"})
"""Tools whose text is Markdown already."""


def export_session(state: State, session_id: str) -> str:
    """Everything loaded of a session: who said what, with tool calls and their output."""
    session = state.sessions.get(session_id)
    sections = [f"# {session.title if session and session.title else session_id}"]
    for person, blocks in groupby(_iter_session_blocks(state, session_id), key=_is_from_user):
        said = list(blocks)
        texts = [text for block in said if (text := _block_to_markdown(block))]
        if texts:
            sections.append("## User" if person else f"## {_format_speaker(said)}")
            sections.extend(texts)
    return "\n\n".join(sections) + "\n"


def _iter_session_blocks(state: State, session_id: str) -> Iterator[Block]:
    for message_id in select.message_ids(state, session_id):
        view = select.message(state, message_id)
        if view is not None:
            yield from build_message_blocks(view, build_block_context(state, session_id, message_id))


def _is_from_user(block: Block) -> bool:
    return isinstance(block, UserBlock) or (isinstance(block, ToolBlock) and block.is_user_command)


def _format_speaker(blocks: Sequence[Block]) -> str:
    """`Assistant (Build · Claude · 3.1s)`, from the line under its answer."""
    foot = next((block for block in reversed(blocks) if isinstance(block, FooterBlock)), None)
    if foot is None:
        return "Assistant"
    facts = [foot.agent, foot.model, format_duration(foot.seconds) if foot.seconds is not None else ""]
    facts.append("interrupted" if foot.interrupted else "")
    said = " · ".join(fact for fact in facts if fact)
    return f"Assistant ({said})" if said else "Assistant"


def _block_to_markdown(block: Block) -> str:
    match block:
        case UserBlock():
            attached = [f"- {label_attachment(file)}" for file in block.files]
            return "\n\n".join(text for text in (block.text.strip(), "\n".join(attached)) if text)
        case ProseBlock():
            return block.text.strip()
        case ReasoningBlock():
            return "\n".join(f"> {line}".rstrip() for line in block.text.strip().split("\n"))
        case ToolBlock():
            return _tool_to_markdown(block)
        case ErrorBlock():
            return f"**Error:** {block_to_text(block).strip()}"
        case CompactionBlock():
            return "---"
        case _:
            return block_to_text(block).strip()


def _tool_to_markdown(block: ToolBlock) -> str:
    text = block_to_text(block).strip("\n")
    name = block.part.tool
    if block.is_user_command:
        return _fence_code(text, "sh")
    heading = f"**{name or 'tool'}**" + (
        f" {_quote_inline_code(summarize_tool_call(block))}" if name not in ("bash", "shell") else ""
    )
    if not text:
        return heading
    return f"{heading}\n\n{text if name in _AS_IT_IS else _fence_code(text, _LANGUAGES.get(name, ''))}"


def _quote_inline_code(text: str) -> str:
    """Code on one line, whatever is in it."""
    line = text.replace("\n", " ")
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    marks = "`" * (longest + 1)
    return f"{marks} {line} {marks}" if longest else f"`{line}`"


def _fence_code(text: str, language: str) -> str:
    """A code block that nothing inside can end."""
    longest = max((len(run) for run in _FENCES.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
