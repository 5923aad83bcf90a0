"""A session as one Markdown text, for the clipboard."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from octui.render.blocks import (
    Block,
    CompactionBlock,
    ErrorBlock,
    FootBlock,
    ProseBlock,
    ReasoningBlock,
    ToolBlock,
    UserBlock,
)
from octui.render.durations import spoken
from octui.render.file_label import file_label
from octui.render.message_blocks import message_blocks
from octui.render.plain import plain
from octui.render.tool_words import in_words
from octui.store import select
from octui.store.state import State
from octui.ui.source import block_context

_FENCES: Final = re.compile(r"^\s*(`{3,})", re.M)
_LANGUAGES: Final = {"bash": "sh", "shell": "sh", "edit": "diff", "multiedit": "diff", "apply_patch": "diff"}
_AS_IT_IS: Final = frozenset({"todowrite", "todoread", "question", "task"})
"""Tools whose text is Markdown already."""


def as_markdown(state: State, session_id: str) -> str:
    """Everything loaded of a session: who said what, with tool calls and their output."""
    session = state.sessions.get(session_id)
    sections = [f"# {session.title if session and session.title else session_id}"]
    for person, blocks in groupby(_blocks(state, session_id), key=_from_person):
        said = list(blocks)
        texts = [text for block in said if (text := _text(block))]
        if texts:
            sections.append("## User" if person else f"## {_speaker(said)}")
            sections.extend(texts)
    return "\n\n".join(sections) + "\n"


def _blocks(state: State, session_id: str) -> Iterator[Block]:
    for message_id in select.message_ids(state, session_id):
        view = select.message(state, message_id)
        if view is not None:
            yield from message_blocks(view, block_context(state, session_id, message_id))


def _from_person(block: Block) -> bool:
    return isinstance(block, UserBlock) or (isinstance(block, ToolBlock) and block.by_person)


def _speaker(blocks: Sequence[Block]) -> str:
    """`Assistant (Build · Claude · 3.1s)`, from the line under its answer."""
    foot = next((block for block in reversed(blocks) if isinstance(block, FootBlock)), None)
    if foot is None:
        return "Assistant"
    facts = [foot.agent, foot.model, spoken(foot.seconds) if foot.seconds is not None else ""]
    facts.append("interrupted" if foot.interrupted else "")
    said = " · ".join(fact for fact in facts if fact)
    return f"Assistant ({said})" if said else "Assistant"


def _text(block: Block) -> str:
    match block:
        case UserBlock():
            attached = [f"- {file_label(file)}" for file in block.files]
            return "\n\n".join(text for text in (block.text.strip(), "\n".join(attached)) if text)
        case ProseBlock():
            return block.text.strip()
        case ReasoningBlock():
            return "\n".join(f"> {line}".rstrip() for line in block.text.strip().split("\n"))
        case ToolBlock():
            return _tool(block)
        case ErrorBlock():
            return f"**Error:** {plain(block).strip()}"
        case CompactionBlock():
            return "---"
        case _:
            return plain(block).strip()


def _tool(block: ToolBlock) -> str:
    text = plain(block).strip("\n")
    name = block.part.tool
    if block.by_person:
        return _fenced(text, "sh")
    heading = f"**{name or 'tool'}**" + (f" {_quoted(in_words(block))}" if name not in ("bash", "shell") else "")
    if not text:
        return heading
    return f"{heading}\n\n{text if name in _AS_IT_IS else _fenced(text, _LANGUAGES.get(name, ''))}"


def _quoted(text: str) -> str:
    """Code on one line, whatever is in it."""
    line = text.replace("\n", " ")
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    marks = "`" * (longest + 1)
    return f"{marks} {line} {marks}" if longest else f"`{line}`"


def _fenced(text: str, language: str) -> str:
    """A code block that nothing inside can end."""
    longest = max((len(run) for run in _FENCES.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
