"""A session as one Markdown text, for the clipboard."""

from octui.render.blocks import Block
from octui.render.message_blocks import message_blocks
from octui.render.plain import plain
from octui.store import select
from octui.store.state import State
from octui.ui.source import block_context


def as_markdown(state: State, session_id: str) -> str:
    """Everything loaded of a session: who said what, with tool calls and their output."""
    session = state.sessions.get(session_id)
    sections = [f"# {session.title if session else session_id}"]
    for message_id in select.message_ids(state, session_id):
        view = select.message(state, message_id)
        if view is None:
            continue
        texts = [
            text
            for block in message_blocks(view, block_context(state, session_id, message_id))
            if (text := _text(block))
        ]
        if texts:
            speaker = "User" if view.info.role == "user" else f"Assistant ({view.info.agent or view.info.mode or ''})"
            sections.append(f"## {speaker}")
            sections.extend(texts)
    return "\n\n".join(sections) + "\n"


def _text(block: Block) -> str:
    return plain(block).strip()
