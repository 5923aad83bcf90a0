"""Whether a reply counted is what the server's own list of requests says, whatever came back for the reply itself."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store import selectors
from octui.store.state import ConnectionStatus
from octui.ui.app import OctuiApp
from octui.ui.messages import RejectQuestion, ReplyPermission
from tests.support.faulty_server import Request, answer_event_stream, make_response, run_faulty_server
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

PAGE = make_response("200 OK", "text/html", b"<!doctype html><p>app</p>")
DONE = ("per_done_cut", "per_done_page", "per_done_unlisted", "que_done_cut")
LOST = ("per_lost_cut", "per_lost_page", "per_lost_missing", "que_lost_page")
WAIT_SECONDS = 30.0


class AskingServer:
    """A server that asks; a request's id says what becomes of the reply to it. It sends no events about them."""

    def __init__(self, directory: Path) -> None:
        self._directory = str(directory)
        self.pending = {*DONE, *LOST}
        self.replies: list[str] = []
        self._unlisted = 0

    async def reply(self, request: Request, writer: asyncio.StreamWriter) -> None:
        if await answer_event_stream(request, writer):
            return
        if request.method == "POST":
            writer.write(self._take_reply(request.path.split("/")[2]))
        elif request.path in ("/permission", "/question") and self._unlisted:
            self._unlisted -= 1
            writer.write(PAGE)
        else:
            writer.write(make_response("200 OK", "application/json", json.dumps(self._answer(request.path)).encode()))
        await writer.drain()

    def _take_reply(self, request_id: str) -> bytes:
        """What comes back, which may be nothing."""
        self.replies.append(request_id)
        if "done" in request_id:
            self.pending.discard(request_id)
        if request_id.endswith("unlisted"):
            self._unlisted = 2
        if request_id.endswith("page"):
            return PAGE
        return make_response("404 Not Found", "text/plain", b"nothing") if request_id.endswith("missing") else b""

    def _answer(self, path: str) -> object:
        session = {"id": "ses_1", "title": "Plans", "directory": self._directory, "time": {"created": 1, "updated": 1}}
        shared: dict[str, Any] = {"sessionID": "ses_1"}
        listed = sorted(self.pending)
        permission = {**shared, "permission": "bash", "patterns": ["make"], "metadata": {}, "always": []}
        question = {**shared, "questions": [{"question": "Which?", "header": "Which", "options": []}]}
        paths: dict[str, object] = {
            "/global/health": {"healthy": True, "version": "1.18.33"},
            "/session": [session],
            "/session/ses_1": session,
            "/path": {"home": "/home/user", "directory": self._directory, "worktree": self._directory},
            "/project/current": {"id": "p", "worktree": self._directory, "time": {"created": 1}},
            "/provider": {"all": [], "default": {}, "connected": []},
            "/permission": [{**permission, "id": each} for each in listed if each.startswith("per")],
            "/question": [{**question, "id": each} for each in listed if each.startswith("que")],
        }
        lists = ("/file", "/message", "/todo", "/children", "/agent", "/command", "/lsp")
        return paths.get(path, [] if path.endswith(lists) else {})


class Dock:
    """The dock's side of replies."""

    def __init__(self) -> None:
        self.confirmed: set[str] = set()
        self.failures: dict[str, str] = {}
        self.unconfirmed: set[str] = set()

    def confirm_delivery(self, request_id: str) -> None:
        self.confirmed.add(request_id)

    def report_unconfirmed(self, request_id: str, notice: str) -> None:
        self.unconfirmed.add(request_id)

    def report_failure(self, request_id: str, reason: str) -> None:
        self.failures[request_id] = reason


async def test_the_servers_list_says_whether_a_reply_without_a_clear_answer_counted(tmp_path: Path) -> None:
    asking, dock = AskingServer(tmp_path), Dock()
    async with run_faulty_server(asking.reply) as server:
        options = Options(directory=tmp_path, server=server.url, server_directory=str(tmp_path))
        app = OctuiApp(options, PreferencesStore.load_preferences())
        async with app.run_test(size=(140, 42)) as pilot, asyncio.timeout(WAIT_SECONDS):

            def list_pending() -> set[str]:
                return {request.id for request in selectors.list_pending_requests(app.context.store.state)}

            await wait_until(
                pilot,
                lambda: app.context.store.state.connection.status is ConnectionStatus.LIVE and len(list_pending()) >= 8,
            )
            for request in selectors.list_pending_requests(app.context.store.state):
                if request.permission is not None:
                    app.post_message(ReplyPermission(request.permission, "once", dock=dock))
                elif request.question is not None:
                    app.post_message(RejectQuestion(request.question, dock=dock))
            await wait_until(pilot, lambda: list_pending() == set(LOST) and set(dock.failures) == set(LOST))
            assert sorted(asking.replies) == sorted([*DONE, *LOST])
            assert dock.confirmed == set()
            assert dock.unconfirmed >= {*DONE, "per_lost_cut", "per_lost_page", "que_lost_page"}
            assert all("still asking" in reason for reason in dock.failures.values())
