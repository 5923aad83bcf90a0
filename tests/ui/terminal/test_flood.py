"""How much lies between a program that prints without end and whoever reads it slowly."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from octui.client import Client
from octui.ui.terminal.connection import ConnectionState, PtyConnection
from tests.server.embedded import EmbeddedServer

WAIT_SECONDS = 30.0
PACE = 0.005
"""Seconds a frame takes the reader."""
MOST_ON_THE_WAY = 250_000
"""Characters; what the kernel adds of its own differs from machine to machine."""


class SlowReader:
    """Follows a shell, never faster than its pace."""

    def __init__(self, client: Client, pty_id: str) -> None:
        self.count = 0
        self.tail = ""
        self.link = PtyConnection(client, pty_id, None, self._take, lambda: None)
        self.task = asyncio.create_task(self.link.follow_terminal())

    async def _take(self, text: str, past: bool) -> None:
        self.count += len(text)
        self.tail = (self.tail + text)[-200:]
        await asyncio.sleep(PACE)

    async def until_said(self, text: str) -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            while text not in self.tail:
                await asyncio.sleep(PACE)


@pytest.fixture
async def slow_reader(embedded: EmbeddedServer, tmp_path: Path) -> AsyncIterator[SlowReader]:
    async with Client(embedded.url, directory=str(tmp_path)) as client:
        pty = await client.ptys.create(command="/bin/sh", env={"ENV": ""})
        reader = SlowReader(client, pty.id)
        reader.link.type_text("PS1='ready''> '\n")
        await reader.until_said("ready> ")
        assert reader.link.info.phase is ConnectionState.LIVE
        yield reader
        reader.task.cancel()
        await asyncio.gather(reader.task, return_exceptions=True)


async def test_little_comes_between_ctrl_c_and_the_prompt(slow_reader: SlowReader) -> None:
    slow_reader.link.type_text("yes\n")
    async with asyncio.timeout(WAIT_SECONDS):
        while slow_reader.count < 2_000_000:
            await asyncio.sleep(PACE)
    before = slow_reader.count
    slow_reader.link.type_text("\x03")
    await slow_reader.until_said("ready> ")
    assert slow_reader.count - before < MOST_ON_THE_WAY
