"""A session as a document: as the server has it, as Markdown, or as an HTML page."""

import re
from typing import Final

import msgspec

from octui.client import Client
from octui.render.markdown_export import EVERYTHING, ExportedContent, export_session
from octui.store.actions import HistoryLoaded, HistoryRequested, SessionsLoaded
from octui.store.store import Store
from octui.wire.decoding.tolerant_decoder import TolerantDecoder
from octui.wire.history import decode_messages
from octui.wire.sessions import Session, shorten_default_title
from octui.wire.struct import Json

FORMATS: Final = ("markdown", "json", "html")
ENDINGS: Final = {"markdown": ".md", "json": ".json", "html": ".html"}

_session = TolerantDecoder(Session)


async def fetch_document(client: Client, session_id: str, *, directory: str | None = None) -> Json:
    """The session and all its messages, in the shape `opencode export` prints; raises a ClientError."""
    return {
        "info": await client.sessions.fetch_json_session(session_id, directory=directory),
        "messages": list(await client.messages.fetch_json_history(session_id, directory=directory)),
    }


def format_document(document: Json, file_format: str, content: ExportedContent = EVERYTHING) -> str:
    """The text of the file; slow for a long session."""
    if file_format == "json":
        return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"
    markdown = format_markdown(document, content)
    if file_format == "html":
        # Imported when used: only a page needs a parser of Markdown.
        from octui.export.html import render_html

        title = shorten_default_title(str(document["info"].get("title") or document["info"].get("id") or "Session"))
        return render_html(markdown, title)
    return markdown


def format_markdown(document: Json, content: ExportedContent = EVERYTHING) -> str:
    """The session as Markdown."""
    session = _session.decode_value(msgspec.json.encode(document["info"]))
    messages = decode_messages([msgspec.Raw(msgspec.json.encode(message)) for message in document["messages"]])
    store = Store()
    store.dispatch_action(SessionsLoaded((session,)))
    store.dispatch_action(HistoryRequested(session.id))
    store.dispatch_action(HistoryLoaded(session.id, messages))
    return export_session(store.state, session.id, content)


def make_file_name(title: str, session_id: str, file_format: str = "markdown") -> str:
    """A name from the title, safe on every file system, with the end of the session's id."""
    words = re.sub(r"[^\w]+", "-", title.lower()).strip("-_")[:40].strip("-_")
    return f"{words or 'session'}-{session_id[-6:]}{ENDINGS[file_format]}"
