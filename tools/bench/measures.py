"""The measures that compare clients: each runs one client once and returns named values."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from tools.bench.clients import Client
from tools.bench.effort import Effort, Numbers
from tools.bench.key_echoes import LETTERS, measure_echoes, start_timer
from tools.bench.lab import Lab
from tools.bench.long_session import LongSession
from tools.bench.processes import cpu_seconds, memory, waited_seconds

IDLE_SECONDS = 20.0
STREAM_TOKENS, STREAM_RATE = 20_000, 500
REST_SECONDS = 8.0
POUR_SECONDS, POUR_RATE = 15.0, 2_000
ECHO_SECONDS = 10.0
BEHIND_SECONDS = 120.0


Measure = Callable[[Lab, Client, Effort], Awaitable[Numbers]]


async def start(lab: Lab, client: Client, _effort: Effort) -> Numbers:
    async with lab.pane(client) as pane:
        seconds = await lab.start(pane, client)
        spent, waited = cpu_seconds(pane.pid), waited_seconds(pane.pid)
        await lab.settle(pane)
        counted = memory(pane.pid)
    return {
        "start.seconds": [seconds],
        "start.cpu": [spent],
        "start.waited": [waited],
        "memory.pss": [counted.proportional],
        "memory.rss": [counted.resident],
    }


async def idle(lab: Lab, client: Client, _effort: Effort) -> Numbers:
    async with lab.pane(client) as pane:
        if client.speaks:
            await lab.open(pane, client, lab.newest)
        else:
            await lab.start(pane, client)
        await lab.settle(pane)
        spent, written, began = cpu_seconds(pane.pid), pane.bytes_written, time.perf_counter()
        await asyncio.sleep(IDLE_SECONDS)
        seconds = time.perf_counter() - began
        share = (cpu_seconds(pane.pid) - spent) / seconds * 100
        # Measured before closing, which also writes to the terminal.
        written = pane.bytes_written - written
    return {"idle.cpu": [share], "idle.bytes": [float(written)]}


async def open_200(lab: Lab, client: Client, _effort: Effort) -> Numbers:
    return await _open(lab, client, 200)


async def open_10000(lab: Lab, client: Client, _effort: Effort) -> Numbers:
    return await _open(lab, client, 10_000)


async def _open(lab: Lab, client: Client, messages: int) -> Numbers:
    session = lab.kept_session(messages)
    async with lab.pane(client) as pane:
        seconds = await lab.open(pane, client, session)
        waited = waited_seconds(pane.pid)
        await lab.settle(pane)
        pss = memory(pane.pid).proportional
    name = f"open.{messages}"
    return {f"{name}.seconds": [seconds], f"{name}.waited": [waited], f"{name}.pss": [pss]}


async def stream(lab: Lab, client: Client, _effort: Effort) -> Numbers:
    """From the prompt until the program is idle again, through the real server."""
    session = lab.session(200)
    async with lab.pane(client) as pane:
        await lab.open(pane, client, session)
        await lab.settle(pane)
        spent, waited = cpu_seconds(pane.pid), waited_seconds(pane.pid)
        end = await lab.ask(session, STREAM_TOKENS, STREAM_RATE)
        seen = await pane.wait_for(end, timeout=600)
        quiet = await lab.settle(pane)
        cpu, waited = cpu_seconds(pane.pid) - spent, waited_seconds(pane.pid) - waited
        counted = memory(pane.pid)
        took = await lab.answer_seconds(session)
    return {
        "stream.cpu": [cpu],
        "stream.waited": [waited],
        "stream.rate": [STREAM_TOKENS / took],
        "stream.quiet": [max(0.0, quiet - seen)],
        "stream.pss": [counted.proportional],
        "stream.rss": [counted.resident],
    }


async def keys(lab: Lab, client: Client, _effort: Effort) -> Numbers:
    """Key latency when idle and, for clients, while deltas are streamed."""
    session: LongSession = lab.session(200) if client.speaks else lab.newest
    async with lab.pane(client) as pane:
        await lab.open(pane, client, session, through=lab.relay)
        await lab.settle(pane)
        letters = iter(LETTERS)
        numbers: Numbers = {
            "keys.idle": await measure_echoes(pane, letters, until=start_timer(REST_SECONDS), most_seconds=ECHO_SECONDS)
        }
        if not client.speaks:
            return numbers
        deltas = int(POUR_SECONDS * POUR_RATE)
        spent, began = cpu_seconds(pane.pid), time.perf_counter()
        pouring = asyncio.create_task(lab.pour(session, deltas, POUR_RATE))
        numbers["keys.streaming"] = await measure_echoes(pane, letters, until=pouring.done, most_seconds=ECHO_SECONDS)
        end, kept = await pouring
        share = (cpu_seconds(pane.pid) - spent) / (poured := time.perf_counter() - began) * 100
        behind = await pane.wait_for(end, timeout=BEHIND_SECONDS) - began - poured
    pace = {"keys.rate": [kept["rate"]], "keys.late": [kept["latest"]]}
    return numbers | {"keys.cpu": [share], "keys.behind": [behind]} | pace
