import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from octui.render.requests.permission_preview import build_permission_preview
from octui.render.tools.permission_fields import MANY_PATTERNS
from octui.server.json_encoding import encode_json
from octui.wire.decoding.raw_texts import BATCH, RawTexts
from octui.wire.decoding.tolerant_decoder import TolerantDecoder, decode_texts
from octui.wire.event_frames import decode_event
from octui.wire.events import PermissionAsked
from octui.wire.parts import PatchPart, decode_part
from octui.wire.requests import Permission
from octui.wire.struct import to_json_values

PATTERNS = [f"ls {number}" for number in range(10_000)]
ODD_TEXTS = ["", "a", '"quoted", "twice"', "back\\slash\\", "[not, a] list]", "é\n\t\x00", "😀", "x" * 5_000, "]", ","]


def encode(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def ask(**fields: object) -> bytes:
    request = {"id": "per_1", "sessionID": "ses_1", "permission": "bash", **fields}
    return encode({"payload": {"type": "permission.asked", "properties": request}})


def decode_permission(frame: bytes) -> Permission:
    received = decode_event(frame)
    assert received is not None
    assert isinstance(received.event, PermissionAsked)
    return received.event.request


def measure_peak(act: Callable[[], object]) -> int:
    act()
    tracemalloc.start()
    kept = act()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept is not None
    return peak


@pytest.mark.parametrize("separators", [(",", ":"), (" ,\n\t", ": ")])
def test_texts_are_what_was_sent(separators: tuple[str, str]) -> None:
    sent = [*ODD_TEXTS * BATCH, "last"]
    texts = RawTexts(json.dumps(sent, separators=separators).encode())
    assert [*texts] == sent
    assert [texts[place] for place in range(-len(sent), len(sent))] == sent * 2
    assert texts[3:200] == tuple(sent[3:200])
    assert texts[::-7] == tuple(sent[::-7])
    assert texts[5:5] == ()
    assert "😀" in texts
    assert texts == RawTexts(json.dumps(sent, separators=separators).encode())


@pytest.mark.parametrize(
    "odd", [[*PATTERNS, 7], [None, *PATTERNS], [*PATTERNS, {"a": "b"}], [["a"], *PATTERNS], {}, "a"]
)
def test_what_is_not_a_list_of_texts_is_refused(odd: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        RawTexts(encode(odd))


def test_a_request_keeps_the_texts_among_odd_values() -> None:
    permission = decode_permission(ask(patterns=[*PATTERNS, 7, None], always=PATTERNS))
    assert [*permission.patterns] == [*PATTERNS, "7"]
    assert [*permission.always] == PATTERNS
    assert [*decode_texts(encode([*PATTERNS, None]))] == PATTERNS


def test_long_texts_and_halves_of_characters_are_kept_among_many() -> None:
    frame = ask(patterns=[*PATTERNS, "x" * 5_000, "long words " * 500]).replace(b'"ls 7"', b'"ls \\ud83d"')
    patterns = [*decode_permission(frame).patterns]
    assert patterns[7:9] == ["ls \N{REPLACEMENT CHARACTER}", "ls 8"]
    assert patterns[-2:] == ["x" * 5_000, "long words " * 500]


def test_equal_requests_are_equal() -> None:
    one, other = (decode_permission(ask(patterns=PATTERNS, always=PATTERNS)) for _ in "ab")
    assert one == other
    assert hash(one.patterns) == hash(other.patterns)
    assert one.patterns != decode_permission(ask(patterns=PATTERNS[1:])).patterns


@pytest.mark.parametrize(
    ("decode", "body"),
    [
        (decode_event, ask(patterns=PATTERNS)),
        (decode_event, ask(patterns=["ls"], always=PATTERNS)),
        (decode_part, encode({"id": "prt_1", "type": "patch", "hash": "abc", "files": PATTERNS})),
        (decode_texts, encode(PATTERNS)),
    ],
)
def test_many_short_texts_take_less_than_twice_their_json(decode: Callable[[bytes], Any], body: bytes) -> None:
    assert measure_peak(lambda: decode(body)) < 2 * len(body)


def test_many_patterns_are_previewed_in_little_memory() -> None:
    permission = decode_permission(frame := ask(patterns=[*PATTERNS, "a\nb"], always=PATTERNS))
    # What is shown of them, and twice a thousand of them as objects.
    assert measure_peak(lambda: build_permission_preview(permission)) < 1.2 * len(frame) + 150_000
    (section,) = build_permission_preview(permission).sections
    assert section.text.split("\n") == [*PATTERNS, "a", "  b"]
    assert section.mark == "• "
    few = build_permission_preview(decode_permission(ask(patterns=PATTERNS[:MANY_PATTERNS])))
    assert [section.text for section in few.sections] == PATTERNS[:MANY_PATTERNS]


def test_they_are_encoded_as_they_were_sent() -> None:
    sent = {"id": "prt_1", "type": "patch", "hash": "abc", "files": PATTERNS}
    part = decode_part(encode(sent))
    assert to_json_values(part)["files"] == json.loads(encode_json(part))["files"] == PATTERNS


def test_a_short_list_is_a_tuple() -> None:
    part = decode_part(encode({"id": "prt_1", "type": "patch", "files": ["a.py", "b.py"], "more": "x" * 5_000}))
    assert isinstance(part, PatchPart)
    assert part.files == ("a.py", "b.py")
    assert TolerantDecoder(Permission).decode_value(b'{"id":"p","always":["*"]}').always == ("*",)
