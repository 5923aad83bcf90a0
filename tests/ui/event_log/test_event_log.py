"""Status and event log: counted by kind, drawn in a panel, and saved to a file that only its owner may read."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.client.errors import Unreachable
from octui.client.events.stream import Connected, Disconnected, HeartbeatMissed
from octui.ui.event_log.event_rows import build_event_rows, encode_log
from octui.ui.help.screen import HelpScreen
from octui.ui.panels.form import FormDialog
from octui.ui.sync.stream_log import MAX_CHARACTERS, MAX_EVENTS, StreamLog
from octui.wire.event_frames import decode_event
from octui.wire.events import Received, ServerHeartbeat, SessionIdle
from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer
from tests.ui.panels.operator import Operator, operate_app


class Wall:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_events_are_counted_by_kind_and_rated_over_the_last_seconds() -> None:
    wall = Wall()
    log = StreamLog(clock=wall)
    heard: list[int] = []
    log.listener = lambda: heard.append(1)
    log.record_item(Connected("1.18.33"))
    for _ in range(20):
        log.record_item(Received(SessionIdle(session_id="s"), "/shop", "session.idle", 40))
    wall.now += 30
    log.record_item(Received(ServerHeartbeat(), None, "server.heartbeat", 10))
    log.record_item(HeartbeatMissed(12.0))
    log.record_item(Disconnected(0.5, Unreachable("It is down.")))
    assert dict(log.counts) == {"session.idle": 20, "server.heartbeat": 1}
    assert log.compute_rates() == {"server.heartbeat": 0.1}
    assert (log.characters, log.heartbeat_at, log.live_since, len(heard)) == (810, 1_030.0, 0.0, 24)
    listed = build_event_rows(log, wall.now, 3)
    rows = {(row.group, row.title): row.detail for row in listed}
    assert rows["Kinds", "session.idle"].split() == ["20"]
    assert rows["Stream", "Unknown kinds"].startswith("3 ")
    history = [row.detail for row in listed if row.group.startswith("Connection")]
    assert history == ["lost: It is down.", "quiet: nothing heard for 12 s", "connected"]
    for _ in range(MAX_EVENTS + 1):
        log.record_item(Received(SessionIdle(session_id="s"), None, "session.idle"))
    assert len(log.events) == MAX_EVENTS
    for size in (MAX_CHARACTERS // 2, MAX_CHARACTERS // 2, 10 * MAX_CHARACTERS, 10):
        log.record_item(Received(SessionIdle(session_id="s"), None, "session.idle", size))
    assert [kept.received.size for kept in log.events] == [10]
    log.clear_counts()
    assert not log.counts
    assert log.changes


def test_what_is_saved_is_one_object_a_line_whatever_came() -> None:
    log = StreamLog(clock=Wall())
    log.record_item(Connected("1"))
    frames = (
        '{"payload":{"type":"future.event","properties":{"x":1}},"directory":"/a"}',
        '{"type":"message.part.updated","properties":{"part":{"id":"p","type":"future","sessionID":"s","messageID":"m"}}}',
        '{"type":"session.idle","properties":{"sessionID":"s\\u202e"}}',
    )
    for frame in frames:
        received = decode_event(frame)
        assert received is not None
        log.record_item(received)
    lines = [json.loads(line) for line in encode_log(log).splitlines()]
    assert [line.get("type") for line in lines] == [None, "future.event", "message.part.updated", "session.idle"]
    assert lines[3]["properties"] == {"sessionID": "s\u202e"}


@pytest.mark.real
@pytest.mark.parametrize("version", [EMBEDDED, NEWEST, OLDEST])
async def test_the_status_is_the_servers_and_its_events_are_seen_and_saved(
    version: str, shared_servers: Callable[[str], RealServer], project: Project, tmp_path: Path
) -> None:
    server = shared_servers(version)
    server.trust_folder(project.directory)
    async with operate_app(server.url, project, (80, 24)) as operator:
        await check_status(operator, server, is_embedded=version == EMBEDDED)
        await operator.open_panel("event.list")
        session = await operator.client.sessions.create()
        await operator.wait_for_row("session.created")
        await operator.press("slash")
        await operator.type_text(session.id)
        await operator.press("enter")
        await operator.select_row("session.created")
        await operator.press("enter")
        await operator.wait_until(lambda: isinstance(operator.app.screen, HelpScreen))
        await operator.pilot.pause()
        assert session.id in operator.read_screen()
        await operator.press("escape", "s")
        await operator.wait_until(lambda: isinstance(operator.app.screen, FormDialog))
        path = tmp_path / "events.jsonl"
        await operator.press("ctrl+u")
        await operator.type_text(str(path))
        await operator.press("enter")
        await operator.wait_for_toast("The events are in")
        assert path.stat().st_mode & 0o777 == 0o600
        assert any(json.loads(line).get("type") == "session.created" for line in path.read_text().splitlines())


async def check_status(operator: Operator, server: RealServer, *, is_embedded: bool) -> None:
    """Open the status by its key, and compare it with what the server says."""
    await operator.press("ctrl+x", "s")
    await operator.settle()
    rows = {(row.group, row.title): row.detail for row in operator.panel.listed_rows}
    assert rows["Server", "Address"] == server.url
    assert rows["Server", "Version"].endswith(server.version)
    assert rows["Event stream", "Stream"].startswith("live since")
    assert rows["Project", "Branch"] == "main"
    assert rows["Paths on the server", "Config"] == (await operator.client.server.get_paths()).config
    formatters = await operator.client.catalog.list_formatters()
    listed = {title for group, title in rows if group == "Formatters"}
    assert listed == ({formatter.name for formatter in formatters} or {"None"})
    assert ("trusted" in rows["Project", "Trust"]) is is_embedded
    await operator.press("escape")
    assert operator.app.screen is operator.app.context.home
