"""Connects a client to a terminal over a WebSocket."""

import asyncio
import json
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from octui.server.terminals.terminal import Terminal, TerminalReader

CONTROL_BYTE = b"\x00"
"""The first byte of binary frames that carry control data instead of output."""

NORMAL_CLOSURE = 1000


async def attach_client(socket: WebSocket, terminal: Terminal, cursor: int | None) -> bool:
    """Send output and receive input until either side ends; False when the client was too slow."""
    await socket.accept()
    reader = terminal.add_reader(cursor)
    tasks = [
        asyncio.create_task(_send_output(socket, terminal, reader)),
        asyncio.create_task(_receive_input(socket, terminal)),
        asyncio.create_task(reader.dropped.wait()),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        terminal.remove_reader(reader)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if reader.dropped.is_set():
        return False
    for task in done:
        # A client that disconnected needs no close frame.
        if (raised := task.exception()) is not None and not isinstance(raised, WebSocketDisconnect):
            raise raised
    if tasks[0] in done and tasks[0].exception() is None:
        with suppress(WebSocketDisconnect):
            await socket.close(NORMAL_CLOSURE)
    return True


async def _send_output(socket: WebSocket, terminal: Terminal, reader: TerminalReader) -> None:
    replayed_until, cursor_sent = terminal.end, False
    while True:
        if not cursor_sent and reader.cursor >= replayed_until:
            cursor_sent = True
            await socket.send_bytes(
                CONTROL_BYTE + json.dumps({"cursor": reader.cursor}, separators=(",", ":")).encode()
            )
        text = await terminal.read_output(reader)
        if not text:
            return
        await socket.send_text(text)


async def _receive_input(socket: WebSocket, terminal: Terminal) -> None:
    while (message := await socket.receive())["type"] == "websocket.receive":
        typed = message.get("text")
        await terminal.write_input(
            typed.encode("utf-8", "replace") if typed is not None else message.get("bytes") or b""
        )
