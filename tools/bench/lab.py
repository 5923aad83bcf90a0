"""Test environment: one real server, its paced model and the relay, shared by all clients."""

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.support.real_opencode import NEWEST, Project, RealServer, make_project
from tools.bench.clients import TITLE, Client
from tools.bench.long_session import LongSession, write_long_session
from tools.bench.paced_model import last_line
from tools.bench.processes import cpu_seconds
from tools.bench.relay import Pour
from tools.bench.tmux_pane import Pane, open_pane

READY_SECONDS = 60.0
SETTLE_SECONDS = 60.0
QUIET_CPU = 0.05
"""An idle program uses less than this share of a core and writes nothing for a second."""


class Unsettled(Exception):
    """The program never became idle."""


class Lab:
    def __init__(self, server: RealServer, relay: str, project: Project, homes: Path) -> None:
        self.server = server
        self.relay = relay
        self.project = project
        self._homes = homes
        self._numbers = count(1)
        self._kept: dict[int, LongSession] = {}
        self.newest = write_long_session(server, project.directory, 20, TITLE)

    @asynccontextmanager
    async def pane(self, client: Client) -> AsyncIterator[Pane]:
        home = self._homes / client.name
        home.mkdir(exist_ok=True)
        async with open_pane(client.environment(home)) as pane:
            yield pane

    async def start(self, pane: Pane, client: Client) -> float:
        """Start the client without a session; returns the seconds until its first screen is complete."""
        await pane.run(client.command(self.server.url, self.project.directory, None), self.project.path)
        return await pane.wait_for(*client.ready, timeout=READY_SECONDS) - pane.began_at

    async def open(self, pane: Pane, client: Client, session: LongSession, through: str = "") -> float:
        """Start the client in a session; returns the seconds until the end of the conversation is on the screen."""
        command = client.command(through or self.server.url, self.project.directory, session.id)
        await pane.run(command, self.project.path)
        texts = (session.last,) if client.speaks else client.ready
        return await pane.wait_for(*texts, timeout=READY_SECONDS) - pane.began_at

    def session(self, messages: int) -> LongSession:
        """Create a session to stream into."""
        return write_long_session(self.server, self.project.directory, messages, f"{messages} messages")

    def kept_session(self, messages: int) -> LongSession:
        """The read-only session shared by all clients."""
        if messages not in self._kept:
            self._kept[messages] = self.session(messages)
        return self._kept[messages]

    async def settle(self, pane: Pane) -> float:
        """Wait until the program is idle; returns when its last busy second ended."""
        deadline = time.perf_counter() + SETTLE_SECONDS
        while time.perf_counter() < deadline:
            began, spent = time.perf_counter(), cpu_seconds(pane.pid)
            await asyncio.sleep(1)
            if pane.wrote_at < began and cpu_seconds(pane.pid) - spent < QUIET_CPU:
                return began
        raise Unsettled(f"busy for {SETTLE_SECONDS:.0f} s")

    async def ask(self, session: LongSession, tokens: int, rate: int) -> str:
        """Make the server stream an answer; returns its last line."""
        number = next(self._numbers)
        prompt = {"parts": [{"type": "text", "text": f"pace {tokens} {rate} {number}"}]}
        address = f"{self.server.url}/session/{session.id}/prompt_async?directory={self.project.directory}"
        await self._post(address, prompt)
        return last_line(number)

    async def pour(self, session: LongSession, deltas: int, rate: int) -> tuple[str, dict[str, float]]:
        """Make the relay stream an answer; returns its last line and the actual pace when it ends."""
        end = last_line(next(self._numbers))
        info = await self._get(f"/session/{session.id}")
        talk = await self._get(f"/session/{session.id}/message", "&limit=1")
        suffix = f"{(time.time_ns() // 1_000_000 * 0x1000) % (1 << 48):012x}"
        pour = Pour(
            session=session.id,
            directory=self.project.directory,
            project=info["projectID"],
            parent=talk[-1]["info"]["parentID"],
            message=f"msg_{suffix}00000000000001",
            part=f"prt_{suffix}00000000000002",
            count=deltas,
            rate=rate,
            end=end,
        )
        kept: dict[str, float] = await self._post(f"{self.relay}/pour", asdict(pour))
        return end, kept

    async def answer_seconds(self, session: LongSession) -> float:
        """Duration of the server's newest answer."""
        talk = await self._get(f"/session/{session.id}/message", "&limit=1")
        times = talk[-1]["info"]["time"]
        return float(times.get("completed", times["created"]) - times["created"]) / 1000

    async def _get(self, path: str, query: str = "") -> Any:
        return await self._post(f"{self.server.url}{path}?directory={self.project.directory}{query}", None)

    async def _post(self, url: str, body: object) -> Any:
        return await asyncio.to_thread(_request, url, body)


@contextmanager
def open_lab() -> Iterator[Lab]:
    """Start the whole environment, and shut it down at the end."""
    with ExitStack() as started:
        folder = Path(started.enter_context(TemporaryDirectory(prefix="octui-bench-", ignore_cleanup_errors=True)))
        model = started.enter_context(_process("tools.bench.paced_model"))
        project = make_project(folder / "shop", f"{model}/v1")
        (folder / "server").mkdir()
        server = RealServer(NEWEST, folder / "server", None, project.path)
        started.callback(server.kill)
        server.start()
        relay = started.enter_context(_process("tools.bench.relay", server.url))
        (folder / "homes").mkdir()
        yield Lab(server, relay, project, folder / "homes")


@contextmanager
def _process(module: str, *arguments: str) -> Iterator[str]:
    """Run one of our modules in a separate process; yields its address."""
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()


def _request(url: str, body: object) -> Any:
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, sent, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=600) as answer:
        said = answer.read()
    return json.loads(said) if said else None
