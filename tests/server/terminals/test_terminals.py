import asyncio
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK, InvalidStatus

from octui.server.terminals.ring_buffer import FRAME_UNITS, RingBuffer
from octui.server.terminals.service import TerminalService
from tests.server.shop_repository import git
from tests.server.workspace_client import Workspace, heard


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


async def until(socket: ClientConnection, end: str) -> tuple[str, list[int]]:
    """The output up to a marker, and the cursors received on the way."""
    shown = ""
    cursors: list[int] = []
    async with asyncio.timeout(20):
        while end not in shown or not cursors:
            frame = await socket.recv()
            if isinstance(frame, bytes):
                cursors.append(json.loads(frame[1:])["cursor"])
            else:
                shown += frame
    return shown, cursors


async def started(workspace: Workspace, command: str, *args: str, **more: object) -> str:
    made = await workspace.ask("POST", "/pty", {"command": command, "args": list(args), **more})
    return str(made.raise_for_status().json()["id"])


@given(st.lists(st.text(max_size=50), max_size=30), st.integers(1, 100))
def test_a_ring_gives_what_it_still_has(texts: list[str], capacity: int) -> None:
    ring = RingBuffer(capacity)
    for text in texts:
        ring.append_output(text)
    whole = "".join(texts).encode("utf-16-le", "replace")
    assert ring.end == len(whole) // 2
    shown, cursor = ring.read_since(0)
    assert cursor == ring.end
    assert shown == whole[-2 * min(capacity, ring.end) :].decode("utf-16-le", "replace") if whole else shown == ""
    assert ring.read_since(ring.end) == ("", ring.end)


def test_a_character_of_two_units_is_not_cut_between_frames() -> None:
    ring = RingBuffer()
    text = "a" * (FRAME_UNITS - 1) + "😀" * FRAME_UNITS
    ring.append_output(text)
    shown, cursor = "", 0
    while cursor < ring.end:
        piece, cursor = ring.read_since(cursor)
        shown += piece
    assert shown == text


async def test_a_terminal_is_made_changed_and_deleted(workspace: Workspace) -> None:
    events = workspace.hear()
    body = {"command": "/bin/sh", "args": ["-c", "sleep 60"], "cwd": "/", "title": "Sleep", "env": {"A": "b"}}
    made = (await workspace.ask("POST", "/pty", body)).json()
    assert (made["title"], made["command"], made["args"], made["cwd"]) == ("Sleep", "/bin/sh", ["-c", "sleep 60"], "/")
    event = await heard(events, "pty.created")
    assert (event["properties"], event["directory"]) == ({"info": made}, str(workspace.directory))
    assert await workspace.get("/pty") == [made]
    assert await workspace.get(f"/pty/{made['id']}") == made
    changed = await workspace.ask("PUT", f"/pty/{made['id']}", {"title": "Doze", "size": {"rows": 10, "cols": 40}})
    assert changed.json() == made | {"title": "Doze"}
    assert (await heard(events, "pty.updated"))["properties"]["info"]["title"] == "Doze"
    async with workspace.join(made["id"]) as socket:
        assert (await workspace.ask("DELETE", f"/pty/{made['id']}")).json() is True
        with pytest.raises(ConnectionClosedOK):
            while True:
                await socket.recv()
    assert (await heard(events, "pty.deleted"))["properties"] == {"id": made["id"]}
    missing = await workspace.ask("GET", f"/pty/{made['id']}")
    assert (missing.status_code, missing.json()["_tag"]) == (404, "PtyNotFoundError")
    with pytest.raises(ProcessLookupError):
        os.kill(made["pid"], 0)


async def test_what_is_typed_is_echoed_counted_and_replayed(workspace: Workspace) -> None:
    pty = await started(workspace, "/bin/cat")
    async with workspace.join(pty) as socket:
        await socket.send("grüße 😀\n")
        first, cursors = await until(socket, "😀\r\ngrüße 😀\r\n")
        assert cursors == [0]
        await socket.send(b"bytes\n")
        second, _ = await asyncio.wait_for(until_text(socket, "bytes\r\nbytes\r\n"), 20)
    async with workspace.join(pty) as socket:
        assert await until(socket, second) == (first + second, [units(first + second)])
    async with workspace.join(pty, cursor=units(first)) as socket:
        assert await until(socket, second) == (second, [units(first + second)])
    for beyond in (-1, 10_000):
        async with workspace.join(pty, cursor=beyond) as socket:
            assert json.loads((await socket.recv())[1:]) == {"cursor": units(first + second)}
    async with workspace.join(pty, cursor="words") as socket, workspace.join(pty, cursor=-1) as other:
        await until(socket, second)
        await other.send("third\n")
        await until_text(socket, "third\r\nthird\r\n")
        await until_text(other, "third\r\nthird\r\n")


async def until_text(socket: ClientConnection, end: str) -> tuple[str, None]:
    shown = ""
    async with asyncio.timeout(20):
        while end not in shown:
            frame = await socket.recv()
            shown += frame if isinstance(frame, str) else ""
    return shown, None


async def test_it_is_a_terminal_with_a_size_and_job_control(workspace: Workspace) -> None:
    secret = {"OPENCODE_SERVER_PASSWORD": "secret"}
    os.environ.update(secret)
    try:
        pty = await started(workspace, "/bin/sh", env={"WORD": "given"})
    finally:
        del os.environ["OPENCODE_SERVER_PASSWORD"]
    async with workspace.join(pty) as socket:
        await socket.send('stty size; echo "$TERM $WORD [$OPENCODE_SERVER_PASSWORD] $PWD"\n')
        shown, _ = await until(socket, f"xterm-256color given [] {workspace.directory}\r\n")
        assert "24 80\r\n" in shown
        await workspace.ask("PUT", f"/pty/{pty}", {"size": {"rows": 11, "cols": 42}})
        # One process group prints and sleeps: between two commands of the shell, ctrl+c would reach neither.
        await socket.send("sh -c 'stty size; exec sleep 60'\n")
        await until_text(socket, "11 42\r\n")
        await socket.send("\x03")
        await socket.send("echo $?-done\n")
        await until_text(socket, "130-done\r\n")


async def test_an_exit_is_reported_with_its_code_after_all_output(workspace: Workspace) -> None:
    events = workspace.hear()
    pty = await started(workspace, "/bin/sh", "-c", "read word; seq 1 20000; exit 3")
    async with workspace.join(pty) as socket:
        await socket.send("go\n")
        shown = ""
        with pytest.raises(ConnectionClosedOK) as ended:
            while True:
                frame = await asyncio.wait_for(socket.recv(), 20)
                shown += frame if isinstance(frame, str) else ""
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 1000
    assert shown.endswith("19999\r\n20000\r\n")
    assert (await heard(events, "pty.exited"))["properties"] == {"id": pty, "exitCode": 3}
    assert await workspace.get("/pty") == []


async def test_signals_end_with_the_codes_of_shells(workspace: Workspace) -> None:
    events = workspace.hear()
    await started(workspace, "/bin/sh", "-c", "kill -9 $$")
    assert (await heard(events, "pty.exited"))["properties"]["exitCode"] == 137


@pytest.mark.parametrize(
    "body",
    [
        {"command": "/no/such/command"},
        {"command": "/"},
        {"cwd": "/no/such/folder"},
        {"env": {"A\0": "b"}},
        {"args": ["a\0b"], "command": "/bin/cat"},
        {"args": "words"},
    ],
)
async def test_what_cannot_be_started_is_refused(workspace: Workspace, body: dict[str, object]) -> None:
    opened = Path("/dev/fd")
    before = len(list(opened.iterdir()))
    for _ in range(3):
        refused = await workspace.ask("POST", "/pty", body)
        assert (refused.status_code, refused.json()["name"]) == (400, "BadRequest")
    assert await workspace.get("/pty") == []
    assert len(list(opened.iterdir())) <= before + 3


async def test_sizes_that_are_none_are_refused(workspace: Workspace) -> None:
    pty = await started(workspace, "/bin/cat")
    for size in ({"rows": 0, "cols": 1}, {"rows": 1}, {"rows": 70000, "cols": 1}):
        assert (await workspace.ask("PUT", f"/pty/{pty}", {"size": size})).status_code == 400


async def test_a_shell_without_arguments_is_a_login_shell(workspace: Workspace) -> None:
    made = (await workspace.ask("POST", "/pty", {})).json()
    assert made["args"] == ["-l"]
    assert made["title"] == f"Terminal {made['id'][-4:]}"
    assert "/bin/sh" in [shell["path"] for shell in await workspace.get("/pty/shells")]


async def test_tickets_are_given_to_those_who_ask_rightly(workspace: Workspace) -> None:
    pty = await started(workspace, "/bin/cat")
    route, asked = f"/pty/{pty}/connect-token", {"directory": str(workspace.directory)}
    refused = await workspace.http.post(route, params=asked)
    assert (refused.status_code, refused.json()["_tag"]) == (403, "PtyForbiddenError")
    ticket = (await workspace.http.post(route, params=asked, headers={"x-opencode-ticket": "1"})).json()
    assert ticket["expires_in"] == 60
    async with workspace.join(pty, ticket=ticket["ticket"]):
        pass
    with pytest.raises(InvalidStatus) as used:
        await workspace.join(pty, ticket=ticket["ticket"])
    assert used.value.response.status_code == 403


async def test_a_terminal_that_is_not_there_cannot_be_joined(workspace: Workspace) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await workspace.join("pty_nope")
    assert refused.value.response.status_code == 404


async def test_a_flood_without_a_reader_holds_nothing_up(workspace: Workspace) -> None:
    pty = await started(workspace, "yes")
    terminal = (await workspace.instance()).get_service(TerminalService).find_terminal(pty)
    answered = 0
    async with asyncio.timeout(60):
        while terminal.end < 6 * 1024 * 1024:
            await workspace.get("/pty/shells")
            answered += 1
    assert answered > 10
    async with workspace.join(pty) as socket:
        shown, (cursor,) = await until(socket, "y\r\n")
        assert units(shown) <= cursor


async def test_a_client_that_does_not_read_is_left_behind(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("octui.server.terminals.terminal.STALLED_SECONDS", 0.5)
    cut: list[tuple[str, int]] = []
    workspace.server.abort_connection = cut.append
    pty = await started(workspace, "yes")
    terminal = (await workspace.instance()).get_service(TerminalService).find_terminal(pty)
    async with workspace.join(pty) as stalled:
        stalled.transport.pause_reading()
        address = stalled.local_address
        async with asyncio.timeout(30), workspace.join(pty, cursor=-1) as reading:
            while not cut:
                await reading.recv()
            began = terminal.end
            while terminal.end < began + 100_000:
                await reading.recv()
        assert cut == [address[:2]]
        stalled.transport.abort()
        with pytest.raises(ConnectionClosed):
            while True:
                await stalled.recv()


async def test_disposing_ends_every_process_even_a_stubborn_one(workspace: Workspace) -> None:
    pty = await started(workspace, "/bin/sh", "-c", "trap '' HUP; echo ready; sleep 60; sleep 60")
    pid = (await workspace.get(f"/pty/{pty}"))["pid"]
    async with workspace.join(pty) as socket:
        await until(socket, "ready")
        await workspace.server.instances.dispose_instance(str(workspace.directory))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_checkout_in_a_terminal_is_reported(workspace: Workspace) -> None:
    await workspace.get("/vcs")
    events = workspace.hear()
    git(workspace.directory, "branch", "feature")
    pty = await started(workspace, "/bin/sh")
    async with workspace.join(pty) as socket:
        await socket.send("git checkout feature\n")
        assert (await heard(events, "vcs.branch.updated"))["properties"] == {"branch": "feature"}
