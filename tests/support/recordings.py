"""What real servers sent, as it was recorded: one event a line, with the milliseconds since the stream began."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from octui.wire.event_frames import decode_event
from octui.wire.events import Received

FIXTURES = Path(__file__).parent.parent / "fixtures"
RECORDINGS = sorted(FIXTURES.glob("*/sse/*.jsonl"))


class _Line(msgspec.Struct):
    event: msgspec.Raw


def name_of(recording: Path) -> str:
    """As test ids show it: the server's version and what happened."""
    return f"{recording.parent.parent.name}-{recording.stem}"


def read_frames(recording: Path) -> Iterator[bytes]:
    """The events as they came over the wire."""
    with recording.open("rb") as lines:
        for line in lines:
            yield bytes(msgspec.json.decode(line, type=_Line).event)


def read_payloads(recording: Path) -> Iterator[dict[str, Any]]:
    """Type and properties of each event, undecoded; repeats left out."""
    for frame in read_frames(recording):
        event = msgspec.json.decode(frame)
        payload = event.get("payload", event)
        if payload["type"] != "sync":
            yield payload


def read_arrivals(recording: Path) -> Iterator[Received]:
    for frame in read_frames(recording):
        arrived = decode_event(frame)
        if arrived is not None:
            yield arrived
