import json
from pathlib import Path

import pytest

from octui.wire.decoding.tolerant_decoder import split_list
from octui.wire.event_frames import decode_event
from octui.wire.events import Received, UnknownEvent
from octui.wire.history import decode_messages
from octui.wire.parts import UnknownPart

FIXTURES = Path(__file__).parents[1] / "fixtures"
TRANSCRIPTS = sorted(FIXTURES.glob("*/sse/*.jsonl"))
HISTORIES = sorted(FIXTURES.glob("*/rest/message_list_*.json"))

UNUSED = {
    "catalog.updated",
    "integration.updated",
    "plugin.added",
    "reference.updated",
}
"""Events that octui leaves alone on purpose."""


def frames(path: Path) -> list[str]:
    return [json.dumps(json.loads(line)["event"]) for line in path.read_text().splitlines()]


def test_there_are_transcripts_of_both_ends_of_the_range() -> None:
    assert {path.parent.parent.name for path in TRANSCRIPTS} == {"1.1.58", "1.18.33"}


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_every_recorded_frame_is_a_known_event(path: Path) -> None:
    for frame in frames(path):
        arrived = decode_event(frame)
        if arrived is None:
            assert '"type": "sync"' in frame
            continue
        if isinstance(arrived.event, UnknownEvent):
            assert arrived.event.type in UNUSED


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_bytes_and_text_of_a_frame_decode_alike(path: Path) -> None:
    for frame in frames(path):
        assert decode_event(frame.encode()) == decode_event(frame)


def test_the_global_stream_tells_directories_and_repeats_what_is_durable() -> None:
    (path,) = (path for path in TRANSCRIPTS if path.stem == "global_event_bash_permission")
    decoded = [decode_event(frame) for frame in frames(path)]
    assert None in decoded
    directories = {arrived.directory for arrived in decoded if isinstance(arrived, Received)}
    assert "/home/user/project" in directories


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_every_recorded_history_decodes_whole(path: Path) -> None:
    body = json.loads(path.read_text())["body"]
    messages = decode_messages(split_list(json.dumps(body).encode()))
    assert [message.info.id for message in messages] == [message["info"]["id"] for message in body]
    assert [len(message.parts) for message in messages] == [len(message["parts"]) for message in body]
    assert not any(isinstance(part, UnknownPart) for message in messages for part in message.parts)
