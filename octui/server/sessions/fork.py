"""Copies the messages of one session to another."""

import asyncio
from typing import Any

import msgspec

from octui.server.identifiers import create_ascending_id
from octui.server.json_encoding import encode_json
from octui.server.storage.repository import Repository

MESSAGES_PER_STEP = 40


async def copy_messages(records: Repository, session_id: str, fork_id: str, until: str | None) -> None:
    """Copy the messages before one, or all, under new ids, in steps that let the event loop run in between.

    A fork that is cancelled half way leaves nothing behind, not even its session.
    """
    renamed: dict[str, str] = {}
    known = records.list_message_ids(session_id)
    wanted = known[: known.index(until)] if until in known else known
    try:
        for start in range(0, len(wanted), MESSAGES_PER_STEP):
            with records.open_transaction():
                for message_id in wanted[start : start + MESSAGES_PER_STEP]:
                    _copy_message(records, session_id, message_id, fork_id, renamed)
            await asyncio.sleep(0)
    except asyncio.CancelledError:
        records.delete_session_rows(fork_id)
        raise
    if todos := records.read_todos_row(session_id):
        records.save_todos_row(fork_id, todos)


def _copy_message(records: Repository, session_id: str, message_id: str, fork_id: str, renamed: dict[str, str]) -> None:
    row = records.read_message_row(session_id, message_id)
    if row is None:
        return
    message = msgspec.json.decode(row, type=dict[str, Any])
    renamed[message_id] = fresh = create_ascending_id("msg")
    info = message["info"]
    parent = info.get("parentID")
    info |= {"id": fresh, "sessionID": fork_id} | ({"parentID": renamed.get(parent, parent)} if parent else {})
    records.save_message_row(fork_id, fresh, encode_json(info), None)
    for part in message["parts"]:
        part |= {"id": create_ascending_id("prt"), "messageID": fresh, "sessionID": fork_id}
        records.save_part_row(fork_id, fresh, part["id"], encode_json(part))
