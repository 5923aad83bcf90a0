"""Modules that are imported together, kept compiled in one file.

Python searches a folder, opens a file and unmarshals it for each of the eight hundred modules of the first screen. A
sixth of that time is saved where the code of all is in one file, in which names that many of them use stand once. A
module in it is valid as long as Python's own compiled file would be: while its source has the same time and size.
Modules that are in no package are left to Python, as a folder that is searched earlier may have another one of that
name.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from threading import Lock, get_ident
from types import CodeType, ModuleType
from typing import NamedTuple, Self

from octui.start_cache.cache_file import can_write_cache_files, read_cache_file, write_cache_file


class _CompiledModule(NamedTuple):
    """A module's code, and the source it was compiled from."""

    source: str
    compiled: str
    """Where Python itself keeps the code."""
    is_package: bool
    time: int
    size: int
    code: CodeType


class CachedImports:
    """Imports within its `with` block are found in the file of that name; those of other threads are not concerned."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._modules: dict[str, _CompiledModule] = {}
        self._codeless: set[str] = set()
        """What has no Python code, as libraries written in C, so that it cannot be in the file."""
        self._wanted: list[str] = []
        self._is_outdated = False
        self._thread = 0

    def __enter__(self) -> Self:
        # There may be no file yet, or a damaged one.
        with suppress(TypeError, ValueError, AttributeError):
            modules, codeless = read_cache_file(self._name)
            self._codeless = set(codeless)
            self._modules = {name: _CompiledModule(*module) for name, module in modules.items()}
        self._thread = get_ident()
        # A list of its own each time: another thread may be going through the one there is.
        with _finders_lock:
            sys.meta_path = [self, *sys.meta_path]
        return self

    def __exit__(self, *_: object) -> None:
        with _finders_lock:
            sys.meta_path = [finder for finder in sys.meta_path if finder is not self]
        self._modules = {}
        if self._is_outdated:
            _outdated.append(self)

    def find_spec(self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        """What Python asks of those that find modules; `path` are the folders of the package that it is in."""
        if path is None or get_ident() != self._thread:
            return None
        self._wanted.append(name)
        if (module := self._modules.pop(name, None)) is None:
            self._is_outdated |= name not in self._codeless
            return None
        if not _is_current(module) or _find_search_folder(module) not in path:
            self._is_outdated = True
            return None
        spec = ModuleSpec(name, _CachedLoader(name, module), origin=module.source)
        if module.is_package:
            spec.submodule_search_locations = [os.path.dirname(module.source)]  # noqa: PTH120  # a path takes longer
        spec.cached = module.compiled
        spec.has_location = True
        return spec

    def save_modules(self) -> None:
        """Write the file again, with the modules that were wanted this time."""
        if not can_write_cache_files():
            return
        compiled = {name: _compile_module(name) for name in self._wanted}
        modules = {name: tuple(module) for name, module in compiled.items() if module is not None}
        write_cache_file(self._name, (modules, [*compiled.keys() - modules.keys()]))


_outdated: list[CachedImports] = []
_finders_lock = Lock()


def save_cached_imports() -> None:
    """Write those files again from which modules were missing."""
    outdated = _outdated.copy()
    _outdated.clear()
    for imports in outdated:
        imports.save_modules()


class _CachedLoader(SourceFileLoader):
    """Python's own, which is handed the code instead of reading it."""

    def __init__(self, name: str, module: _CompiledModule) -> None:
        super().__init__(name, module.source)
        self._code: CodeType | None = module.code

    def get_code(self, fullname: str) -> CodeType | None:
        code, self._code = self._code, None
        return code or super().get_code(fullname)


def _is_current(module: _CompiledModule) -> bool:
    """Whether the source has not changed since it was compiled."""
    try:
        found = os.stat(module.source)  # noqa: PTH116  # a path takes longer
    except OSError:
        return False
    return (found.st_mtime_ns, found.st_size) == (module.time, module.size)


def _find_search_folder(module: _CompiledModule) -> str:
    """The folder of the package that the module is in."""
    folder = os.path.dirname(module.source)  # noqa: PTH120  # a path takes longer
    return os.path.dirname(folder) if module.is_package else folder  # noqa: PTH120


def _compile_module(name: str) -> _CompiledModule | None:
    """The code of a module that is loaded; Python has it compiled already."""
    spec: ModuleSpec | None = getattr(sys.modules.get(name), "__spec__", None)
    if spec is None or not isinstance(spec.loader, SourceFileLoader):
        return None
    try:
        # Looked at first: should the source change now, the module is out of date and nothing worse.
        found = Path(spec.loader.path).stat()
        code = spec.loader.get_code(name)
    except (OSError, SyntaxError):
        return None
    if code is None or spec.cached is None:
        return None
    is_package = spec.submodule_search_locations is not None
    return _CompiledModule(spec.loader.path, spec.cached, is_package, found.st_mtime_ns, found.st_size, code)
