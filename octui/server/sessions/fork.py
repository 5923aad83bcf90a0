"""Copies the messages of one session to another."""

import asyncio
from typing import Any

import msgspec

from octui.server.identifiers import create_ascending_id
from octui.server.json_encoding import encode_json
from octui.server.storage.repository import Repository

MESSAGES_PER_STEP = 40


async def copy_messages(repository: Repository, session_id: str, fork_id: str, before_id: str | None) -> None:
    """Copy the messages before one, or all, under new ids, in steps that let the event loop run in between.

    A fork that is cancelled half way leaves nothing behind, not even its session.
    """
    new_ids: dict[str, str] = {}
    message_ids = repository.list_message_ids(session_id)
    copied_ids = message_ids[: message_ids.index(before_id)] if before_id in message_ids else message_ids
    try:
        for start in range(0, len(copied_ids), MESSAGES_PER_STEP):
            with repository.open_transaction():
                for message_id in copied_ids[start : start + MESSAGES_PER_STEP]:
                    _copy_message(repository, session_id, message_id, fork_id, new_ids)
            await asyncio.sleep(0)
    except asyncio.CancelledError:
        repository.delete_session_rows(fork_id)
        raise
    if todos := repository.read_todos_row(session_id):
        repository.save_todos_row(fork_id, todos)


def _copy_message(
    repository: Repository, session_id: str, message_id: str, fork_id: str, new_ids: dict[str, str]
) -> None:
    row = repository.read_message_row(session_id, message_id)
    if row is None:
        return
    message = msgspec.json.decode(row, type=dict[str, Any])
    new_ids[message_id] = new_id = create_ascending_id("msg")
    info = message["info"]
    parent = info.get("parentID")
    info |= {"id": new_id, "sessionID": fork_id} | ({"parentID": new_ids.get(parent, parent)} if parent else {})
    repository.save_message_row(fork_id, new_id, encode_json(info), None)
    for part in message["parts"]:
        part |= {"id": create_ascending_id("prt"), "messageID": new_id, "sessionID": fork_id}
        repository.save_part_row(fork_id, new_id, part["id"], encode_json(part))
