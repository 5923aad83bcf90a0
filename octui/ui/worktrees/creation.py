"""Creates a worktree and waits until its files are there: what is asked of it before is answered wrongly."""

import asyncio
from collections.abc import Callable
from typing import Final

from octui.client import Client, Connected, Rejected
from octui.store.directories import is_same_directory
from octui.wire.events import Received, WorktreeReady
from octui.wire.workspace.projects import Worktree

READY_SECONDS: Final = 120.0
"""Seconds to wait for a worktree's files; after that it is listed, and goes on being set up."""

FAILED: Final = "worktree.failed"
"""The event of a worktree that could not be set up."""

Heard = Received | Connected


async def create_worktree(
    client: Client,
    *,
    name: str | None = None,
    start_command: str | None = None,
    directory: str | None = None,
    on_created: Callable[[Worktree], None] = lambda _: None,
) -> Worktree:
    """`on_created` hears about it before it is ready; raises TimeoutError where it is still being set up."""
    heard: asyncio.Queue[Heard] = asyncio.Queue()

    async def listen() -> None:
        async for item in client.events.subscribe(lambda _: True):
            if isinstance(item, Connected) or (
                isinstance(item, Received) and (isinstance(item.event, WorktreeReady) or item.kind == FAILED)
            ):
                heard.put_nowait(item)

    listener = asyncio.ensure_future(listen())
    try:
        async with asyncio.timeout(READY_SECONDS):
            await heard.get()
        made = await client.worktrees.create(name=name, start_command=start_command, directory=directory)
        on_created(made)
        async with asyncio.timeout(READY_SECONDS):
            await _wait_until_ready(heard, made)
        return made
    finally:
        listener.cancel()


async def _wait_until_ready(heard: "asyncio.Queue[Heard]", made: Worktree) -> None:
    while True:
        item = await heard.get()
        if isinstance(item, Connected):
            continue
        event = item.event
        if isinstance(event, WorktreeReady) and made.name in ("", event.name):
            return
        if item.kind == FAILED and item.directory and is_same_directory(item.directory, made.directory):
            raise Rejected("the server could not set it up; its log says why.")
