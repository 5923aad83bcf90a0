"""Signing in to a provider through a browser, by keys: with a code, by waiting, and cancelled."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from octui.ui.connect.provider_dialog import ProviderPicker
from octui.ui.connect.provider_sign_in import AuthMethodPicker
from octui.ui.connect.sign_in_dialog import SignInDialog
from octui.ui.pickers.models import ModelPicker
from tests.support.faulty_server import FaultyServer, Request, make_response, run_faulty_server
from tests.support.real_opencode import Project
from tests.ui.panels.operator import Operator, operate_app
from tests.ui.panels.scripted_server import ScriptedServer

AUTHORIZE = "/provider/acme/oauth/authorize"
CALLBACK = "/provider/acme/oauth/callback"
PAGE = "https://login.acme.example/authorize?state=1"
ACME = {"id": "acme", "name": "Acme", "env": ["ACME_KEY"], "models": {"one": {"id": "one", "name": "One"}}}


def make_server(folder: Path, method: str, *, confirms: bool = True) -> ScriptedServer:
    return ScriptedServer(folder, make_answers(method, confirms=confirms))


def make_answers(method: str, *, confirms: bool = True) -> dict[tuple[str, str], object]:
    methods = [{"type": "oauth", "label": "Acme Pro"}, {"type": "api", "label": "API key"}]
    return {
        ("GET", "/provider"): {"all": [ACME], "default": {}, "connected": []},
        ("GET", "/provider/auth"): {"acme": methods},
        ("GET", "/config/providers"): {"providers": [ACME], "default": {"acme": "one"}},
        ("POST", AUTHORIZE): {"url": PAGE, "method": method, "instructions": "Choose your team."},
        ("POST", CALLBACK): confirms,
        ("POST", "/instance/dispose"): True,
    }


@asynccontextmanager
async def begin_sign_in(script: ScriptedServer, folder: Path) -> AsyncIterator[tuple[Operator, FaultyServer]]:
    async with (
        run_faulty_server(script.reply) as server,
        operate_app(server.url, Project(folder), (80, 24)) as operator,
    ):
        operator.app.action_command("provider.connect")
        await choose(
            operator, lambda: isinstance(operator.app.screen, ProviderPicker) and operator.app.screen.selected_row
        )
        await choose(operator, lambda: isinstance(operator.app.screen, AuthMethodPicker))
        yield operator, server


async def choose(operator: Operator, is_there: Callable[[], object]) -> None:
    await operator.wait_until(is_there)
    await operator.pilot.pause()
    await operator.press("enter")


@pytest.mark.slow
async def test_a_code_is_brought_back_and_the_models_are_fresh(tmp_path: Path) -> None:
    async with begin_sign_in(make_server(tmp_path, "code"), tmp_path) as (operator, server):
        await operator.wait_until(lambda: isinstance(operator.app.screen, SignInDialog))
        await operator.pilot.pause()
        shown = operator.read_screen()
        assert "login.acme.example" in shown
        assert "Choose your team." in shown
        await operator.press("enter")
        assert server.count_requests(CALLBACK) == []
        await operator.type_text("abc")
        await operator.press("enter")
        await operator.wait_for_toast("Acme is connected, with 1 model.")
        assert json.loads(server.count_requests(CALLBACK)[0].body) == {"method": 0, "code": "abc"}
        await operator.wait_until(lambda: isinstance(operator.app.screen, ModelPicker))


@pytest.mark.slow
async def test_waiting_ends_with_the_browser_or_by_escape(tmp_path: Path) -> None:
    script = make_server(tmp_path, "auto")
    script.waiting.add(("POST", CALLBACK))
    async with begin_sign_in(script, tmp_path) as (operator, server):
        await operator.wait_until(lambda: server.count_requests(CALLBACK))
        await operator.pilot.pause()
        assert "Waiting until you have signed in there" in operator.read_screen()
        await operator.press("escape")
        await operator.wait_until(lambda: operator.app.screen is operator.app.context.home)
        assert server.count_requests("/instance/dispose") == []
        script.waiting.clear()
        operator.app.action_command("provider.connect")
        await choose(
            operator, lambda: isinstance(operator.app.screen, ProviderPicker) and operator.app.screen.selected_row
        )
        await choose(operator, lambda: isinstance(operator.app.screen, AuthMethodPicker))
        await operator.wait_for_toast("Acme is connected, with 1 model.")


@pytest.mark.slow
@pytest.mark.parametrize("method", ["code", "auto"])
async def test_a_server_that_does_not_confirm_a_sign_in_is_not_passed_over(tmp_path: Path, method: str) -> None:
    script = make_server(tmp_path, method, confirms=False)
    async with begin_sign_in(script, tmp_path) as (operator, server):
        if method == "code":
            await operator.wait_until(lambda: isinstance(operator.app.screen, SignInDialog))
            await operator.pilot.pause()
            await operator.type_text("abc")
            await operator.press("enter")
        await operator.wait_for_toast("the server did not confirm the sign-in; begin again.")
        assert len(server.count_requests(CALLBACK)) == 1
        await operator.wait_until(lambda: operator.app.screen is operator.app.context.home)


class NeverRestarting(ScriptedServer):
    """It signs in, and then fails to load its models again."""

    async def reply(self, request: Request, writer: asyncio.StreamWriter) -> None:
        if request.path == "/instance/dispose":
            writer.write(make_response("500 Internal Server Error", "application/json", b"{}"))
            await writer.drain()
        else:
            await super().reply(request, writer)


@pytest.mark.slow
async def test_a_sign_in_that_was_confirmed_is_not_called_a_failure_when_the_models_do_not_follow(
    tmp_path: Path,
) -> None:
    script = NeverRestarting(tmp_path, make_answers("auto"))
    async with begin_sign_in(script, tmp_path) as (operator, server):
        await operator.wait_for_toast("Signed in to Acme, but its models could not be loaded")
        assert len(server.count_requests(CALLBACK)) == 1
        notices = operator.app.context.notice_board.notices
        assert not any("Could not connect" in notice.message for notice in notices)
