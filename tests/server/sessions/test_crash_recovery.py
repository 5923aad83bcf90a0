import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from octui import VERSION
from octui.client import Client
from octui.server.identifiers import create_ascending_id
from octui.server.server import Server
from octui.server.sessions.crash_recovery import REASON, TOOL_REASON
from octui.server.storage.database import SCHEMA_VERSION, DatabaseTooNew, open_writer
from octui.server.storage.repository import Repository
from octui.wire.messages import MessageInfo, MessageTime
from octui.wire.parts import Span, TextPart, ToolPart, ToolState
from octui.wire.sessions import Todo
from octui.wire.struct import Json
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project

WRITE_AND_DIE = """
import asyncio, os, signal, sys
from pathlib import Path
from octui.server.server import Server
from tests.server.sessions.test_crash_recovery import write_half_a_turn

async def main():
    server = Server(Path(sys.argv[1]), sys.argv[1])
    instance = await server.instances.open_instance(sys.argv[1])
    session = server.sessions.create_session(instance.session_location)
    print(write_half_a_turn(server, session.id), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def write_half_a_turn(server: Server, session_id: str) -> str:
    info = MessageInfo(id=create_ascending_id("msg"), session_id=session_id, time=MessageTime(created=1_000))
    server.messages.save_message(info)
    text = TextPart(
        id=create_ascending_id("prt"), session_id=session_id, message_id=info.id, text="so f", time=Span(start=1_500)
    )
    state = ToolState(status="running", input={"command": "sleep 9"}, time=Span(start=2_000))
    server.messages.save_part(text)
    tool = ToolPart(id=create_ascending_id("prt"), session_id=session_id, message_id=info.id, tool="bash", state=state)
    server.messages.save_part(tool)
    server.sessions.save_todos(session_id, [Todo(content="Buy milk")])
    return session_id


async def test_everything_acknowledged_is_there_after_a_kill(own_embedded: EmbeddedServer, project: Project) -> None:
    async with Client(own_embedded.url, directory=project.directory) as client:
        made = [await client.sessions.create(title=f"number {number}") for number in range(20)]
        await client.sessions.delete(made[0].id)
        own_embedded.kill()
        await asyncio.to_thread(own_embedded.start)
        kept = await client.sessions.list()
    assert {session.id for session in kept} == {session.id for session in made[1:]}


async def test_a_server_killed_while_it_writes_loses_nothing_it_said(
    own_embedded: EmbeddedServer, project: Project
) -> None:
    acknowledged: list[str] = []

    async def write() -> None:
        async with httpx.AsyncClient(base_url=own_embedded.url, params={"directory": project.directory}) as http:
            while True:
                acknowledged.append((await http.post("/session")).json()["id"])

    writers = [asyncio.create_task(write()) for _ in range(4)]
    while len(acknowledged) < 50:
        await asyncio.sleep(0)
    own_embedded.kill()
    await asyncio.gather(*writers, return_exceptions=True)
    await asyncio.to_thread(own_embedded.start)
    async with Client(own_embedded.url, directory=project.directory) as client:
        assert {session.id for session in await client.sessions.list()} >= set(acknowledged)


async def test_what_a_killed_server_was_writing_is_shown_as_interrupted(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITE_AND_DIE, str(tmp_path)]
    died = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=60)
    session_id = died.stdout.strip()
    server = Server(tmp_path, str(tmp_path))
    (message,) = server.messages.load_messages(session_id)
    assert message.info.error is not None
    assert (message.info.error.name, message.info.error.message) == ("MessageAbortedError", REASON)
    assert message.info.time.completed == 2_000
    text, tool = message.parts
    assert isinstance(text, TextPart)
    assert (text.text, text.time) == ("so f", Span(start=1_500, end=2_000))
    assert isinstance(tool, ToolPart)
    assert (tool.state.status, tool.state.error) == ("error", TOOL_REASON)
    assert server.sessions.load_todos(session_id) == (Todo(content="Buy milk"),)
    await server.shut_down()


async def test_what_another_server_is_still_writing_is_left_alone(tmp_path: Path) -> None:
    first = Server(tmp_path, str(tmp_path))
    instance = await first.instances.open_instance(str(tmp_path))
    session = first.sessions.create_session(instance.session_location)
    write_half_a_turn(first, session.id)
    second = Server(tmp_path, str(tmp_path))
    (message,) = second.messages.load_messages(session.id)
    assert message.info.time.completed is None
    await second.shut_down()
    await first.shut_down()
    third = Server(tmp_path, str(tmp_path))
    assert third.messages.load_messages(session.id)[0].info.time.completed is not None
    await third.shut_down()


async def test_it_stops_at_once_though_someone_listens(own_embedded: EmbeddedServer) -> None:
    async with httpx.AsyncClient() as http, http.stream("GET", f"{own_embedded.url}/global/event") as stream:
        lines = stream.aiter_lines()
        assert "server.connected" in await anext(lines)
        stopping = asyncio.create_task(asyncio.to_thread(own_embedded.stop))
        rest = [line async for line in lines]
        assert await stopping == -signal.SIGTERM
    assert "Traceback" not in own_embedded.log.read_text()
    assert rest[-1] == ""


def test_a_database_from_the_future_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "octui.db"
    open_writer(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(DatabaseTooNew, match="update octui"):
        open_writer(path)


def test_an_older_database_keeps_its_conversations_in_order(tmp_path: Path) -> None:
    path = tmp_path / "octui.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE message (session_id TEXT NOT NULL, id TEXT NOT NULL, owner TEXT, data TEXT NOT NULL,"
            " PRIMARY KEY (session_id, id))"
        )
        connection.execute("CREATE INDEX message_unfinished ON message (owner) WHERE owner IS NOT NULL")
        connection.execute("CREATE TABLE part (session_id TEXT, message_id TEXT, id TEXT, data TEXT)")
        connection.execute("CREATE TABLE rule (project_id TEXT, permission TEXT, pattern TEXT, action TEXT)")
        for session_id, message_id in (("ses_a", "msg_3"), ("ses_b", "msg_9"), ("ses_a", "msg_1"), ("ses_a", "msg_2")):
            connection.execute("INSERT INTO message VALUES (?, ?, NULL, '{}')", (session_id, message_id))
        connection.execute("PRAGMA user_version = 1")
    repository = Repository(path)
    repository.save_message_row("ses_a", "msg_0", b"{}", None)
    repository.save_message_row("ses_a", "msg_2", b'{"role": "user"}', None)
    assert repository.list_message_ids("ses_a") == ["msg_1", "msg_2", "msg_3", "msg_0"]
    assert repository.list_message_ids("ses_a", since="msg_3") == ["msg_3", "msg_0"]
    assert repository.find_last_prompt_id("ses_a", "msg_0") == "msg_2"
    repository.close_database()


def test_an_older_database_is_brought_into_the_shapes_of_today(tmp_path: Path) -> None:
    path = tmp_path / "octui.db"
    open_writer(path).close()
    state = {"input": {}, "output": "", "error": "", "metadata": {}}
    parts: dict[str, Json] = {
        "prt_1": {"type": "tool", "state": state | {"status": "pending"}},
        "prt_2": {"type": "tool", "state": state | {"status": "running", "title": "x"}},
        "prt_3": {"type": "tool", "state": state | {"status": "completed", "output": "ö"}},
        "prt_4": {"type": "tool", "state": state | {"status": "error", "error": "no"}},
        "prt_5": {"type": "text", "text": "5"},
    }
    with closing(sqlite3.connect(path)) as connection, connection:
        insert = "INSERT INTO message VALUES ('ses_a', ?, NULL, ?, ?)"
        connection.execute(insert, ("msg_1", '{"role":"user","cost":0,"tokens":{}}', 1))
        connection.execute(insert, ("msg_2", '{"role":"assistant","cost":0,"tokens":{}}', 2))
        connection.execute(insert, ("msg_3", "{damaged", 3))
        for part_id, part in parts.items():
            connection.execute("INSERT INTO part VALUES ('ses_a', 'msg_2', ?, ?)", (part_id, json.dumps(part)))
        connection.execute("PRAGMA user_version = 3")
    repository = Repository(path)
    infos = [repository.read_message_info_row("ses_a", f"msg_{number}") for number in (1, 2, 3)]
    assert infos == [b'{"role":"user"}', b'{"role":"assistant","cost":0,"tokens":{}}', b"{damaged"]
    stored = json.loads(repository.read_message_row("ses_a", "msg_2") or b"")["parts"]
    assert [part.get("state") for part in stored] == [
        {"status": "pending", "input": {}, "raw": ""},
        {"status": "running", "input": {}, "title": "x", "metadata": {}},
        {"status": "completed", "input": {}, "output": "ö", "title": "", "metadata": {}},
        {"status": "error", "input": {}, "error": "no", "metadata": {}},
        None,
    ]
    repository.close_database()


def test_the_database_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "inner" / "octui.db"
    open_writer(path).close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_the_health_names_the_version_and_the_server(own_embedded: EmbeddedServer) -> None:
    response = await asyncio.to_thread(httpx.get, f"{own_embedded.url}/global/health")
    assert response.json() == {"healthy": True, "version": VERSION}
    async with Client(own_embedded.url) as client:
        assert (await client.server.check_health()).is_embedded
