"""Handlers for message and part events. Called by `reduce_state` only.

Only sessions whose history was requested, or that were created while octui was connected, have a timeline;
for the others, only their activity is recorded.
"""

from octui.store.changes import NO_CHANGES, ChangeKey, Changes, Topic, make_changes
from octui.store.message_record import MessageRecord
from octui.store.state import State, UnseenActivity
from octui.store.timeline import Timeline
from octui.wire.events import MessageRemoved, PartDelta, PartRemoved
from octui.wire.messages import MessageInfo
from octui.wire.parts import Part, ToolPart

NEIGHBOURS = 16
"""How many messages back to look for unanswered prompts whose appearance may change."""


def on_message_updated(state: State, info: MessageInfo) -> Changes:
    record = state.messages.get(info.id)
    session_id = info.session_id or (record.session_id if record else "")
    timeline = state.timelines.get(session_id)
    if timeline is None:
        answered = info.role == "assistant" and info.time.completed is not None and info.finish != "tool-calls"
        return _note_unseen(state, session_id, answered)
    if record is None:
        return _add_message(state, timeline, info)
    if record.session_id != session_id:
        return NO_CHANGES
    was_finished = record.is_finished
    if not record.update_info(info, state.clock):
        return NO_CHANGES
    track_unfinished(timeline, record)
    if record.is_finished != was_finished:
        return record.changes | find_messages_affected_by_status(state, session_id)
    return record.changes


def on_message_removed(state: State, event: MessageRemoved) -> Changes:
    timeline = state.timelines.get(event.session_id)
    if timeline is None:
        return NO_CHANGES
    timeline.removed[event.message_id] = state.clock
    claim_orphan_parts(state, event.session_id, event.message_id)
    record = state.messages.get(event.message_id)
    if record is None or record.session_id != event.session_id:
        return NO_CHANGES
    forget_messages(state, timeline, {event.message_id})
    return timeline.changes | record.changes | find_messages_affected_by_status(state, event.session_id)


def on_part_updated(state: State, part: Part) -> Changes:
    record = state.messages.get(part.message_id)
    session_id = part.session_id or (record.session_id if record else "")
    if record is None:
        orphan = _get_orphan(state, session_id, part.message_id)
        if orphan is not None:
            orphan.put_part(part, state.clock)
        return NO_CHANGES
    if record.session_id != session_id or not record.put_part(part, state.clock):
        return NO_CHANGES
    if isinstance(part, ToolPart):
        return record.changes | find_parent_messages(state, session_id)
    return record.changes


def on_part_delta(state: State, event: PartDelta) -> Changes:
    """Append to a text; the cost must not grow with the amount of loaded data."""
    if event.field != "text":
        return NO_CHANGES
    record = state.messages.get(event.message_id)
    if record is None:
        orphan = _get_orphan(state, event.session_id, event.message_id)
        if orphan is not None:
            orphan.append_delta(event.part_id, event.delta, state.clock)
        return NO_CHANGES
    if record.session_id == event.session_id and record.append_delta(event.part_id, event.delta, state.clock):
        return record.changes
    return NO_CHANGES


def on_part_removed(state: State, event: PartRemoved) -> Changes:
    timeline = state.timelines.get(event.session_id)
    if timeline is None:
        return NO_CHANGES
    timeline.removed[event.part_id] = state.clock
    record = state.messages.get(event.message_id) or state.orphans.get(event.message_id)
    if record is None or record.session_id != event.session_id or not record.drop_part(event.part_id, state.clock):
        return NO_CHANGES
    return record.changes if record.info is not None else NO_CHANGES


def open_timeline(state: State, session_id: str) -> Timeline:
    """Return the session's timeline, creating it if needed; from now on its events are kept."""
    timeline = state.timelines.get(session_id)
    if timeline is None:
        timeline = state.timelines[session_id] = Timeline(session_id)
        state.unseen.pop(session_id, None)
    return timeline


def drop_timeline(state: State, session_id: str) -> None:
    timeline = state.timelines.pop(session_id, None)
    if timeline is None:
        return
    forget_messages(state, timeline, set(timeline.ids))
    for message_id in [orphan.id for orphan in state.orphans.values() if orphan.session_id == session_id]:
        del state.orphans[message_id]
    state.unseen[session_id] = UnseenActivity(0, state.clock)


def forget_messages(state: State, timeline: Timeline, message_ids: set[str]) -> None:
    for message_id in message_ids:
        del state.messages[message_id]
    timeline.discard_ids(message_ids)


def track_unfinished(timeline: Timeline, record: MessageRecord) -> None:
    if record.info is not None and record.info.role == "assistant" and not record.is_finished:
        timeline.unfinished.add(record.id)
    else:
        timeline.unfinished.discard(record.id)


def claim_orphan_parts(state: State, session_id: str, message_id: str) -> MessageRecord | None:
    """Remove and return the parts that arrived before their message, if any."""
    orphan = state.orphans.pop(message_id, None)
    return orphan if orphan is not None and orphan.session_id == session_id else None


def find_messages_affected_by_status(state: State, session_id: str) -> Changes:
    """The messages that look different when the session starts or stops working.

    Those are the unfinished answers, and the prompts after the newest answer.
    """
    timeline = state.timelines.get(session_id)
    if timeline is None:
        return find_parent_messages(state, session_id)
    looked = set(timeline.unfinished)
    for message_id in reversed(timeline.ids[-NEIGHBOURS:]):
        looked.add(message_id)
        info = state.messages[message_id].info
        if info is not None and info.role == "assistant":
            break
    return make_changes(*(ChangeKey(Topic.MESSAGE, message_id) for message_id in looked)) | find_parent_messages(
        state, session_id
    )


def find_parent_messages(state: State, session_id: str) -> Changes:
    """The messages of the parent session that may show what this one is doing."""
    session = state.sessions.get(session_id)
    timeline = state.timelines.get(session.parent_id) if session is not None and session.parent_id else None
    if timeline is None:
        return NO_CHANGES
    return make_changes(*(ChangeKey(Topic.MESSAGE, message_id) for message_id in timeline.unfinished))


def _add_message(state: State, timeline: Timeline, info: MessageInfo) -> Changes:
    if timeline.is_before_loaded(info.id):
        return NO_CHANGES
    before = find_messages_affected_by_status(state, timeline.session_id) if info.role == "assistant" else NO_CHANGES
    record = claim_orphan_parts(state, timeline.session_id, info.id) or MessageRecord(timeline.session_id, info.id)
    record.whole = timeline.loaded
    record.update_info(info, state.clock)
    state.messages[info.id] = record
    timeline.insert_id(info.id)
    track_unfinished(timeline, record)
    return timeline.changes | record.changes | before


def _get_orphan(state: State, session_id: str, message_id: str) -> MessageRecord | None:
    timeline = state.timelines.get(session_id)
    if timeline is None:
        _note_unseen(state, session_id, False)
        return None
    if timeline.is_before_loaded(message_id):
        return None
    orphan = state.orphans.get(message_id)
    if orphan is None or orphan.session_id != session_id:
        orphan = state.orphans[message_id] = MessageRecord(session_id, message_id)
    return orphan


def _note_unseen(state: State, session_id: str, answered: bool) -> Changes:
    if not session_id or session_id in state.deleted:
        return NO_CHANGES
    known = state.unseen.get(session_id)
    state.unseen[session_id] = UnseenActivity((known.answers if known else 0) + answered, state.clock)
    return make_changes(ChangeKey(Topic.SESSION, session_id)) if answered else NO_CHANGES
