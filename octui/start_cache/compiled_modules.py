"""Modules as an earlier start found and read them, all in one file.

For each of the six hundred modules of a start, Python searches the folders of its path, looks at the source, and opens
and reads the compiled file: a quarter of the time of all imports. With this it takes a module at once, as long as its
source has the time and the size it had.
"""

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType
from typing import Final, TypeAlias

from octui.start_cache.compiled_before import CompiledBefore

_Source: TypeAlias = tuple[str, ...]
"""The name of a module and the folders in which modules are searched for: in others the name is another module's."""

_modules: Final = CompiledBefore[_Source]("modules")


class _KnownModuleLoader(SourceFileLoader):
    """Python's own loader, with the code in hand for the first time that it is asked."""

    code: CodeType | None = None

    def get_code(self, fullname: str) -> CodeType | None:
        """The code of the module: at first that which is known, later that of the source at the time."""
        code, self.code = self.code, None
        return code or super().get_code(fullname)


class _KnownModuleFinder:
    """Asked before Python's own finders; what it does not know is left to them."""

    def __init__(self) -> None:
        # The first folder is that of the script, or the working directory: it differs from start to start, and nothing
        # octui needs is to be found in a stranger's.
        self._search_path = tuple(dict.fromkeys(sys.path[0 if sys.flags.safe_path else 1 :]))
        self._imported_before = frozenset(sys.modules)

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """The module of that name where it was found before; None if it was not, or was changed since."""
        source = (fullname, *self._search_path)
        if (known := _modules.find_compiled(source)) is None:
            return None
        origin, cached, is_package, stamp, code = known
        if _read_stamp(origin) != stamp:
            _modules.forget_compiled(source)
            return None
        loader = _KnownModuleLoader(fullname, origin)
        loader.code = code
        spec = ModuleSpec(fullname, loader, origin=origin, is_package=is_package)
        spec.has_location = True
        spec.cached = cached
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(origin.rpartition(os.sep)[0])
        return spec

    def remember_modules(self) -> None:
        """Add what Python found and read itself meanwhile."""
        for name in set(sys.modules) - self._imported_before:
            spec = getattr(sys.modules[name], "__spec__", None)
            if spec is None or spec.name != name or type(spec.loader) is not SourceFileLoader:
                continue
            stamp = _read_stamp(spec.origin)
            if stamp is not None and (code := spec.loader.get_code(name)) is not None:
                is_package = spec.submodule_search_locations is not None
                found = (spec.origin, spec.cached, is_package, stamp, code)
                _modules.add_compiled((name, *self._search_path), found)


_finders: Final[list[_KnownModuleFinder]] = []


def use_compiled_modules() -> None:
    """Take modules that were read before."""
    finder = _KnownModuleFinder()
    _finders.append(finder)
    sys.meta_path.insert(0, finder)


def leave_modules() -> None:
    """Import without the cache from now on."""
    # A list of its own: another thread may be going through this one.
    sys.meta_path = [finder for finder in sys.meta_path if finder not in _finders]
    while _finders:
        _finders.pop().remember_modules()


def _read_stamp(path: str) -> tuple[int, int] | None:
    """When a file was changed last, and its size; None without one."""
    try:
        status = os.stat(path)  # noqa: PTH116  # asked for every module of a start: a path object costs more than it
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
