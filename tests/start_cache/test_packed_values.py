import marshal
from typing import Any

import pytest

from octui.start_cache.packed_values import PackedValues, encode_values

VALUES: dict[tuple[str, int], Any] = {
    ("cart", 1): [1, 2],
    ("price", 2): {"of": "apples"},
    ("code", 3): compile("1 + 1", "<test>", "eval"),
}


def _pack() -> bytes:
    return encode_values({key: marshal.dumps(value) for key, value in VALUES.items()})


def test_each_value_is_found_by_its_key() -> None:
    values = PackedValues[tuple[str, int]](memoryview(_pack()))
    assert {key: values.find_value(key) for key in values.list_keys()} == VALUES
    values.remove_value(("cart", 1))
    assert ("cart", 1) not in values
    assert values.find_value(("cart", 1)) is None


@pytest.mark.parametrize("length", range(0, len(_pack()), 7))
def test_what_was_cut_off_is_unknown(length: int) -> None:
    values = PackedValues[tuple[str, int]](memoryview(_pack()[:length]))
    assert all(values.find_value(key) in (None, value) for key, value in VALUES.items())


def test_anything_else_holds_no_values() -> None:
    for content in (b"", bytes(40), b"\xff" * 40, marshal.dumps([1]), (1).to_bytes(4, "big") + b"N"):
        assert not PackedValues[str](memoryview(content)).list_keys()
