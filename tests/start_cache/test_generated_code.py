import dataclasses
from pathlib import Path

import pytest

from octui.start_cache.cache_file import read_cache_file
from octui.start_cache.lifetime import save_start_cache, use_start_cache
from octui.start_cache.packed_values import PackedValues

pytestmark = pytest.mark.usefixtures("folder")


def _make_class() -> type:
    return dataclasses.make_dataclass("Cart", [("items", int), ("owner", str, "Ann")], frozen=True, order=True)


def _count_compiled_sources(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    compiled: list[str] = []

    def count(source: str, *rest: str) -> object:
        compiled.append(source)
        return compile(source, *rest)

    monkeypatch.setattr("octui.start_cache.generated_code.compile", count, raising=False)
    return compiled


def _list_kept_sources() -> list[str]:
    return PackedValues[str](read_cache_file("octui-generated")).list_keys()


def test_what_one_start_compiled_the_next_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = _count_compiled_sources(monkeypatch)
    use_start_cache()
    _make_class()
    assert compiled
    save_start_cache()
    compiled.clear()
    use_start_cache()
    cart = _make_class()
    assert not compiled
    assert repr(cart(3)).endswith("Cart(items=3, owner='Ann')")
    assert cart(3) == cart(3)
    assert cart(1) < cart(2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        cart(1).items = 2


def test_what_was_not_used_this_time_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    use_start_cache()
    _make_class()
    save_start_cache()
    before = _list_kept_sources()
    use_start_cache()
    dataclasses.make_dataclass("Other", [("x", int)])
    save_start_cache()
    assert not {*_list_kept_sources()} & {*before}


def test_afterwards_the_library_is_as_it_was(folder: Path) -> None:
    use_start_cache()
    save_start_cache()
    assert "exec" not in vars(dataclasses)
    assert not [*folder.rglob("*.start")]
