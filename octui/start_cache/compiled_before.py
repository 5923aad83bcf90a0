"""A cache of what earlier starts compiled, by source."""

import marshal
from typing import Any, Final, Generic, TypeVar

from octui.start_cache.cache_file import read_cache_file, write_cache_file
from octui.start_cache.packed_values import PackedValues, encode_values

Source = TypeVar("Source")

MAX_OTHER_SHARE: Final = 0.5
"""Of what a start used, how much others may keep beside it."""


class CompiledBefore(Generic[Source]):
    """Kept in the file of that name is what one start used, whatever it was that compiled it.

    It is of use between the beginning of a start and the moment at which what was compiled is saved.
    """

    all: "list[CompiledBefore[Any]]" = []
    is_in_use = False
    program = ""
    """Which program starts: another one uses other sources."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: PackedValues[Source] | None = None
        self._used: set[Source] = set()
        """What was known before and taken."""
        self._new: dict[Source, Any] = {}
        self.all.append(self)

    def find_compiled(self, source: Source) -> Any:
        """What it was compiled to; None for a new source."""
        if not self.is_in_use:
            return None
        if (compiled := self._read_known().find_value(source)) is not None:
            self._used.add(source)
        return compiled

    def add_compiled(self, source: Source, compiled: Any) -> None:
        """Remember something that was just compiled."""
        if self.is_in_use:
            self._new[source] = compiled

    def forget_compiled(self, source: Source) -> None:
        """What is known about it no longer holds."""
        self._read_known().remove_value(source)
        self._used.discard(source)

    def save_compiled(self) -> None:
        """Write what was used, if any of it was new, and forget it.

        A start into a session uses other sources than one into the overview: what is known beside those of this start
        stays, unless there is so much of it that most must be of another theme, or of an earlier version.
        """
        if self._new:
            known = self._read_known()
            others = len(known.list_keys()) - len(self._used)
            is_kept = others <= (len(self._used) + len(self._new)) * MAX_OTHER_SHARE
            packed: dict[Source, bytes | memoryview] = {
                source: known.get_packed(source) for source in (known.list_keys() if is_kept else self._used)
            }
            packed |= {source: marshal.dumps(compiled) for source, compiled in self._new.items()}
            write_cache_file(f"{self.program}-{self._name}", encode_values(packed))
        self.release_compiled()

    def release_compiled(self) -> None:
        """Free what was read and what was used."""
        self._known, self._used, self._new = None, set(), {}

    def _read_known(self) -> PackedValues[Source]:
        if self._known is None:
            self._known = PackedValues(read_cache_file(f"{self.program}-{self._name}"))
        return self._known
