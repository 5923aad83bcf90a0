import json
import tracemalloc

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.wire.decoding.damaged_json import MAX_DEPTH, PLACEHOLDER, is_too_deep, repair_json

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        (b'"x\\ud83d"', '"x\ufffd"'),
        (b'"\\ude00y"', '"\ufffdy"'),
        (b'"\\ud83d\\ude00"', '"\U0001f600"'),
        (b'"\\ud83d\\ud83d\\ude00"', '"\ufffd\U0001f600"'),
        (b'"\\\\ud83d"', '"\\\\ud83d"'),
        (b'"a\xff\xe9b"', '"a\ufffd\ufffdb"'),
        (b'"\xed\xa0\xbd"', '"\ufffd\ufffd\ufffd"'),
        (b"[NaN, Infinity, -Infinity, 1e999]", "[null,null,null,null]"),
        (b'"line\nbreak\tand tab"', '"line\\nbreak\\tand tab"'),
        (b'\xef\xbb\xbf{"a":1}', '{"a":1}'),
        (b'{"a":1,"a":2}', '{"a":2}'),
        (b'{"\\ud83d":1}', '{"\ufffd":1}'),
    ],
)
def test_what_can_be_kept_is_kept(damaged: bytes, repaired: str) -> None:
    assert repair_json(damaged).decode() == repaired


def test_integers_beyond_every_limit_are_read_as_the_doubles_they_are_to_a_server() -> None:
    assert repair_json(b"[" + b"9" * 30 + b"]") == b"[1e30]"
    assert repair_json(b"[" + b"9" * 5000 + b"]") == b"[null]"


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b'{"a":}', b"[1,", b"nul"])
def test_no_json_is_an_error_of_one_kind(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        repair_json(body)


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1_000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_what_is_too_deep_becomes_a_placeholder_and_what_is_beside_it_stays(
    depth: int, opening: bytes, closing: bytes
) -> None:
    body = b'{"deep":' + opening * depth + b'"]}[{"' + closing * depth + b',"beside":"kept"}'
    assert is_too_deep(body)
    value = json.loads(repair_json(body))
    assert value["beside"] == "kept"
    assert PLACEHOLDER in json.dumps(value["deep"], ensure_ascii=False)


def test_brackets_in_text_and_many_shallow_containers_are_not_depth() -> None:
    assert not is_too_deep(json.dumps("[" * 5_000).encode())
    assert not is_too_deep(json.dumps([[]] * 5_000).encode())
    assert not is_too_deep(json.dumps({"a": ['\\"', "[[[" * 100]}).encode())


@given(JSON_VALUES)
def test_sound_json_keeps_its_value(value: object) -> None:
    assert json.loads(repair_json(json.dumps(value).encode())) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_repaired_or_refused(body: bytes) -> None:
    try:
        repaired = repair_json(body)
    except msgspec.DecodeError:
        return
    msgspec.json.decode(repaired)


@pytest.mark.parametrize("piece", ["\x1b[31mred\x1b[m\n", "words [in] brackets ", '"quoted" \\ '])
def test_the_depth_around_a_long_text_is_found_without_memory_for_each_of_its_characters(piece: str) -> None:
    body = json.dumps([[], [], [[[]]] * 100, piece * 60_000]).encode()
    tracemalloc.start()
    assert not is_too_deep(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(body) // 10
