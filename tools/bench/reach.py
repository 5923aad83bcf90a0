"""What only octui can do: reach the beginning of a long session, and rest in any of its screens."""

import asyncio
import time
from typing import Final

from tools.bench.clients import Client
from tools.bench.effort import Effort, Numbers
from tools.bench.lab import Lab
from tools.bench.processes import cpu_seconds, memory, wake_ups

SCREEN_SECONDS: Final = 10.0
"""The time between two heartbeats of a server, so that one of them falls into each window."""
SCREENS: Final = {
    "help": ("F1",),
    "command palette": ("C-p",),
    "sessions": ("C-x", "l"),
    "models": ("C-x", "m"),
    "agents": ("C-x", "a"),
    "prompts of the session": ("C-x", "g"),
    "requests": ("C-x", "I"),
    "queue": ("C-x", "Q"),
}
"""The keys that open each from a session; Escape closes all of them."""


async def beginning(lab: Lab, client: Client, _effort: Effort) -> Numbers:
    """One key, from the end of 10,000 messages to the first of them."""
    session = lab.kept_session(10_000)
    async with lab.pane(client) as pane:
        await lab.open(pane, client, session)
        await lab.settle(pane)
        spent, pressed = cpu_seconds(pane.pid), time.perf_counter()
        await pane.tmux("send-keys C-g")
        seconds = await pane.wait_for(session.first, timeout=120) - pressed
        cpu = cpu_seconds(pane.pid) - spent
        await lab.settle(pane)
        return {
            "beginning.seconds": [seconds],
            "beginning.cpu": [cpu],
            "beginning.pss": [memory(pane.pid).proportional],
        }


async def screens(lab: Lab, client: Client, _effort: Effort) -> Numbers:
    """How often each screen wakes up while nothing happens."""
    rates: list[float] = []
    shares: list[float] = []
    async with lab.pane(client) as pane:
        await lab.open(pane, client, lab.newest)
        await lab.settle(pane)
        for keys in SCREENS.values():
            for key in keys:
                await pane.tmux(f"send-keys {key}")
            await lab.settle(pane)
            woken, spent, began = wake_ups(pane.pid), cpu_seconds(pane.pid), time.perf_counter()
            await asyncio.sleep(SCREEN_SECONDS)
            seconds = time.perf_counter() - began
            rates.append((wake_ups(pane.pid) - woken) / seconds)
            shares.append((cpu_seconds(pane.pid) - spent) / seconds * 100)
            await pane.tmux("send-keys Escape")
            await lab.settle(pane)
    return {"screens.wakeups": rates, "screens.cpu": shares}
