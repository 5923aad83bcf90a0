"""The shop in the pictures: a project at `~/code/shop`, its server and its sessions."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from octui.client import Client
from octui.config.preferences import PreferencesStore
from octui.wire.sessions import Rule
from tests.support.real_opencode import NEWEST, RealServer, make_environment, make_project
from tools.screenshots.history import Clock
from tools.screenshots.script import CLEAR, FILES, FIX, MOVE, PAST, TALKS, WRITE, Talk
from tools.screenshots.scripted_model import Model

USUAL_PORT: Final = 4096
WAIT_SECONDS: Final = 300.0

PROVIDERS: Final = {
    "anthropic": ("Anthropic", {"opus": "Claude Opus 4.5", "sonnet": "Claude Sonnet 4.5", "haiku": "Claude Haiku 4.5"}),
    "google": ("Google", {"pro": "Gemini 3 Pro", "flash": "Gemini 2.5 Flash"}),
    "openai": ("OpenAI", {"gpt": "GPT-5.1", "codex": "GPT-5.1 Codex", "mini": "GPT-5 Mini"}),
}
FACTS: Final = {
    "opus": (200_000, 5, 25),
    "sonnet": (200_000, 3, 15),
    "haiku": (200_000, 1, 5),
    "pro": (1_000_000, 2, 12),
    "flash": (1_000_000, 0.3, 2.5),
    "gpt": (400_000, 1.25, 10),
    "codex": (400_000, 1.25, 10),
    "mini": (400_000, 0.25, 2),
}
"""Context size in tokens, and price in dollars for a million tokens of input and output."""


@dataclass(frozen=True)
class Shop:
    """`sessions` maps titles to the ids of the sessions that can be opened."""

    home: Path
    directory: str
    empty_directory: str
    """A project without sessions."""
    url: str
    sessions: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """Environment for octui: under this HOME the project is at `~/code/shop`."""
        return make_environment(self.home) | {"OCTUI_HOME": str(self.home / ".octui")}


@asynccontextmanager
async def open_shop() -> AsyncIterator[Shop]:
    """Build the shop and hold its sessions; closes it afterwards."""
    async with AsyncExitStack() as opened:
        folder = opened.enter_context(TemporaryDirectory(prefix="octui-shots-", ignore_cleanup_errors=True))
        home = Path(folder).resolve()
        path = home / "code" / "shop"
        model = opened.enter_context(Model({talk.prompt: talk.turns for talk in TALKS}, str(path)))
        make_project(path, model.url)
        for name, text in FILES.items():
            (path / name).parent.mkdir(exist_ok=True)
            (path / name).write_text(text)
        empty = home / "code" / "garden"
        make_project(empty, model.url)
        for project in (path, empty):
            (project / "opencode.json").write_text(json.dumps(_configuration(model.url)))
        server = RealServer(NEWEST, home, None, path)
        server.port = await _port(server.port)
        opened.callback(server.kill)
        await asyncio.to_thread(server.start)
        clock = Clock(home / ".local" / "share" / "opencode" / "opencode.db")
        async with Client(server.url, directory=str(path)) as client:
            sessions = await _finished(client, clock)
        await asyncio.to_thread(server.stop)
        clock.set_talk(sessions[FIX.title], minutes_ago=12)
        await asyncio.to_thread(server.start)
        async with Client(server.url, directory=str(path)) as client:
            sessions |= await _unfinished(client, clock)
        _remember(home, sessions[FIX.title])
        yield Shop(home, str(path), str(empty), server.url, sessions)


async def _finished(client: Client, clock: Clock) -> dict[str, str]:
    for past in reversed(PAST):
        session = await client.sessions.create(title=past.title)
        clock.set_session(session.id, past)
    fix = await _begin(client, FIX)
    await _until(lambda: _over(client, fix))
    return {FIX.title: fix}


async def _unfinished(client: Client, clock: Clock) -> dict[str, str]:
    """Sessions that wait for the user or the model; a server loses this state when it ends."""
    ids = {talk.title: await _begin(client, talk) for talk in (CLEAR, MOVE, WRITE)}
    await _until(lambda: _asked(client, {ids[CLEAR.title], ids[MOVE.title]}))
    for minutes, talk in ((1, WRITE), (2, CLEAR), (4, MOVE)):
        clock.set_age(ids[talk.title], minutes)
    return ids


async def _begin(client: Client, talk: Talk) -> str:
    rules = tuple(Rule(permission=name, pattern="*", action="allow") for name in talk.allowed)
    session = await client.sessions.create(title=talk.title, permission=rules)
    await client.prompts.send(session.id, talk.prompt, agent="build")
    return session.id


async def _over(client: Client, session: str) -> bool:
    """The last step of a turn: the server records in the prompt what its answer changed."""
    page = await client.messages.list(session)
    counted = page.messages and page.messages[0].info.changes is not None
    return bool(counted) and session not in await client.sessions.list_statuses()


async def _asked(client: Client, sessions: set[str]) -> bool:
    asking = {ask.session_id for ask in await client.permissions.list()} | {
        ask.session_id for ask in await client.questions.list()
    }
    return asking == sessions


async def _until(holds: Callable[[], Coroutine[Any, Any, bool]]) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        while not await holds():
            await asyncio.sleep(0.1)


def _remember(home: Path, pinned: str) -> None:
    """Stored state of octui for a user who has used it for a while."""
    memory = PreferencesStore(home / ".octui" / "state" / "state.json")
    memory.set_session_pinned(pinned, True)
    for model in ("anthropic/sonnet", "openai/codex"):
        memory.set_favourite_model(model, True)
    for model in ("google/pro", "anthropic/haiku", "anthropic/sonnet"):
        memory.remember_model(model)
    memory.write_preferences()


def _configuration(url: str) -> dict[str, object]:
    return {
        "$schema": "https://opencode.ai/config.json",
        "model": "anthropic/sonnet",
        "small_model": "anthropic/haiku",
        "provider": {
            provider: {
                "npm": "@ai-sdk/openai-compatible",
                "name": name,
                "options": {"baseURL": url, "apiKey": "none"},
                "whitelist": list(models),
                "models": {model: _model(model, called, url) for model, called in models.items()},
            }
            for provider, (name, models) in PROVIDERS.items()
        },
        "enabled_providers": list(PROVIDERS),
        "permission": {"bash": "ask", "edit": "ask", "webfetch": "ask"},
        "mcp": {
            "docs": {"type": "remote", "url": f"{url}/docs", "enabled": False},
            "issues": {"type": "local", "command": ["issues-mcp"], "enabled": False},
        },
        "share": "disabled",
        "autoupdate": False,
    }


def _model(model: str, name: str, url: str) -> dict[str, object]:
    context, given, said = FACTS[model]
    return {
        "name": name,
        "tool_call": True,
        "reasoning": True,
        "limit": {"context": context, "output": 32_000},
        "cost": {"input": given, "output": said, "cache_read": given / 10},
        "provider": {"npm": "@ai-sdk/openai-compatible", "api": url},
    }


async def _port(otherwise: int) -> int:
    """The usual port, unless another process keeps it occupied for longer than a test would."""
    with suppress(TimeoutError):
        await _until(_usual_port_free)
        return USUAL_PORT
    return otherwise


async def _usual_port_free() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", USUAL_PORT)) != 0
