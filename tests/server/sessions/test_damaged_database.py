"""A database that cannot be used stops nothing: it is kept, and where is said."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from octui.server.server import Server
from octui.server.storage import database
from octui.server.storage.database import SCHEMA_VERSION, open_writer
from octui.server.storage.database_recovery import find_usable_database
from octui.server.storage.database_writer import TRUNCATED_LOG_BYTES, WRITES_PER_CHECKPOINT, DatabaseWriter
from octui.server.storage.repository import Repository
from octui.ui.toasts import Notice, shorten_notice
from tests.server.conftest import Running


def spoil_bytes(path: Path) -> None:
    path.write_bytes(b"this is no database " * 500)


def spoil_header(path: Path) -> None:
    open_writer(path).close()
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * 4_000 + content[4_100:])


def make_another_programs(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE session (name TEXT)")


@pytest.mark.parametrize("spoil", [spoil_bytes, spoil_header, make_another_programs])
def test_it_is_moved_aside_and_a_new_one_is_used(tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "octui.db"
    assert callable(spoil)
    spoil(path)
    content = path.read_bytes()
    for _ in range(2):
        used, said = find_usable_database(path)
        if said:
            (kept,) = [file for file in tmp_path.glob("octui.db.damaged-*") if not file.name.endswith(("-wal", "-shm"))]
            assert used == path and f"{kept.name} in {kept.parent};" in said and kept.read_bytes() == content
    assert said == ""
    assert Repository(path).list_project_rows() == []


def test_one_from_the_future_stays_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "octui.db"
    with closing(open_writer(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    content = path.read_bytes()
    used, said = find_usable_database(path)
    assert used == tmp_path / f"octui-{SCHEMA_VERSION}.db" and used.exists()
    assert str(path) in said and used.name in said
    assert path.read_bytes() == content


def test_one_that_may_not_be_written_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "octui.db"
    with closing(open_writer(path)) as busy, monkeypatch.context() as patched:
        busy.execute("BEGIN EXCLUSIVE")
        patched.setattr(database, "BUSY_SECONDS", 0.0)
        with pytest.raises(sqlite3.OperationalError):
            find_usable_database(path)
    assert [file.name for file in tmp_path.glob("*damaged*")] == []


def test_where_it_is_kept_fits_into_a_toast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    path = tmp_path / ".local" / "share" / "octui" / "server" / "octui.db"
    path.parent.mkdir(parents=True)
    spoil_bytes(path)
    _, said = find_usable_database(path)
    (kept,) = path.parent.glob("octui.db.damaged-*")
    _, rows = shorten_notice(Notice(said, "Stored data"), 140)
    assert kept.name in rows
    assert "in ~/.local/share/octui/server; octui begins a new one." in rows


async def test_the_first_client_is_notified(app_server: Running) -> None:
    app_server.server.notices = ["The database was damaged."]
    for expected in (True, False):
        async with httpx.AsyncClient() as http, http.stream("GET", f"{app_server.url}/global/event") as stream:
            chunk = await anext(stream.aiter_bytes())
            assert (b"The database was damaged." in chunk) is expected
    assert Server.take_notices(app_server.server) == []


async def test_the_log_of_steady_writes_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "octui.db"
    writer = DatabaseWriter(path)
    for _ in range(3):
        for number in range(WRITES_PER_CHECKPOINT):
            writer.execute_write("INSERT OR REPLACE INTO todo VALUES (?, ?)", f"ses_{number % 20}", "x" * 20_000)
        assert writer.checkpoint is not None
        await writer.checkpoint
        assert database.measure_log(path) <= TRUNCATED_LOG_BYTES
    writer.close_database()
