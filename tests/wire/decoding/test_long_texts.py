import json
import sys
import tracemalloc

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.wire.decoding import long_texts, raw_fields, tolerant_decoder, wide_texts
from octui.wire.decoding.long_texts import attach_texts, detach_long_texts
from octui.wire.parts import ToolPart, decode_part

LIMIT = 14
CHARACTERS = st.sampled_from(["a", " ", '"', "\\", "\n", "é", "日", "\U0001f600", "u", "d", "\x00", "{", "[,"])
VALUES = st.recursive(
    st.lists(CHARACTERS, max_size=60).map("".join) | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "", 'k"']), inner, max_size=3),
)


@pytest.fixture(autouse=True, scope="module")
def _short_pieces() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_texts, "PIECE", LIMIT)
        patch.setattr(raw_fields, "LONG_TEXT", LIMIT)
        patch.setattr(tolerant_decoder, "LARGE", LIMIT)
        patch.setattr(wide_texts, "SMALL", 0)
        yield


@given(VALUES, st.booleans())
def test_what_was_detached_and_attached_again_is_what_was_sent(value: object, is_ascii: bool) -> None:
    raw = json.dumps(value, ensure_ascii=is_ascii).encode()
    rest, texts = detach_long_texts(raw, LIMIT)
    assert attach_texts(msgspec.json.decode(rest), texts) == value
    assert all(len(text) > 1 for text in texts.values())


def make_call(output: str) -> bytes:
    part = {"id": "prt_1", "sessionID": "ses_1", "messageID": "msg_1", "type": "tool", "tool": "bash"}
    return json.dumps({**part, "state": {"status": "completed", "output": output}}, ensure_ascii=False).encode()


@pytest.mark.parametrize("damage", [b"\\ud83d", b"\xff", b"\\ud83d\\u0041"])
def test_a_long_text_that_is_damaged_keeps_the_rest_of_it(damage: bytes) -> None:
    raw = make_call("a line of output HERE and the next one").replace(b"HERE", damage)
    part = decode_part(raw)
    assert isinstance(part, ToolPart)
    assert part.state.output.startswith("a line of output \N{REPLACEMENT CHARACTER}")
    assert part.state.output.endswith(" and the next one")


def test_a_long_text_without_an_end_is_no_value() -> None:
    with pytest.raises(msgspec.DecodeError):
        detach_long_texts(b'{"output": "a line of output', LIMIT)


def test_a_long_text_grows_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_texts, "PIECE", 1 << 16)
    raw = json.dumps("出力の行です\n" * 400_000, ensure_ascii=False).encode()
    tracemalloc.start()
    _, texts = detach_long_texts(raw, 1 << 16)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.2 * sum(map(sys.getsizeof, texts.values()))


def test_a_long_output_takes_no_memory_beside_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_texts, "PIECE", 1 << 16)
    raw = make_call("出力の行です\n" * 200_000)
    tracemalloc.start()
    part = decode_part(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(part, ToolPart)
    assert part.state.output.count("\n") == 200_000
    # A text that grows where it is counts twice for a moment.
    assert peak < 1.6 * len(raw)
