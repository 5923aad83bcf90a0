import json
import tracemalloc
from typing import Any

import msgspec
import pytest

from octui.wire.decoding.repeated_values import RepeatedValues
from octui.wire.decoding.wide_texts import WideText, encode_wide_text
from octui.wire.parts import ToolPart, decode_part
from octui.wire.struct import to_json_values

PART = {"id": "prt_1", "sessionID": "ses_1", "messageID": "msg_1"}
OUTPUT = "the line of a log\n" * 60_000 + "\N{ROCKET} released\n" + "the next line\n" * 20_000


def make_call(output: str, metadata: object) -> bytes:
    state = {"status": "completed", "output": output, "metadata": metadata}
    return json.dumps({**PART, "type": "tool", "tool": "bash", "state": state}, ensure_ascii=False).encode()


def decode_call(raw: bytes) -> ToolPart:
    part = decode_part(raw)
    assert isinstance(part, ToolPart)
    return part


@pytest.mark.parametrize("metadata", [{"output": OUTPUT}, {"files": [{"patch": OUTPUT}]}, {}])
@pytest.mark.parametrize("output", [OUTPUT, OUTPUT[-9_000:], "\N{ROCKET} " + "line\n" * 3_000, "ok"])
def test_one_emoji_makes_no_text_take_four_bytes_a_character(output: str, metadata: dict[str, Any]) -> None:
    raw = make_call(output, metadata)
    tracemalloc.start()
    part = RepeatedValues().share_fields(decode_call(raw))
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < len(raw) + 20_000
    # Some of it is decoded at a time.
    assert peak < 1.2 * len(raw) + 3_000_000
    assert part.state.output == output
    assert {name: to_json_values(value) for name, value in part.state.metadata.items()} == metadata


def test_what_was_looked_at_of_untyped_values_is_not_kept_decoded() -> None:
    part = decode_call(make_call("", {"output": OUTPUT, "files": [{"patch": OUTPUT}]}))
    tracemalloc.start()
    length = len(part.state.metadata["output"]) + len(part.state.metadata["files"][0]["patch"])
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length == 2 * len(OUTPUT)
    assert kept < 100_000


def test_the_same_text_is_equal_however_it_is_kept() -> None:
    part = decode_call(make_call(OUTPUT, {}))
    state = msgspec.structs.replace(part.state, output=OUTPUT)
    assert part.state == state == part.state
    assert msgspec.structs.replace(state, output="") != part.state


@pytest.mark.parametrize("text", ["出力の行です\n" * 9_000, "съешь ещё " * 9_000, "plain " * 9_000, "\N{ROCKET}"])
def test_a_text_that_takes_little_more_than_its_utf_8_stays_as_it_is(text: str) -> None:
    assert encode_wide_text(text) is text


def test_a_wide_text_reads_as_what_it_is() -> None:
    text = encode_wide_text(OUTPUT)
    assert isinstance(text, WideText)
    assert (str(text), repr(text), len(text)) == (OUTPUT, repr(OUTPUT), len(OUTPUT.encode()))
    assert (text == OUTPUT, text != OUTPUT + " ") == (True, True)
