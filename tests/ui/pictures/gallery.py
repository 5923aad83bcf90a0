"""Every screen of octui, reached one after the other in one app on the embedded server."""

import json
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from octui import VERSION
from octui.render.preload import preload_drawing
from octui.store import selectors
from octui.ui.approvals.request_card import RequestCard
from octui.ui.panels.panel import Panel
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project, make_configuration
from tests.ui.live_app import LiveApp, open_live_app

CODE: Final = """\
from decimal import Decimal

RATES = {"DE": Decimal("0.19"), "FR": Decimal("0.20")}


def price(net: Decimal, country: str) -> Decimal:
    \"\"\"The price that a customer pays.\"\"\"
    rate = RATES[country]
    return net * (1 + rate)
"""

ANSWER: Final = (
    "## Why it fails\n\nThe test asks for `CH`, which has **no rate**. There are two ways out, and the first one is "
    "what the shop page already does when it shows a price to somebody who has not chosen a country:\n\n"
    "1. Treat an unknown country as untaxed.\n2. Refuse it with a clear error.\n\n"
    "| country | rate | since |\n|---|---|---|\n| Germany | 19 % | 2007 |\n| France | 20 % | 2014 |\n\n"
    "```python\nrate = RATES.get(country, Decimal(0))\n```\n\n> Prices are net everywhere else.\n"
)
EDIT: Final = json.dumps(
    {
        "filePath": "shop/pricing.py",
        "oldString": "    rate = RATES[country]\n",
        "newString": "    rate = RATES.get(country)\n    if rate is None:\n        raise UnknownCountry(country)\n",
    }
)
QUESTION: Final = json.dumps(
    {
        "questions": [
            {
                "question": "Which database should the shop use?",
                "header": "Database",
                "options": [
                    {"label": "PostgreSQL", "description": "what production runs"},
                    {"label": "SQLite", "description": "nothing to install"},
                ],
            }
        ]
    }
)


@dataclass(frozen=True)
class Scene:
    """A screen, and how to reach it from the one before."""

    name: str
    reach: Callable[["Gallery"], Awaitable[None]]


@dataclass
class Gallery:
    """The app, and what the scenes need to reach their screens."""

    live: LiveApp

    async def run_command(self, command_id: str) -> None:
        """Run a command from the conversation, with nothing in front of it."""
        app = self.live.app
        await self.leave_dialogs()
        before = app.screen
        app.action_command(command_id)
        await self.live.wait_for(lambda: app.screen is not before, command_id)
        await self.settle()

    async def leave_dialogs(self) -> None:
        app = self.live.app
        while app.screen is not app.context.chat and app.screen is not app.context.home:
            app.pop_screen()
            await self.live.pilot.pause()

    async def settle(self) -> None:
        screen = self.live.app.screen
        if isinstance(screen, Panel):
            await self.live.wait_for(lambda: not screen.is_working, "the panel's rows")
        await self.live.pilot.pause()

    async def wait_for_text(self, text: str) -> None:
        await self.live.wait_for(lambda: text in self.live.screen_text, text)

    async def send(self, prompt: str) -> None:
        """Send a prompt, and wait until it is answered, or a request waits."""
        app, state = self.live.app, self.live.app.context.store.state
        composer = app.context.composer
        assert composer is not None
        composer.replace_text(prompt)
        composer.submit_prompt()
        await self.live.wait_for(lambda: app.context.session_id and not composer.text, "sent")
        session = app.context.session_id
        await self.live.wait_for(
            lambda: (
                selectors.list_pending_requests(state)
                or (selectors.list_message_ids(state, session) and not selectors.is_busy(state, session))
            ),
            "answered",
        )
        await self.live.pilot.pause()

    async def open_card(self) -> None:
        """Wait for a request, and go to its card."""
        app = self.live.app
        # A card may still be on screen when its request was answered.
        await self.live.wait_for(
            lambda: selectors.list_pending_requests(app.context.store.state) and app.screen.query(RequestCard), "a card"
        )
        app.action_command("permission.focus")
        await self.live.wait_for(lambda: app.screen.query("RequestCard.-listening"), "an open card")


def open_by(command_id: str) -> Callable[[Gallery], Awaitable[None]]:
    async def reach(gallery: Gallery) -> None:
        await gallery.run_command(command_id)

    return reach


async def _show_first_screen(gallery: Gallery) -> None:
    # That there are no sessions is known last.
    await gallery.live.wait_for(lambda: "/connect" in gallery.live.screen_text, "the notice")
    await gallery.settle()


async def _show_conversation(gallery: Gallery) -> None:
    gallery.live.app.action_command("session.new")
    await gallery.live.wait_for(lambda: gallery.live.app.screen is gallery.live.app.context.chat, "a chat")
    await gallery.live.pilot.pause()
    await gallery.send(ANSWER)
    await gallery.send("say Looking at it.\ntool read " + json.dumps({"filePath": "shop/pricing.py"}))


async def _show_error(gallery: Gallery) -> None:
    await gallery.send("fail 400 The model is not available in your region.")


async def _show_permission(gallery: Gallery) -> None:
    await gallery.send("say One change is enough.\ntool edit " + EDIT)
    await gallery.open_card()


async def _show_question(gallery: Gallery) -> None:
    await gallery.leave_dialogs()
    app, state = gallery.live.app, gallery.live.app.context.store.state
    server = app.context.server
    assert server is not None
    for request in selectors.list_pending_requests(state):
        if request.permission is not None:
            await server.client.permissions.reply(request.id, "once")
    await gallery.live.wait_for(lambda: not selectors.list_pending_requests(state), "the permission given")
    await gallery.live.wait_for(lambda: not selectors.is_busy(state, app.context.session_id), "idle")
    await gallery.send("tool question " + QUESTION)
    await gallery.open_card()


async def _show_home(gallery: Gallery) -> None:
    await gallery.leave_dialogs()
    gallery.live.app.action_command("session.home")
    await gallery.live.wait_for(lambda: gallery.live.app.screen is gallery.live.app.context.home, "home")
    await gallery.settle()


FIRST: Final = Scene("first", _show_first_screen)
SCENES: Final = (
    Scene("conversation", _show_conversation),
    Scene("error", _show_error),
    Scene("permission", _show_permission),
    Scene("inbox", open_by("permission.inbox")),
    Scene("question", _show_question),
    Scene("commands", open_by("command.palette.show")),
    Scene("help", open_by("help.show")),
    Scene("models", open_by("model.list")),
    Scene("agents", open_by("agent.list")),
    Scene("themes", open_by("theme.switch")),
    Scene("providers", open_by("provider.connect")),
    Scene("timeline", open_by("session.timeline")),
    Scene("status", open_by("opencode.status")),
    Scene("config", open_by("config.show")),
    Scene("mcp", open_by("mcp.list")),
    Scene("projects", open_by("project.list")),
    Scene("permissions", open_by("permission.list")),
    Scene("files", open_by("file.browse")),
    Scene("search", open_by("file.search")),
    Scene("diff", open_by("diff.open")),
    Scene("sessions", open_by("session.list")),
    Scene("rename", open_by("session.rename")),
    Scene("home", _show_home),
)


def make_shop(folder: Path, model_url: str | None = None) -> Project:
    """A small project; with the URL of a model, one that asks before it edits."""
    (folder / "shop").mkdir(parents=True)
    (folder / "README.md").write_text("# Shop\n\nA small shop.\n")
    (folder / "shop" / "pricing.py").write_text(CODE)
    if model_url is not None:
        (folder / "opencode.json").write_text(json.dumps(make_configuration(model_url)))
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Begin"]):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True)
    return Project(folder)


def start_server(home: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(VERSION, home)
    server.start()
    yield server
    server.stop()


@asynccontextmanager
async def open_gallery(server: EmbeddedServer, project: Project) -> AsyncIterator[Gallery]:
    server.trust_folder(project.directory)
    # Code is plain in a picture that is taken before its language is loaded.
    preload_drawing()
    async with open_live_app(server, project) as live:
        yield Gallery(live)


@contextmanager
def make_folder() -> Iterator[Path]:
    """A folder whose path always has the same length, as lines are cut and filled up by it."""
    with TemporaryDirectory(prefix="octui-pictures-", dir="/tmp", ignore_cleanup_errors=True) as name:
        yield Path(name)
