"""Creates sessions of thousands of messages on a real server in about a second, by writing to the server's storage.

    long = write_long_session(server, project.directory, messages=10_000)
    ... attach, open long.id, wait for long.last ...

The server creates the session and may keep running: it reads messages from its storage on every request. Newer servers
store rows in SQLite, older ones a JSON file for each message and part.
"""

import json
import sqlite3
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.support.real_opencode import RealServer
from tests.support.scripted_model import SECTION

Document = dict[str, Any]


@dataclass(frozen=True)
class LongSession:
    """Even messages are the user's, odd ones the assistant's; `text(n)` is a line unique to message n."""

    id: str
    title: str
    messages: int

    @property
    def first(self) -> str:
        return text(0)

    @property
    def last(self) -> str:
        return text(self.messages - 1)


@dataclass(frozen=True)
class Written:
    """One message as a server stores it: its id, its creation time in milliseconds, and its parts by id."""

    id: str
    created: int
    body: Document
    parts: dict[str, Document]


def text(n: int) -> str:
    return f"This is line {n} of the long talk."


def write_long_session(
    server: RealServer, directory: str, messages: int, title: str = "A long talk", seconds_apart: int = 60
) -> LongSession:
    """Create a session in the directory that ends now and has the given number of messages."""
    session = _create(server, directory, title)
    talk = _talk(directory, messages, seconds_apart)
    storage = server.home / ".local" / "share" / "opencode"
    if (database := storage / "opencode.db").exists():
        _write_rows(database, session, talk)
    else:
        _write_files(storage / "storage", session, talk)
    return LongSession(session, title, messages)


def _create(server: RealServer, directory: str, title: str) -> str:
    request = urllib.request.Request(
        f"{server.url}/session?directory={quote(directory)}",
        json.dumps({"title": title}).encode(),
        {"content-type": "application/json"},
    )
    if server.password is not None:
        request.add_header("authorization", "Basic " + b64encode(f"opencode:{server.password}".encode()).decode())
    with urllib.request.urlopen(request, timeout=30) as answer:
        created: str = json.load(answer)["id"]
        return created


def _write_rows(database: Path, session: str, talk: Iterator[Written]) -> None:
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        for message in talk:
            times = (message.created, message.created)
            connection.execute(
                "insert into message (id, session_id, time_created, time_updated, data) values (?, ?, ?, ?, ?)",
                (message.id, session, *times, json.dumps(message.body)),
            )
            connection.executemany(
                "insert into part (id, message_id, session_id, time_created, time_updated, data)"
                " values (?, ?, ?, ?, ?, ?)",
                [(part, message.id, session, *times, json.dumps(body)) for part, body in message.parts.items()],
            )


def _write_files(storage: Path, session: str, talk: Iterator[Written]) -> None:
    (storage / "message" / session).mkdir(parents=True, exist_ok=True)
    for message in talk:
        body = {"id": message.id, "sessionID": session} | message.body
        (storage / "message" / session / f"{message.id}.json").write_text(json.dumps(body))
        (storage / "part" / message.id).mkdir(parents=True)
        for part, content in message.parts.items():
            body = {"id": part, "sessionID": session, "messageID": message.id} | content
            (storage / "part" / message.id / f"{part}.json").write_text(json.dumps(body))


def _talk(directory: str, messages: int, seconds_apart: int) -> Iterator[Written]:
    begun = time.time_ns() // 1_000_000 - messages * seconds_apart * 1000
    asked = ""
    for n in range(messages):
        created = begun + n * seconds_apart * 1000
        identifier = _identifier("msg", created)
        if n % 2:
            body, parts = _answer(asked, directory, created), _answer_parts(n, created)
        else:
            asked, body, parts = identifier, _question(created), [_prose(text(n))]
        yield Written(identifier, created, body, {_identifier("prt", created, k): part for k, part in enumerate(parts)})


def _question(created: int) -> Document:
    return {
        "role": "user",
        "time": {"created": created},
        "agent": "build",
        "model": {"providerID": "scripted", "modelID": "scripted"},
    }


def _answer(asked: str, directory: str, created: int) -> Document:
    return {
        "role": "assistant",
        "parentID": asked,
        "mode": "build",
        "agent": "build",
        "path": {"cwd": directory, "root": directory},
        "cost": 0,
        "tokens": {"input": 1200, "output": 180, "reasoning": 0, "cache": {"read": 0, "write": 0}},
        "modelID": "scripted",
        "providerID": "scripted",
        "time": {"created": created, "completed": created + 4000},
        "finish": "stop",
    }


def _answer_parts(n: int, created: int) -> list[Document]:
    """Every answer is Markdown; every third ran a command first, every fifth edited a file."""
    parts: list[Document] = [{"type": "step-start"}]
    if n % 3 == 0:
        parts.append(_ran(n, created))
    if n % 5 == 0:
        parts.append(_edited(n, created))
    parts += [_prose(f"{SECTION.format(n=n)}{text(n)}"), {"type": "step-finish", "reason": "stop", "cost": 0}]
    parts[-1]["tokens"] = {"input": 1200, "output": 180, "reasoning": 0, "cache": {"read": 0, "write": 0}}
    return parts


def _prose(words: str) -> Document:
    return {"type": "text", "text": words}


def _ran(n: int, created: int) -> Document:
    printed = "".join(f"tests/test_{n}_{k}.py ....\n" for k in range(8)) + "32 passed\n"
    command = {"command": f"pytest -q tests/part_{n}", "description": "Run the tests"}
    return _tool("bash", command, printed, {"output": printed, "exit": 0}, created)


def _edited(n: int, created: int) -> Document:
    file = f"src/part_{n}.py"
    diff = f"--- {file}\n+++ {file}\n@@ -1,3 +1,3 @@\n def part(x):\n-    return x\n+    return x + {n}\n \n"
    edit = {"filePath": file, "oldString": "    return x", "newString": f"    return x + {n}"}
    counted = {"file": file, "additions": 1, "deletions": 1, "before": "", "after": ""}
    return _tool("edit", edit, "Edit applied successfully.", {"diff": diff, "filediff": counted}, created)


def _tool(name: str, given: Document, printed: str, metadata: Document, created: int) -> Document:
    state = {
        "status": "completed",
        "input": given,
        "output": printed,
        "title": name,
        "metadata": metadata,
        "time": {"start": created, "end": created + 900},
    }
    return {"type": "tool", "tool": name, "callID": f"call_{next(_numbers)}", "state": state}


def _identifier(kind: str, created: int, place: int = 0) -> str:
    """Same format as the server's, so that ids sort by age: 48 bits of time and position, then a unique suffix."""
    return f"{kind}_{(created * 0x1000 + place) % (1 << 48):012x}{next(_numbers):014d}"


_numbers = count(1)
