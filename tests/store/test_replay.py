from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec
import pytest

from octui.store import selectors
from octui.store.actions import HistoryLoaded, HistoryRequested
from octui.store.store import Store
from octui.wire.events import PartDelta, SessionCreated
from octui.wire.parts import ReasoningPart, TextPart, decode_part
from tests.support.recordings import RECORDINGS, name_of, read_arrivals, read_payloads

ASK_ENDS = {"permission.replied", "question.replied", "question.rejected"}
ASKS_LEFT = {
    "1.18.33-permission_abort": 1,
    "1.18.33-question_abort": 1,
    "1.18.33-server_killed_midstream": 1,
    "1.18.33-permission_three_reject_one": 1,
}
"""Where the recording ends with a request that was never answered."""
BUSY_AT_END = {
    "1.18.33-server_killed_midstream",
    "1.18.33-mcp_tool",
    "1.18.33-permission_always",
    "1.18.33-permission_three_reject_one",
    "1.18.33-stream_dropped",
}
"""Where the recording ends in the middle of a run."""

every_recording = pytest.mark.parametrize("recording", RECORDINGS, ids=name_of)


class Told:
    """What a recording says, folded in the plainest way: the last word on each thing."""

    def __init__(self, recording: Path) -> None:
        self.messages: dict[str, dict[str, Any]] = {}
        self.parts: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self.streamed: dict[str, str] = defaultdict(str)
        self.created: set[str] = set()
        self.deleted: set[str] = set()
        self.statuses: dict[str, str] = {}
        self.asks: dict[str, str] = {}
        for event in read_payloads(recording):
            self._hear(event["type"], event["properties"])
        for message_id in [message["id"] for message in self.messages.values() if message["sessionID"] in self.deleted]:
            del self.messages[message_id]

    def _hear(self, kind: str, properties: dict[str, Any]) -> None:
        match kind:
            case "session.created":
                self.created.add(properties["info"]["id"])
            case "session.deleted":
                self.deleted.add(properties["info"]["id"])
            case "message.updated":
                self.messages[properties["info"]["id"]] = properties["info"]
            case "message.removed":
                self.messages.pop(properties["messageID"], None)
            case "message.part.updated":
                part = properties["part"]
                self.parts[part["messageID"]][part["id"]] = part
            case "message.part.delta":
                self.streamed[properties["partID"]] += properties["delta"]
            case "message.part.removed":
                self.parts[properties["messageID"]].pop(properties["partID"], None)
            case "session.status":
                self.statuses[properties["sessionID"]] = properties["status"]["type"]
            case "session.idle":
                self.statuses[properties["sessionID"]] = "idle"
            case "permission.asked" | "question.asked":
                self.asks[properties["id"]] = properties["sessionID"]
            case kind if kind in ASK_ENDS:
                self.asks.pop(properties["requestID"], None)

    @property
    def sessions(self) -> set[str]:
        """Those that messages were heard of and that are still there."""
        return {message["sessionID"] for message in self.messages.values()}


def replayed(recording: Path, times: int = 1) -> Store:
    """A store that heard the recording from the beginning, each event so many times, but for deltas."""
    told = Told(recording)
    store = Store()
    for session_id in sorted(told.sessions - told.created):
        store.dispatch_action(HistoryRequested(session_id))
        store.dispatch_action(HistoryLoaded(session_id, ()))
    for arrived in read_arrivals(recording):
        for _ in range(1 if isinstance(arrived.event, PartDelta) else times):
            store.dispatch_action(arrived)
    return store


@pytest.mark.parametrize("times", [1, 2])
@every_recording
def test_the_messages_are_those_the_server_told_of(recording: Path, times: int) -> None:
    told, store = Told(recording), replayed(recording, times)
    for session_id in told.sessions:
        expected = sorted(message["id"] for message in told.messages.values() if message["sessionID"] == session_id)
        hidden = selectors.count_reverted_messages(store.state, session_id)
        assert list(selectors.list_message_ids(store.state, session_id)) == expected[: len(expected) - hidden]
    assert set(store.state.messages) == set(told.messages)


@pytest.mark.parametrize("times", [1, 2])
@every_recording
def test_every_part_is_the_servers_last_word_on_it(recording: Path, times: int) -> None:
    told, store = Told(recording), replayed(recording, times)
    for message_id in told.messages:
        view = selectors.get_message(store.state, message_id)
        assert view is not None
        assert [part.id for part in view.parts] == sorted(told.parts[message_id])
        for part in view.parts:
            raw = told.parts[message_id][part.id]
            expected = decode_part(msgspec.json.encode(raw))
            if isinstance(part, TextPart | ReasoningPart) and raw.get("time", {"end": 0}).get("end") is None:
                assert part.text == (told.streamed[part.id] or raw["text"])
            else:
                assert part == expected


@every_recording
def test_only_runs_that_the_recording_cuts_off_are_busy_at_its_end(recording: Path) -> None:
    told, store = Told(recording), replayed(recording)
    busy = {session_id for session_id, status in told.statuses.items() if status != "idle"} - told.deleted
    assert set(store.state.statuses) == busy
    assert bool(busy) == (name_of(recording) in BUSY_AT_END)


@every_recording
def test_only_asks_that_nobody_answered_are_left(recording: Path) -> None:
    told, store = Told(recording), replayed(recording)
    assert [ask.id for ask in selectors.list_pending_requests(store.state)] == list(told.asks)
    assert len(told.asks) == ASKS_LEFT.get(name_of(recording), 0)


@every_recording
def test_nothing_was_skipped_and_no_orphan_is_left(recording: Path) -> None:
    store = replayed(recording)
    assert store.state.skipped_frames == 0
    assert not store.state.orphans


@every_recording
def test_nothing_is_held_of_the_messages_of_sessions_nobody_asked_for(recording: Path) -> None:
    store = Store()
    for arrived in read_arrivals(recording):
        if not isinstance(arrived.event, SessionCreated):
            store.dispatch_action(arrived)
    assert not store.state.timelines
    assert not store.state.messages
    assert not store.state.orphans
    assert set(store.state.unseen) >= Told(recording).sessions
