"""Backdates sessions in the server's storage: its API can only create them at the current time."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tools.screenshots.script import Past

ANSWER_MS: Final = 2_300
"""Fixed duration of every answer, whatever it really took: pictures must not change from run to run."""

TOOL_MS: Final = 400
MINUTE_MS: Final = 60_000


@dataclass(frozen=True)
class Clock:
    """The server reads its database on every request: sessions it no longer writes to can be changed while it runs."""

    database: Path

    def set_session(self, session: str, past: Past) -> None:
        """Make a session appear to have been used this long ago."""
        then = _on(past.days_ago, past.minutes_ago) if past.days_ago else _ago(past.minutes_ago)
        provider, _, model = past.model.partition("/")
        used = json.dumps({"id": model, "providerID": provider})
        with self._open() as connection:
            connection.execute(
                "update session set time_created = ?, time_updated = ?, agent = ?, model = ?,"
                " summary_additions = ?, summary_deletions = ? where id = ?",
                (then - MINUTE_MS, then, past.agent, used, past.added, past.removed, session),
            )

    def set_age(self, session: str, minutes_ago: int) -> None:
        """Backdate a session, but not its messages, by this interval."""
        at = _ago(minutes_ago)
        with self._open() as connection:
            connection.execute("update session set time_created = ?, time_updated = ? where id = ?", (at, at, session))

    def set_talk(self, session: str, minutes_ago: int) -> None:
        """Backdate a session and all its messages; a running server could overwrite the change."""
        self.set_age(session, minutes_ago)
        at = _ago(minutes_ago)
        with self._open() as connection:
            talk = "select id, data from message where session_id = ? order by id"
            for message, said in connection.execute(talk, (session,)).fetchall():
                body = json.loads(said)
                body["time"]["created"] = at
                if "completed" in body["time"]:
                    body["time"]["completed"] = at + ANSWER_MS
                connection.execute("update message set data = ? where id = ?", (json.dumps(body), message))
                parts = "select id, data from part where message_id = ? order by id"
                for part, held in connection.execute(parts, (message,)).fetchall():
                    _set_part(timed := json.loads(held), at)
                    connection.execute("update part set data = ? where id = ?", (json.dumps(timed), part))
                at += ANSWER_MS if body["role"] == "assistant" else 0

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.database, timeout=30)) as connection, connection:
            yield connection


def _set_part(part: dict[str, Any], at: int) -> None:
    times = part.get("state", part).get("time")
    if times is not None:
        times["start"] = at + TOOL_MS
        if "end" in times:
            times["end"] = at + 2 * TOOL_MS


def _on(days_ago: int, minutes: int) -> int:
    noon = datetime.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
    return int((noon - timedelta(minutes=minutes)).timestamp() * 1000)


def _ago(minutes: int) -> int:
    return time.time_ns() // 1_000_000 - minutes * MINUTE_MS
