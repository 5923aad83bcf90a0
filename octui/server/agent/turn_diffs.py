"""What a turn changed on disk, recorded with the prompts that led to it."""

import msgspec
from msgspec.structs import replace

from octui.server.instance import Instance
from octui.server.sessions import revert
from octui.wire.encode import to_json_values
from octui.wire.parts import PatchPart
from octui.wire.struct import Json


async def record_turn_diffs(instance: Instance, session_id: str, steps: int) -> None:
    """Record and publish what the prompts of the last steps changed on disk."""
    conversations = instance.sessions
    messages = conversations.load_messages(session_id, limit=steps + 20)
    patched = {held.info.parent_id for held in messages if any(isinstance(part, PatchPart) for part in held.parts)}
    session = conversations.find_session(session_id)
    if session is None or not patched:
        return
    for held in messages:
        if held.info.id in patched and held.info.role == "user":
            diffs = await revert.diff_session(instance, session, held.info.id)
            summed_up = replace(held.info, summary={"diffs": to_json_values(diffs)})
            conversations.save_message(summed_up, extra_fields=_load_untyped_fields(instance, session_id, held.info.id))
    total = await revert.diff_session(instance, session)
    conversations.update_session(session_id, summary=revert.summarize_diffs(total))
    conversations.publish_session_diff(session_id, total)


def _load_untyped_fields(instance: Instance, session_id: str, message_id: str) -> Json:
    """The fields of a prompt that its type does not have."""
    row = instance.repository.read_message_info_row(session_id, message_id)
    held = msgspec.json.decode(row, type=Json) if row is not None else {}
    return {key: held[key] for key in ("tools", "format") if key in held}
