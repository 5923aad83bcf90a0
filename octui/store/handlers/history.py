"""Handlers for pages of session history that load while events arrive. Called by `reduce_state` only."""

from octui.store.actions import HistoryFailed, HistoryLoaded, HistoryRequested
from octui.store.changes import NO_CHANGES, ChangeKey, Changes
from octui.store.handlers.messages import (
    claim_orphan_parts,
    drop_timeline,
    find_messages_affected_by_status,
    forget_messages,
    open_timeline,
    track_unfinished,
)
from octui.store.message_record import create_record
from octui.store.selectors.activity import is_run_over
from octui.store.state import State
from octui.store.timeline import Timeline
from octui.wire.messages import Message


def on_history_requested(state: State, action: HistoryRequested) -> Changes:
    if action.session_id in state.deleted:
        return NO_CHANGES
    if action.replace == "tail":
        timeline = open_timeline(state, action.session_id)
        timeline.wanted, timeline.loading, timeline.asked_at = True, True, state.clock
    elif action.session_id in state.timelines:
        timeline = state.timelines[action.session_id]
        timeline.paging, timeline.page_asked_at = True, state.clock
    else:
        return NO_CHANGES
    timeline.failed = ""
    return timeline.changes


def on_history_loaded(state: State, loaded: HistoryLoaded) -> Changes:
    if loaded.session_id in state.deleted:
        return NO_CHANGES
    timeline = state.timelines.get(loaded.session_id)
    if loaded.replace == "prepend":
        return _prepend_page(state, timeline, loaded) if timeline is not None else NO_CHANGES
    if timeline is None:
        since = state.connected_at if loaded.since is None else loaded.since
        unseen = state.unseen.get(loaded.session_id)
        if unseen is not None and unseen.at > since:
            return NO_CHANGES
        timeline = open_timeline(state, loaded.session_id)
        timeline.wanted, timeline.asked_at = True, since
    return _merge_newest_page(state, timeline, loaded)


def on_history_failed(state: State, failed: HistoryFailed) -> Changes:
    timeline = state.timelines.get(failed.session_id)
    if timeline is None:
        return NO_CHANGES
    timeline.failed = failed.reason
    if failed.replace == "tail":
        timeline.loading = False
    else:
        timeline.paging = False
    return timeline.changes


def on_session_forgotten(state: State, session_id: str) -> Changes:
    timeline = state.timelines.get(session_id)
    if timeline is None:
        return NO_CHANGES
    drop_timeline(state, session_id)
    return timeline.changes


def mark_histories_stale(state: State) -> None:
    """The stream was interrupted or newly opened: the loaded histories may be incomplete."""
    for timeline in state.timelines.values():
        if not timeline.stale:
            timeline.stale = True
            timeline.solid_to = _find_reliable_id(state, timeline)
        timeline.broken_at = state.clock


def _find_reliable_id(state: State, timeline: Timeline) -> str:
    """The newest message that cannot have missed a change, else the oldest that can; a page must reach back to it."""
    if not timeline.loaded or not timeline.ids:
        return ""
    under_way = [message_id for message_id in timeline.unfinished if not is_run_over(state, message_id)]
    return min(under_way, default=timeline.ids[-1])


def _merge_newest_page(state: State, timeline: Timeline, loaded: HistoryLoaded) -> Changes:
    """Replace held messages from the page's oldest one on, keeping changes received live in the meantime.

    Older messages stay when nothing can be missing in between.
    """
    since = timeline.asked_at if loaded.since is None else loaded.since
    page = {message.info.id: message for message in loaded.messages}
    whole = loaded.older is None
    oldest = min(page, default="")
    joined = timeline.loaded and (not timeline.stale or (bool(page) and oldest <= timeline.solid_to))
    dropped, kept = set(), False
    for message_id in timeline.ids:
        if not whole and message_id < oldest:
            kept = kept or joined
            if not joined:
                dropped.add(message_id)
        elif message_id not in page and state.messages[message_id].at <= since:
            dropped.add(message_id)
    forget_messages(state, timeline, dropped)
    if not kept:
        timeline.older = loaded.older
    if not joined:
        timeline.cut_at, timeline.paging = state.clock, False
    timeline.loaded, timeline.loading, timeline.failed = True, False, ""
    timeline.stale = timeline.broken_at > since
    timeline.solid_to = timeline.verified_to = max(page, default="")
    changed = set(_merge_messages(state, timeline, page, since))
    for message_id in timeline.ids:
        if message_id not in page and message_id >= oldest and state.messages[message_id].mark_complete(state.clock):
            changed |= state.messages[message_id].changes
    return timeline.changes | changed | find_messages_affected_by_status(state, timeline.session_id)


def _prepend_page(state: State, timeline: Timeline, loaded: HistoryLoaded) -> Changes:
    since = timeline.page_asked_at if loaded.since is None else loaded.since
    misplaced = loaded.before is not None and loaded.before != timeline.older
    if not timeline.loaded or misplaced or timeline.cut_at > since > 0:
        return NO_CHANGES
    timeline.paging, timeline.failed = False, ""
    timeline.older = loaded.older
    page = {message.info.id: message for message in loaded.messages}
    return (
        timeline.changes
        | _merge_messages(state, timeline, page, since)
        | find_messages_affected_by_status(state, timeline.session_id)
    )


def _merge_messages(state: State, timeline: Timeline, page: dict[str, Message], since: int) -> Changes:
    changed: set[ChangeKey] = set()
    new: list[str] = []
    for message_id, message in page.items():
        record = state.messages.get(message_id)
        if record is None:
            if timeline.removed.get(message_id, 0) > since:
                continue
            record = claim_orphan_parts(state, timeline.session_id, message_id)
            if record is None:
                record = create_record(message, timeline.session_id, timeline.removed, since, state.clock)
            else:
                record.merge_page(message, since, timeline.removed, state.clock)
            state.messages[message_id] = record
            new.append(message_id)
        elif record.session_id != timeline.session_id or not record.merge_page(
            message, since, timeline.removed, state.clock
        ):
            continue
        else:
            changed |= record.changes
        track_unfinished(timeline, record)
    timeline.insert_ids(new)
    return frozenset(changed)
