"""Compare octui's embedded server with a real one: `python -m tools.bench.embedded_server [--rounds N]`.

Both are started alternately on the same machine, in the same kind of repository, with the same scripted model.
Linux only: memory and CPU usage are read from /proc.
"""

import argparse
import asyncio
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from octui import VERSION
from octui.client import Client
from octui.wire.events import SessionIdle
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import NEWEST, Project, RealServer, make_project
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import record_stream
from tools.bench.effort import Numbers
from tools.bench.machine import facts
from tools.bench.processes import cpu_seconds, memory

TURNS = 10
DELTAS = 5_000
LISTENERS = 50
IDLE_SECONDS = 3.0
ANSWER_SECONDS = 300.0
ROWS = {
    "start": "started until healthy, s",
    "start.cpu": "… CPU until then, s",
    "memory": "memory at rest after a turn, PSS MiB",
    "memory.rss": "… RSS MiB",
    "turn": "a turn: prompt sent until idle is heard, ms",
    "turn.first": "… the first in a directory, ms",
    "turn.cpu": "… CPU a turn, ms",
    "fan": f"{DELTAS:,} deltas to {LISTENERS} listeners: until the last has all, s",
    "fan.cpu": "… CPU meanwhile, s",
    "fan.least": "… deltas the listener heard that heard least",
}


@dataclass
class Subject:
    """A kind of server to measure."""

    name: str
    make: Callable[[Path], RealServer]
    numbers: Numbers

    def note(self, measure: str, value: float) -> None:
        self.numbers.setdefault(measure, []).append(value)


async def measure(subject: Subject, folder: Path, model: str) -> None:
    """One round: start, turns, memory, fan-out, shutdown."""
    home = folder / "home"
    home.mkdir(parents=True)
    project = make_project(folder / "shop", model)
    server = subject.make(home)
    began = time.perf_counter()
    try:
        await asyncio.to_thread(_start, server)
        subject.note("start", time.perf_counter() - began)
        subject.note("start.cpu", cpu_seconds(server.pid))
        await asyncio.to_thread(server.trust_folder, project.directory)
        await _turns(subject, server, project)
        await asyncio.sleep(IDLE_SECONDS)
        used = memory(server.pid)
        subject.note("memory", used.proportional)
        subject.note("memory.rss", used.resident)
        await _fan_out(subject, server, project)
    finally:
        await asyncio.to_thread(server.kill)


def _start(server: RealServer) -> None:
    """Polls more often than a test would, as the polling interval is part of the result."""
    server.launch()
    while not server.healthy():
        if not server.running:
            raise ChildProcessError(f"the server ended:\n{server.log.read_text()[-2000:]}")
        time.sleep(0.005)


async def _turns(subject: Subject, server: RealServer, project: Project) -> None:
    async with Client(server.url, directory=project.directory) as client, record_stream(client) as heard:
        session = await client.sessions.create(title="turns")
        for turn in range(TURNS + 1):
            place, spent, began = len(heard.items), cpu_seconds(server.pid), time.perf_counter()
            await client.prompts.send(session.id, "say hi")
            await heard.wait_for_event(SessionIdle, lambda event: event.session_id == session.id, after=place)
            subject.note("turn" if turn else "turn.first", (time.perf_counter() - began) * 1000)
            if turn:
                subject.note("turn.cpu", (cpu_seconds(server.pid) - spent) * 1000)


async def _fan_out(subject: Subject, server: RealServer, project: Project) -> None:
    """The listeners read bytes without decoding them, so that this process costs little compared with the server."""
    async with httpx.AsyncClient(
        base_url=server.url, timeout=httpx.Timeout(ANSWER_SECONDS), limits=httpx.Limits(max_connections=None)
    ) as http:
        asked = {"directory": project.directory}
        session = (await http.post("/session", params=asked, json={"title": "flood"})).json()["id"]
        async with _listeners(http, asked, session) as (listeners, ready):
            await ready
            spent, began = cpu_seconds(server.pid), time.perf_counter()
            prompt = {"parts": [{"type": "text", "text": f"flood {DELTAS}"}]}
            await http.post(f"/session/{session}/prompt_async", params=asked, json=prompt)
            counted = await asyncio.gather(*listeners)
            subject.note("fan", time.perf_counter() - began)
            subject.note("fan.cpu", cpu_seconds(server.pid) - spent)
            subject.note("fan.least", min(counted))


@asynccontextmanager
async def _listeners(
    http: httpx.AsyncClient, asked: dict[str, str], session: str
) -> AsyncIterator[tuple[list["asyncio.Task[int]"], "asyncio.Future[list[bool]]"]]:
    greeted = [asyncio.Event() for _ in range(LISTENERS)]
    tasks = [asyncio.create_task(_deltas_heard(http, asked, session, event)) for event in greeted]
    try:
        yield tasks, asyncio.gather(*(event.wait() for event in greeted))
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError, httpx.HTTPError):
                await task


async def _deltas_heard(http: httpx.AsyncClient, asked: dict[str, str], session: str, greeted: asyncio.Event) -> int:
    """Number of deltas before the session became idle or the stream ended."""
    count, rest = 0, b""
    async with http.stream("GET", "/event", params=asked) as answer:
        async for chunk in answer.aiter_raw():
            greeted.set()
            whole, end, rest = (rest + chunk).rpartition(b"\n\n")
            count += whole.count(b'"message.part.delta"')
            if any(session.encode() in frame for frame in (whole + end).split(b"\n\n") if b'"session.idle"' in frame):
                return count
    return count


def table(ours: Subject, theirs: Subject) -> str:
    lines = [
        f"| | {ours.name} | {theirs.name} | {ours.name} / {theirs.name} |",
        "|---|---|---|---|",
    ]
    for measured, title in ROWS.items():
        one, other = ours.numbers.get(measured), theirs.numbers.get(measured)
        ratio = f"{median(one) / median(other):.2f}" if one and other and median(other) else ""
        lines.append(f"| {title} | {_spread(one)} | {_spread(other)} | {ratio} |")
    return "\n".join(lines)


def _spread(numbers: list[float] | None) -> str:
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"{numbers[0]:.2f}"
    return f"{median(numbers):.2f} ({min(numbers):.2f}–{max(numbers):.2f})"


@contextmanager
def _model() -> Iterator[str]:
    """Run the scripted model in a separate process, so that it does not wait for the listeners; yields its address."""
    near, far = Pipe()
    process = get_context("spawn").Process(target=_speak, args=(far,), daemon=True)
    process.start()
    try:
        yield near.recv()
    finally:
        process.kill()


def _speak(connection: Connection) -> None:
    connection.send(ScriptedModel().start().url)
    threading.Event().wait()


async def run(rounds: int) -> tuple[dict[str, str], str]:
    machine = await facts()
    ours = Subject("octui", lambda home: EmbeddedServer(VERSION, home), {})
    theirs = Subject("opencode", lambda home: RealServer(NEWEST, home), {})
    async with AsyncExitStack() as opened:
        folder = Path(opened.enter_context(TemporaryDirectory(prefix="octui-bench-", ignore_cleanup_errors=True)))
        model = opened.enter_context(_model())
        for turn in range(rounds):
            order = (ours, theirs) if turn % 2 == 0 else (theirs, ours)
            for subject in order:
                await measure(subject, folder / f"{turn}-{subject.name}", model)
                latest = ", ".join(f"{name} {values[-1]:.2f}" for name, values in subject.numbers.items())
                sys.stderr.write(f"{subject.name}: {latest}\n")
    return machine, table(ours, theirs)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.bench.embedded_server", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    machine, report = asyncio.run(run(parser.parse_args().rounds))
    sys.stdout.write(report + "\n\n" + "\n".join(f"- {name}: {fact}" for name, fact in machine.items()) + "\n")


if __name__ == "__main__":
    main()
