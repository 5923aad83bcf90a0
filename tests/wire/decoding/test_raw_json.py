import json
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octui.wire.decoding import long_texts, raw_json, tolerant_decoder
from octui.wire.decoding.raw_json import RawArray, RawObject, open_json
from octui.wire.event_frames import decode_event
from octui.wire.events import PermissionAsked
from octui.wire.history import decode_message
from octui.wire.parts import ToolPart, UnknownPart, decode_part
from octui.wire.struct import to_json_values

ROWS = [{"id": number, "name": f"row {number}", "tags": ["a", "b"]} for number in range(4_000)]
FIELDS = {f"key {number}": f"value {number}" for number in range(10_000)}
VALUES = st.recursive(
    st.text(max_size=40) | st.integers(-(2**40), 2**40) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=30,
)


def make_call(**state: object) -> bytes:
    part = {"id": "prt_1", "sessionID": "ses_1", "messageID": "msg_1", "type": "tool", "tool": "mcp", "callID": "c"}
    return json.dumps({**part, "state": {"status": "completed", **state}}).encode()


def decode_call(**state: object) -> ToolPart:
    part = decode_part(make_call(**state))
    assert isinstance(part, ToolPart)
    return part


def measure_peak(act: Callable[[], object]) -> int:
    act()
    tracemalloc.start()
    kept = act()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept is not None
    return peak


@contextmanager
def everything_is_large() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tolerant_decoder, "LARGE", 30)
        patch.setattr(raw_json, "LONG_TEXT", 20)
        patch.setattr(raw_json, "KEPT", 20)
        patch.setattr(long_texts, "PIECE", 32)
        yield


@everything_is_large()
@settings(max_examples=40)
@given(st.dictionaries(st.text(max_size=9), VALUES, max_size=5))
def test_large_values_are_what_was_sent(values: dict[str, Any]) -> None:
    part = decode_call(input=values, metadata=values)
    assert to_json_values(part.state.input) == values
    assert part.state.input == values
    assert part.state.metadata == decode_call(input=values, metadata=values).state.metadata
    assert {name: to_json_values(part.state.input[name]) for name in values} == values
    if isinstance(part.state.input, RawObject):
        assert json.loads(part.state.input.encode_json()) == values
        assert len(part.state.input) == len(values)


@pytest.mark.parametrize("name", ['a "quote"', "a\\b", "a\nb", "\x00", "", "é", "n" * 2_000])
def test_a_field_of_any_name_can_be_looked_up(name: str) -> None:
    metadata = decode_call(metadata={name: 7, "rows": ROWS}).state.metadata
    assert isinstance(metadata, RawObject)
    assert metadata[name] == 7
    assert f"{name}?" not in metadata


@everything_is_large()
@settings(max_examples=40)
@given(st.lists(VALUES, min_size=8, max_size=20))
def test_large_lists_are_sequences(values: list[Any]) -> None:
    array = open_json(msgspec.Raw(json.dumps(values).encode()))
    assert isinstance(array, RawArray)
    assert to_json_values(array) == values
    assert [to_json_values(array[place]) for place in range(len(array))] == values
    assert to_json_values(array[1:3]) == values[1:3]
    assert json.loads(array.encode_json()) == values
    assert to_json_values(array.select_objects()) == [value for value in values if isinstance(value, dict)]


@pytest.mark.parametrize("state", [{"input": {"rows": ROWS}}, {"metadata": FIELDS}, {"metadata": {"a": {"b": ROWS}}}])
def test_a_call_with_many_small_values_takes_about_as_much_memory_as_its_json(state: dict[str, object]) -> None:
    raw = make_call(**state)
    assert measure_peak(lambda: decode_part(raw)) < 1.5 * len(raw)


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps({"info": {"id": "m", "role": "user", "summary": {"diffs": [], "more": ROWS}}}),
        json.dumps({"info": {"id": "m", "error": {"name": "E", "data": {"message": "no", "headers": FIELDS}}}}),
        json.dumps({"info": {"id": "m"}, "parts": [{"id": "p", "type": "text", "text": "x", "metadata": FIELDS}]}),
        json.dumps({"info": {"id": "m"}, "parts": [{"id": "p", "type": "of the future", "rows": ROWS}]}),
    ],
)
def test_a_message_with_many_small_values_takes_about_as_much_memory_as_its_json(raw: str) -> None:
    body = raw.encode()
    assert measure_peak(lambda: decode_message(body)) < 2.5 * len(body)


def test_comparing_a_large_value_with_nothing_reads_nothing() -> None:
    metadata = decode_call(metadata=FIELDS).state.metadata
    assert isinstance(metadata, RawObject)
    assert measure_peak(lambda: [metadata != None, metadata != "words"]) < 1_000  # noqa: E711  # what compares fields does


def test_looking_at_a_field_or_at_the_first_rows_takes_little_memory() -> None:
    metadata = decode_call(metadata={"count": 7, "rows": ROWS}).state.metadata
    assert isinstance(metadata, RawObject)
    assert metadata["count"] == 7
    assert metadata.get("missing") is None
    assert metadata["rows"][:2] == ROWS[:2]
    size = len(json.dumps(ROWS))
    assert measure_peak(lambda: sum(row["id"] for row in metadata["rows"])) < 1.5 * size


def test_an_object_of_which_every_field_is_looked_up_is_read_once_and_not_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    metadata = decode_call(metadata=FIELDS).state.metadata
    reads = 0

    def count_reads(self: RawObject, decoder: msgspec.json.Decoder[Any]) -> Any:
        nonlocal reads
        reads += 1
        return decoder.decode(self._json)

    monkeypatch.setattr(RawObject, "_read", count_reads)
    assert {**metadata} == FIELDS
    assert reads < 100


def test_texts_in_large_values_are_kept_decoded() -> None:
    long = 'a line with "quotes" and \\ and é\n' * 100
    metadata = decode_call(metadata={"diff": long, "rows": ROWS, "nested": {"diff": long, "rows": ROWS}}).state.metadata
    assert isinstance(metadata, RawObject)
    assert metadata["diff"] == metadata["nested"]["diff"] == long
    assert metadata["diff"] is metadata["diff"]


def test_a_call_whose_values_are_long_texts_is_decoded() -> None:
    state = decode_call(input={"content": "x = 1\n" * 9_000}, metadata={"diff": "+x\n" * 9_000, "n": 1}).state
    assert isinstance(state.input, dict)
    assert isinstance(state.metadata, dict)
    assert state.input["content"].count("\n") == state.metadata["diff"].count("\n") == 9_000


@pytest.mark.parametrize("odd", [7, "x", [1] * 2_000, True])
def test_an_odd_value_of_a_large_call_costs_no_more_than_itself(odd: object) -> None:
    part = decode_call(input=odd, metadata={"rows": ROWS}, output="done")
    assert part.state.output == "done"
    assert isinstance(part.state.input, Mapping)
    assert part.state.metadata["rows"][0]["name"] == "row 0"


@pytest.mark.parametrize(
    ("damage", "mended"),
    [
        (b"\\ud83d", "\N{REPLACEMENT CHARACTER}"),
        (b"\xff", "\N{REPLACEMENT CHARACTER}"),
        (b"\\ud83d\\ude00", "\U0001f600"),
    ],
)
def test_damage_in_a_large_value_is_mended(damage: bytes, mended: str) -> None:
    raw = make_call(metadata={"rows": [*ROWS, {"name": "HERE"}], "HERE": 1}).replace(b"HERE", damage)
    part = decode_part(raw)
    assert isinstance(part, ToolPart)
    assert part.state.metadata["rows"][-1]["name"] == mended
    assert dict(part.state.metadata.items())[mended] == 1
    assert part.state.metadata["rows"][0] == ROWS[0]


def test_what_is_nested_too_deeply_in_a_large_value_is_cut_off() -> None:
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]
    part = decode_call(metadata={"rows": ROWS, "deep": deep, "after": 1})
    assert part.state.metadata["after"] == 1
    assert "too deeply" in json.dumps(to_json_values(part.state.metadata["deep"]))


def test_equal_calls_are_equal_without_being_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = make_call(metadata={"rows": ROWS, "diff": "+x\n" * 900})
    first, second, other = decode_part(raw), decode_part(raw), decode_part(raw.replace(b"row 7", b"row 8"))
    monkeypatch.setattr(raw_json, "_decode_whole", None)
    assert first == second
    assert first != other


def test_a_large_value_is_written_as_what_it_holds() -> None:
    metadata = decode_call(metadata={"filepath": [".git/config"] * 500, "rows": ROWS}).state.metadata
    assert str(metadata["filepath"]).startswith('[".git/config",')
    assert repr(metadata) != repr(
        decode_call(metadata={"filepath": [".git/confiG"] * 500, "rows": ROWS}).state.metadata
    )


def test_a_request_with_many_fields_keeps_them_as_json() -> None:
    request = {"id": "per_1", "sessionID": "ses_1", "permission": "mcp_x", "metadata": FIELDS}
    frame = json.dumps({"payload": {"type": "permission.asked", "properties": request}}).encode()
    received = decode_event(frame)
    assert received is not None
    assert isinstance(received.event, PermissionAsked)
    assert isinstance(received.event.request.metadata, RawObject)
    assert dict(received.event.request.metadata.items()) == FIELDS


def test_a_part_of_an_unknown_type_is_not_decoded() -> None:
    raw = json.dumps({"id": "prt_1", "type": "of the future", "rows": ROWS}).encode()
    part = decode_part(raw)
    assert isinstance(part, UnknownPart)
    assert part.raw == raw


def test_json_is_written_in_little_more_memory_than_it_takes() -> None:
    metadata = decode_call(metadata={"rows": ROWS, "fields": FIELDS}).state.metadata
    assert isinstance(metadata, RawObject)
    written = metadata.encode_json()
    assert json.loads(written) == {"rows": ROWS, "fields": FIELDS}
    assert measure_peak(metadata["rows"].encode_json) < 1.8 * len(metadata["rows"].encode_json())
