"""How far the state agrees with the server: which lists it has sent, and how a history compares with its own page."""

from bisect import bisect_left

from octui.store.state import ProvidersStatus, State
from octui.wire.messages import Message


def has_listed_sessions(state: State) -> bool:
    """Whether the server has listed its sessions; they come with their statuses."""
    return bool(state.statuses_at)


def has_listed_commands(state: State) -> bool:
    """Whether the server has listed its commands; every server has some, and lists them with the models."""
    return bool(state.commands) or state.providers_status is not ProvidersStatus.AWAITED


def count_unverified_messages(state: State, session_id: str) -> int:
    """How many messages are newer than those the last page from the server showed, the newest of that page included."""
    timeline = state.timelines.get(session_id)
    if timeline is None:
        return 0
    return len(timeline.ids) - bisect_left(timeline.ids, timeline.verified_to)


def is_page_connected(state: State, session_id: str, page: tuple[Message, ...]) -> bool:
    """Whether a page of the newest messages reaches back to one that an earlier page showed."""
    timeline = state.timelines.get(session_id)
    return timeline is None or min((message.info.id for message in page), default="") <= timeline.verified_to


def is_part_known(state: State, session_id: str, message_id: str, part_id: str) -> bool:
    """Whether an event about this part finds it here, or concerns what is not loaded anyway."""
    record = state.messages.get(message_id)
    if record is not None:
        return not part_id or part_id in record.parts
    timeline = state.timelines.get(session_id)
    return timeline is None or not timeline.loaded or timeline.is_before_loaded(message_id)


def list_revisions(state: State, session_id: str, newest: int) -> dict[str, int]:
    """The revisions of a session's newest messages, by id."""
    timeline = state.timelines.get(session_id)
    ids = timeline.ids[-newest:] if timeline is not None and newest > 0 else ()
    return {message_id: state.messages[message_id].revision for message_id in ids}
