"""Copying what was said in one session into another."""

import asyncio
from typing import Any

import msgspec

from octui.server.answers import encoded
from octui.server.identifiers import ascending
from octui.server.records import Records

COPIED_A_STEP = 40


async def copy_messages(records: Records, session_id: str, fork_id: str, until: str | None) -> None:
    """Copy those before a message, or all, under new ids, in steps between which the event loop is free.

    A fork that is given up half way leaves nothing, not even its session.
    """
    renamed: dict[str, str] = {}
    known = records.message_ids(session_id)
    wanted = known[: known.index(until)] if until in known else known
    try:
        for start in range(0, len(wanted), COPIED_A_STEP):
            with records.together():
                for message_id in wanted[start : start + COPIED_A_STEP]:
                    _copy(records, session_id, message_id, fork_id, renamed)
            await asyncio.sleep(0)
    except asyncio.CancelledError:
        records.remove_session(fork_id)
        raise
    if todos := records.todos(session_id):
        records.put_todos(fork_id, todos)


def _copy(records: Records, session_id: str, message_id: str, fork_id: str, renamed: dict[str, str]) -> None:
    row = records.message(session_id, message_id)
    if row is None:
        return
    message = msgspec.json.decode(row, type=dict[str, Any])
    renamed[message_id] = fresh = ascending("msg")
    info = message["info"]
    parent = info.get("parentID")
    info |= {"id": fresh, "sessionID": fork_id} | ({"parentID": renamed.get(parent, parent)} if parent else {})
    records.put_message(fork_id, fresh, encoded(info), None)
    for part in message["parts"]:
        part |= {"id": ascending("prt"), "messageID": fresh, "sessionID": fork_id}
        records.put_part(fork_id, fresh, part["id"], encoded(part))
