"""How the state takes in what events tell of messages and their parts. Called by `reduce` alone.

Only sessions whose history was asked for, or that began before our eyes, have a timeline; of the
others no more is kept than that something happened.
"""

from octui.store.changes import NOTHING, Key, Topic, Touched, touched
from octui.store.message_record import HeldMessage
from octui.store.state import State, Unseen
from octui.store.timeline import Timeline
from octui.wire.events import MessageRemoved, PartDelta, PartRemoved
from octui.wire.messages import MessageInfo
from octui.wire.parts import Part, ToolPart

NEIGHBOURS = 16
"""How far back prompts may wait for an answer and look different for it."""


def message_updated(state: State, info: MessageInfo) -> Touched:
    held = state.messages.get(info.id)
    session_id = info.session_id or (held.session_id if held else "")
    timeline = state.timelines.get(session_id)
    if timeline is None:
        answered = info.role == "assistant" and info.time.completed is not None and info.finish != "tool-calls"
        return _unseen(state, session_id, answered)
    if held is None:
        return _begin(state, timeline, info)
    if held.session_id != session_id:
        return NOTHING
    was_finished = held.finished
    if not held.tell(info, state.clock):
        return NOTHING
    track(timeline, held)
    if held.finished != was_finished:
        return held.keys | unsettled(state, session_id)
    return held.keys


def message_removed(state: State, event: MessageRemoved) -> Touched:
    timeline = state.timelines.get(event.session_id)
    if timeline is None:
        return NOTHING
    timeline.removed[event.message_id] = state.clock
    adopt(state, event.session_id, event.message_id)
    held = state.messages.get(event.message_id)
    if held is None or held.session_id != event.session_id:
        return NOTHING
    forget_messages(state, timeline, {event.message_id})
    return timeline.keys | held.keys | unsettled(state, event.session_id)


def part_updated(state: State, part: Part) -> Touched:
    held = state.messages.get(part.message_id)
    session_id = part.session_id or (held.session_id if held else "")
    if held is None:
        orphan = _orphan(state, session_id, part.message_id)
        if orphan is not None:
            orphan.put(part, state.clock)
        return NOTHING
    if held.session_id != session_id or not held.put(part, state.clock):
        return NOTHING
    if isinstance(part, ToolPart):
        return held.keys | above(state, session_id)
    return held.keys


def part_delta(state: State, event: PartDelta) -> Touched:
    """Append to a text; nothing here may grow with what is loaded."""
    if event.field != "text":
        return NOTHING
    held = state.messages.get(event.message_id)
    if held is None:
        orphan = _orphan(state, event.session_id, event.message_id)
        if orphan is not None:
            orphan.append(event.part_id, event.delta, state.clock)
        return NOTHING
    if held.session_id == event.session_id and held.append(event.part_id, event.delta, state.clock):
        return held.keys
    return NOTHING


def part_removed(state: State, event: PartRemoved) -> Touched:
    timeline = state.timelines.get(event.session_id)
    if timeline is None:
        return NOTHING
    timeline.removed[event.part_id] = state.clock
    held = state.messages.get(event.message_id) or state.orphans.get(event.message_id)
    if held is None or held.session_id != event.session_id or not held.drop(event.part_id, state.clock):
        return NOTHING
    return held.keys if held.info is not None else NOTHING


def open_timeline(state: State, session_id: str) -> Timeline:
    """The session's timeline; from now on its events are kept."""
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
    state.unseen[session_id] = Unseen(0, state.clock)


def forget_messages(state: State, timeline: Timeline, message_ids: set[str]) -> None:
    for message_id in message_ids:
        del state.messages[message_id]
    timeline.discard(message_ids)


def track(timeline: Timeline, held: HeldMessage) -> None:
    if held.info is not None and held.info.role == "assistant" and not held.finished:
        timeline.unfinished.add(held.id)
    else:
        timeline.unfinished.discard(held.id)


def adopt(state: State, session_id: str, message_id: str) -> HeldMessage | None:
    """Take out the parts that came before their message, if there are any."""
    orphan = state.orphans.pop(message_id, None)
    return orphan if orphan is not None and orphan.session_id == session_id else None


def unsettled(state: State, session_id: str) -> Touched:
    """The messages that look different when the session starts or stops working.

    Those are the answers without an end, and the prompts after the newest answer.
    """
    timeline = state.timelines.get(session_id)
    if timeline is None:
        return above(state, session_id)
    looked = set(timeline.unfinished)
    for message_id in reversed(timeline.ids[-NEIGHBOURS:]):
        looked.add(message_id)
        info = state.messages[message_id].info
        if info is not None and info.role == "assistant":
            break
    return touched(*(Key(Topic.MESSAGE, message_id) for message_id in looked)) | above(state, session_id)


def above(state: State, session_id: str) -> Touched:
    """The messages of the parent session that may show what this one is doing."""
    session = state.sessions.get(session_id)
    timeline = state.timelines.get(session.parent_id) if session is not None and session.parent_id else None
    if timeline is None:
        return NOTHING
    return touched(*(Key(Topic.MESSAGE, message_id) for message_id in timeline.unfinished))


def _begin(state: State, timeline: Timeline, info: MessageInfo) -> Touched:
    if timeline.predates(info.id):
        return NOTHING
    before = unsettled(state, timeline.session_id) if info.role == "assistant" else NOTHING
    held = adopt(state, timeline.session_id, info.id) or HeldMessage(timeline.session_id, info.id)
    held.whole = timeline.loaded
    held.tell(info, state.clock)
    state.messages[info.id] = held
    timeline.insert(info.id)
    track(timeline, held)
    return timeline.keys | held.keys | before


def _orphan(state: State, session_id: str, message_id: str) -> HeldMessage | None:
    timeline = state.timelines.get(session_id)
    if timeline is None:
        _unseen(state, session_id, False)
        return None
    if timeline.predates(message_id):
        return None
    orphan = state.orphans.get(message_id)
    if orphan is None or orphan.session_id != session_id:
        orphan = state.orphans[message_id] = HeldMessage(session_id, message_id)
    return orphan


def _unseen(state: State, session_id: str, answered: bool) -> Touched:
    if not session_id or session_id in state.deleted:
        return NOTHING
    held = state.unseen.get(session_id)
    state.unseen[session_id] = Unseen((held.answers if held else 0) + answered, state.clock)
    return touched(Key(Topic.SESSION, session_id)) if answered else NOTHING
