"""What a turn changed on disk, recorded with the prompts that led to it."""

import msgspec
from msgspec.structs import replace

from octui.server.instance import Instance
from octui.server.sessions import revert
from octui.wire.parts import PatchPart
from octui.wire.struct import Json, to_json_values


async def record_turn_diffs(instance: Instance, session_id: str, steps: int) -> None:
    """Record and publish what the prompts of the last steps changed on disk."""
    messages = instance.messages.load_messages(session_id, limit=steps + 20)
    patched = {
        message.info.parent_id for message in messages if any(isinstance(part, PatchPart) for part in message.parts)
    }
    session = instance.sessions.find_session(session_id)
    if session is None or not patched:
        return
    for message in messages:
        if message.info.id in patched and message.info.role == "user":
            diffs = await revert.diff_session(instance, session, message.info.id)
            prompt = replace(message.info, summary={"diffs": to_json_values(diffs)})
            untyped = _load_untyped_fields(instance, session_id, prompt.id)
            instance.messages.save_message(prompt, extra_fields=untyped)
    total = await revert.diff_session(instance, session)
    instance.sessions.update_session(session_id, summary=revert.summarize_diffs(total))
    instance.sessions.publish_session_diff(session_id, total)


def _load_untyped_fields(instance: Instance, session_id: str, message_id: str) -> Json:
    """The fields of a prompt that its type does not have."""
    row = instance.repository.read_message_info_row(session_id, message_id)
    fields = msgspec.json.decode(row, type=Json) if row is not None else {}
    return {key: fields[key] for key in ("tools", "format") if key in fields}
