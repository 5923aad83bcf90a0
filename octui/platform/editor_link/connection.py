"""Listens to an editor over its WebSocket."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Final

import msgspec

from octui.platform.editor_link.discovery import EditorAddress
from octui.platform.editor_link.notifications import EditorMention, EditorSelection, decode_notification, is_answer

PROTOCOL_VERSION: Final = "2025-11-25"
TOKEN_HEADER: Final = "x-claude-code-ide-authorization"
OPEN_SECONDS: Final = 3.0
CLOSE_SECONDS: Final = 0.5
MAX_FRAME_BYTES: Final = 4 * 1024 * 1024
FRAMES_AHEAD: Final = 16
GREETING_ID: Final = 1


async def listen_to_editor(address: EditorAddress) -> AsyncIterator[EditorSelection | EditorMention]:
    """What an editor reports; ends when there is no connection, or none any more."""
    # Loaded when there is an editor: most people have none that says something.
    from websockets.asyncio.client import connect
    from websockets.exceptions import InvalidHandshake, WebSocketException

    try:
        async with connect(
            f"ws://127.0.0.1:{address.port}",
            additional_headers={TOKEN_HEADER: address.token} if address.token else None,
            compression=None,
            proxy=None,
            open_timeout=OPEN_SECONDS,
            close_timeout=CLOSE_SECONDS,
            ping_interval=None,
            max_size=MAX_FRAME_BYTES,
            max_queue=FRAMES_AHEAD,
            logger=_silent,
        ) as socket:
            await socket.send(_make_greeting())
            async for frame in socket:
                if is_answer(frame, GREETING_ID):
                    await socket.send(msgspec.json.encode(_request("notifications/initialized")).decode())
                elif (said := decode_notification(frame)) is not None:
                    yield said
                # What waits in the buffer comes without a pause: an editor that says much must not keep keys waiting.
                await asyncio.sleep(0)
    except (OSError, TimeoutError, ValueError, InvalidHandshake, WebSocketException):
        return


def _make_greeting() -> str:
    client = {"name": "octui", "version": "0"}
    params = {"protocolVersion": PROTOCOL_VERSION, "capabilities": {}, "clientInfo": client}
    return msgspec.json.encode(_request("initialize") | {"id": GREETING_ID, "params": params}).decode()


def _request(method: str) -> dict[str, object]:
    return {"jsonrpc": "2.0", "method": method}


_silent = logging.Logger("octui.editor", logging.CRITICAL)
"""The library's own logger writes request headers, and with them the editor's token."""
