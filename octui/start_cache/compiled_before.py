"""What earlier starts compiled from a source, by that source."""

from typing import Any, Final, Generic, TypeVar

from octui.start_cache.cache_file import read_cache_file, write_cache_file

Source = TypeVar("Source")

MAX_OTHER_SHARE: Final = 0.5
"""Of what a start used, how much others may keep beside it: each start reads all that is kept."""


class CompiledBefore(Generic[Source]):
    """Kept in the file of that name is what one start used, whatever it was that compiled it.

    It is of use between the beginning of a start and the moment at which what was compiled is saved.
    """

    all: "list[CompiledBefore[Any]]" = []
    is_in_use = False

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: dict[Source, Any] | None = None
        self._used: dict[Source, Any] = {}
        self.all.append(self)

    def find_compiled(self, source: Source) -> Any:
        """What it was compiled to; None for a new source."""
        if not self.is_in_use:
            return None
        if self._known is None:
            found = read_cache_file(self._name)
            self._known = found if isinstance(found, dict) else {}
        if (compiled := self._known.get(source)) is not None:
            self._used[source] = compiled
        return compiled

    def add_compiled(self, source: Source, compiled: Any) -> None:
        """Remember something that was just compiled."""
        if self.is_in_use:
            self._used[source] = compiled

    def save_compiled(self) -> None:
        """Write what was used, if any of it was new, and forget it.

        A start into a session uses other sources than one into the overview: what is known beside those of this start
        stays, unless there is so much of it that most must be of another theme, or of an earlier version.
        """
        known = self._known or {}
        if not self._used.keys() <= known.keys():
            others = {source: compiled for source, compiled in known.items() if source not in self._used}
            is_kept = len(others) <= len(self._used) * MAX_OTHER_SHARE
            write_cache_file(self._name, others | self._used if is_kept else self._used)
        self._known, self._used = None, {}
