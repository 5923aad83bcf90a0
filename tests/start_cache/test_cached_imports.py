import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.start_cache.cached_imports import CachedImports, save_cached_imports

Load = Callable[[], int]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a package `shop` with a module `shop.cart`, which can be imported."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "cart.py").write_text("ITEMS = 1\n")
    return folder


@pytest.fixture
def load(package: Path) -> Load:
    """Imports the module as a new start would; returns the value in it."""

    def load_module() -> int:
        for name in ("shop", "shop.cart"):
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        with CachedImports("shop"):
            items: int = importlib.import_module("shop.cart").ITEMS
        save_cached_imports()
        return items

    return load_module


def _cart_is_cached() -> bool:
    return type(sys.modules["shop.cart"].__loader__).__name__ == "_CachedLoader"


def test_what_was_imported_once_is_found_in_one_file(package: Path, load: Load, tmp_path: Path) -> None:
    assert load() == 1
    assert not _cart_is_cached()
    [kept] = (tmp_path / "compiled").rglob("shop.*.start")
    written = kept.stat().st_mtime_ns
    assert load() == 1
    assert _cart_is_cached()
    assert kept.stat().st_mtime_ns == written
    cart = sys.modules["shop.cart"]
    assert cart.__file__ == str(package / "cart.py")
    assert cart.__spec__ is not None
    # What traceback, inspect and importlib.resources ask of a module.
    assert importlib.import_module("inspect").getsource(cart) == "ITEMS = 1\n"


def test_a_source_that_changed_is_read_again(package: Path, load: Load) -> None:
    load()
    (package / "cart.py").write_text("ITEMS = 20\n")
    assert load() == 20
    assert not _cart_is_cached()
    assert load() == 20
    assert _cart_is_cached()


def test_a_module_of_another_folder_is_not_taken_for_it(package: Path, load: Load, tmp_path: Path) -> None:
    load()
    package.rename(tmp_path / "old_shop")
    other = tmp_path / "elsewhere" / "shop"
    other.mkdir(parents=True)
    (other / "__init__.py").touch()
    (other / "cart.py").write_text("ITEMS = 3\n")
    sys.path.insert(0, str(other.parent))
    assert load() == 3


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\xa7\r\r\n", b"\xa7\r\r\n)\x02"], ids=repr)
def test_a_damaged_file_is_written_again(load: Load, tmp_path: Path, damage: bytes) -> None:
    load()
    [kept] = (tmp_path / "compiled").rglob("shop.*.start")
    kept.write_bytes(damage)
    assert load() == 1
    assert not _cart_is_cached()
    load()
    assert _cart_is_cached()


def test_nothing_is_written_where_python_writes_no_compiled_code(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr("octui.start_cache.cached_imports._compile_module", pytest.fail)
    assert load() == 1
    assert not [*tmp_path.rglob("shop.*.start")]


_COUNT_FILES = """
import sys
opened = []
sys.addaudithook(lambda event, values: opened.append(str(values[0])) if event == "open" else None)
from octui.start_cache.cached_imports import CachedImports, save_cached_imports
with CachedImports("command_line"):
    import octui.cli
print(sum(path.endswith(".pyc") and "octui" in path for path in opened))
save_cached_imports()
"""


def test_a_second_start_reads_the_code_of_octui_from_one_file(tmp_path: Path) -> None:
    def count_files() -> int:
        command = [sys.executable, "-X", f"pycache_prefix={tmp_path}", "-c", _COUNT_FILES]
        return int(subprocess.run(command, capture_output=True, text=True, check=True, env={}).stdout)

    assert count_files() > 10
    # The package itself, and what finds the others.
    assert count_files() == 4
