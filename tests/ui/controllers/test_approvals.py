"""Replies to requests, in the whole app: what a 404 says, and what it does not."""

import asyncio
from pathlib import Path

import pytest

from octui.ui.approvals.permission_view import PermissionView
from tests.support.faulty_server import Request, make_response
from tests.support.fuzzing.attached_app import open_chat, run_app
from tests.support.fuzzing.deceptive_server import QUIET, HostileServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

ASKED = {"id": "per_1", "sessionID": QUIET, "permission": "bash", "patterns": ["ls"], "metadata": {"command": "ls"}}


class LostRoute(HostileServer):
    """Answers 404 to every reply: in the server's own words, or as a proxy does that does not know the route."""

    def __init__(self, directory: Path, kind: str, body: bytes) -> None:
        super().__init__(directory, ASKED)
        self._not_found = make_response("404 Not Found", kind, body)

    async def reply(self, request: Request, writer: asyncio.StreamWriter) -> None:
        if request.method == "POST":
            writer.write(self._not_found)
            await writer.drain()
        else:
            await super().reply(request, writer)

    def settle_permissions(self) -> None:
        """The request was answered elsewhere."""
        self._answers["/permission"] = []


@pytest.mark.parametrize(
    ("kind", "body"),
    [("text/plain", b"no such page"), ("application/json", b'{"name": "NotFoundError", "data": {"message": "no"}}')],
)
async def test_a_card_stays_after_a_404_for_as_long_as_the_server_lists_its_request(
    kind: str, body: bytes, tmp_path: Path
) -> None:
    server = LostRoute(tmp_path, kind, body)
    async with run_app(tmp_path, server) as (app, pilot):
        chat = await open_chat(app, pilot, QUIET)
        await wait_until(pilot, lambda: chat.dock.current_card is not None)
        card = chat.dock.current_card
        assert card is not None and isinstance(card.view, PermissionView)
        card.view.press_button(next(option for option in card.view.button_row.options if option.id == "reject"))
        await wait_until(pilot, lambda: "is still asking" in card.reply.notice)
        assert "per_1" in app.context.store.state.permissions
        server.settle_permissions()
        card.view.press_button(next(option for option in card.view.button_row.options if option.id == "reject"))
        await wait_until(pilot, lambda: "per_1" not in app.context.store.state.permissions)
