import importlib
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from octui.start_cache.cache_file import read_cache_file, write_cache_file
from octui.start_cache.compiled_modules import _KnownModuleLoader
from octui.start_cache.lifetime import INTERACTIVE, SERVER, save_start_cache, use_start_cache

pytestmark = pytest.mark.usefixtures("folder")

NAMES = ("priced_shop", "priced_shop.cart", "priced_goods")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package and a module that Python finds."""
    folder = tmp_path / "code"
    package = folder / "priced_shop"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("from .cart import total\n")
    (package / "cart.py").write_text("import priced_goods\n\ndef total():\n    return priced_goods.PRICE * 2\n")
    (package / "items.txt").write_text("apples")
    (folder / "priced_goods.py").write_text("PRICE = 10\n")
    monkeypatch.setattr(sys, "path", [sys.path[0], str(folder), *sys.path[1:]])
    yield folder
    _forget_modules()


def _forget_modules() -> None:
    for name in NAMES:
        sys.modules.pop(name, None)


def _start(program: str = INTERACTIVE) -> ModuleType:
    """One start of a program, which imports the package."""
    _forget_modules()
    importlib.invalidate_caches()
    use_start_cache(program)
    try:
        return importlib.import_module("priced_shop")
    finally:
        save_start_cache()


def _list_known() -> list[str]:
    """The modules that Python itself did not look for."""
    return [name for name in NAMES if type(sys.modules[name].__loader__) is _KnownModuleLoader]


def test_the_next_start_finds_modules_where_this_one_did(shop: Path) -> None:
    assert _start().total() == 20
    first = {name: dict(vars(sys.modules[name])) for name in NAMES}
    assert not _list_known()
    assert _start().total() == 20
    assert _list_known() == [*NAMES]
    for name in NAMES:
        module, spec = sys.modules[name], sys.modules[name].__spec__
        for attribute in ("__file__", "__cached__", "__name__", "__package__", "__path__"):
            assert getattr(module, attribute, None) == first[name].get(attribute)
        assert spec is not None and spec.has_location and spec.origin == module.__file__
        assert spec.submodule_search_locations == first[name]["__spec__"].submodule_search_locations


def test_a_changed_source_is_read_again(shop: Path) -> None:
    _start()
    (shop / "priced_goods.py").write_text("PRICE = 25\n")
    os.utime(shop / "priced_goods.py", ns=(1, 1))
    assert _start().total() == 50
    assert _list_known() == ["priced_shop", "priced_shop.cart"]
    assert _start().total() == 50
    assert _list_known() == [*NAMES]


def test_a_removed_source_is_missed(shop: Path) -> None:
    _start()
    (shop / "priced_goods.py").unlink()
    with pytest.raises(ModuleNotFoundError, match="priced_goods"):
        _start()


def test_other_folders_hold_other_modules(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _start()
    nearer = tmp_path / "nearer"
    nearer.mkdir()
    (nearer / "priced_goods.py").write_text("PRICE = 1\n")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", [sys.path[0], str(nearer), *sys.path[1:]])
        assert _start().total() == 2
    assert _start().total() == 20


def test_a_module_of_the_working_directory_does_not_hide_what_is_known(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _start()
    (tmp_path / "priced_goods.py").write_text("PRICE = 1\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path[1:]])
    assert _start().total() == 20


def test_files_beside_a_module_and_lines_of_its_source_are_found(shop: Path) -> None:
    _start()
    package = _start()
    assert importlib.resources.files(package).joinpath("items.txt").read_text() == "apples"
    vars(sys.modules["priced_goods"])["PRICE"] = None
    try:
        package.total()
    except TypeError:
        assert "return priced_goods.PRICE * 2" in traceback.format_exc()
    (shop / "priced_goods.py").write_text("PRICE = 300\n")
    assert vars(importlib.reload(sys.modules["priced_goods"]))["PRICE"] == 300


def test_damaged_code_is_read_from_the_source(shop: Path) -> None:
    _start()
    content = bytes(read_cache_file("octui-modules"))
    for length in (0, 3, 20, len(content) // 2, len(content) - 1):
        write_cache_file("octui-modules", content[:length])
        assert _start().total() == 20
    write_cache_file("octui-modules", content.replace(b"PRICE", bytes(5)))
    assert _start().total() == 20


def test_afterwards_python_finds_modules_alone(shop: Path) -> None:
    finders = [*sys.meta_path]
    _start()
    assert sys.meta_path == finders
    _start()
    assert sys.meta_path == finders
    _forget_modules()
    importlib.import_module("priced_shop")
    assert not _list_known()


def test_each_program_has_modules_of_its_own(shop: Path) -> None:
    _start()
    assert _start(SERVER).total() == 20
    assert not _list_known()
    _start()
    assert _list_known() == [*NAMES]
    _start(SERVER)
    assert _list_known() == [*NAMES]
