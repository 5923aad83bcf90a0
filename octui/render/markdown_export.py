"""A session as one Markdown text, for the clipboard or a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from octui.render.tools.registry import find_tool_view
from octui.store import selectors
from octui.store.state import State


@dataclass(frozen=True, slots=True)
class ExportedContent:
    """What of a session is exported, besides what was said."""

    thinking: bool = True
    tools: bool = True
    """Tool calls, with their arguments and output."""
    details: bool = True
    """Agent, model and duration of each answer."""

    def contains_block(self, block: Block) -> bool:
        match block:
            case ReasoningBlock():
                return self.thinking
            case ToolBlock():
                return self.tools
        return True


EVERYTHING: Final = ExportedContent()


def export_session(state: State, session_id: str, content: ExportedContent = EVERYTHING) -> str:
    """Everything loaded of a session: who said what, with tool calls and their output."""
    session = state.sessions.get(session_id)
    sections = [f"# {session.display_title if session and session.display_title else session_id}"]
    for is_from_user, group in groupby(_iter_session_blocks(state, session_id), key=_is_from_user):
        blocks = [block for block in group if content.contains_block(block)]
        texts = [text for block in blocks if (text := _block_to_markdown(block))]
        if texts:
            sections.append("## User" if is_from_user else f"## {_format_speaker(blocks, content)}")
            sections.extend(texts)
    return "\n\n".join(sections) + "\n"


def export_message(state: State, session_id: str, message_id: str) -> str:
    """One message, with its tool calls and their output."""
    view = selectors.get_message(state, message_id)
    blocks = build_message_blocks(view, build_block_context(state, session_id, message_id)) if view is not None else ()
    return "\n\n".join(text for block in blocks if (text := _block_to_markdown(block)))


def _iter_session_blocks(state: State, session_id: str) -> Iterator[Block]:
    for message_id in selectors.list_message_ids(state, session_id):
        view = selectors.get_message(state, message_id)
        if view is not None:
            yield from build_message_blocks(view, build_block_context(state, session_id, message_id))


def _is_from_user(block: Block) -> bool:
    return isinstance(block, UserBlock) or (isinstance(block, ToolBlock) and block.is_user_command)


def _format_speaker(blocks: Sequence[Block], content: ExportedContent) -> str:
    """`Assistant (Build · Claude · 3.1s)`, from the line under its answer."""
    footer = next((block for block in reversed(blocks) if isinstance(block, FooterBlock)), None)
    if footer is None or not content.details:
        return "Assistant"
    facts = [footer.agent, footer.model, format_duration(footer.seconds) if footer.seconds is not None else ""]
    facts.append("interrupted" if footer.interrupted else "")
    details = " · ".join(fact for fact in facts if fact)
    return f"Assistant ({details})" if details else "Assistant"


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
            return find_tool_view(block.part.tool).call_to_markdown(block)
        case ErrorBlock():
            return f"**Error:** {block_to_text(block).strip()}"
        case CompactionBlock():
            return "---"
        case _:
            return block_to_text(block).strip()
