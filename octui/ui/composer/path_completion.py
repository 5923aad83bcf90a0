"""What completes a path: the entries of its folder that go on as it begins, as a shell completes it. Pure."""

from collections.abc import Iterable, Sequence

from octui.lazy_dataclasses import dataclass
from octui.ui.composer.sanitize import sanitize_prompt
from octui.wire.workspace.files import FileNode


@dataclass(frozen=True, slots=True)
class FolderListing:
    """The entries of a folder as a mention writes them, from the project's root on; folders end in a slash.

    `folder` is empty for the root, and ends in a slash otherwise.
    """

    folder: str
    paths: tuple[str, ...]
    unusable: tuple[str, ...] = ()
    """Those that cannot be mentioned: see `find_name_obstacle`."""


def find_name_obstacle(path: str) -> str:
    """Why no file of this name can be mentioned; `""` where it can.

    Servers write U+FFFD for bytes of a name that are not UTF-8, and do not find the file under that.
    """
    if "\ufffd" in path:
        return "its name is not UTF-8"
    return "" if sanitize_prompt(path) == path else "its name has control characters"


def make_listing(folder: str, nodes: Iterable[FileNode]) -> FolderListing:
    """Folders first; what is ignored or hidden comes last."""
    ranked = sorted(
        (node.ignored or node.name.startswith("."), not node.is_directory, node.name + "/" * node.is_directory)
        for node in nodes
        if node.name
    )
    paths = [folder + name for _, _, name in ranked]
    usable = tuple(path for path in paths if not find_name_obstacle(path))
    return FolderListing(folder, usable, tuple(path for path in paths if find_name_obstacle(path)))


def get_folder(path: str) -> str:
    """The folder part of a path, with its slash; empty for a name alone."""
    return path[: path.rfind("/") + 1]


class Continuations:
    """The entries of a folder that begin with what was typed; a longer text looks only at what the shorter one left."""

    def __init__(self, listing: FolderListing) -> None:
        self.listing = listing
        self._typed = ""
        self._left = listing.paths
        self._found: tuple[str, tuple[str, ...]] = ("", listing.paths)

    def find_paths(self, query: str) -> tuple[str, ...]:
        """The case counts only if some entry has it."""
        if self.listing.folder != get_folder(query):
            return ()
        if query != self._found[0]:
            typed = query.casefold()
            left = self._left if typed.startswith(self._typed) else self.listing.paths
            self._left, self._typed = tuple(path for path in left if path.casefold().startswith(typed)), typed
            self._found = (query, tuple(path for path in self._left if path.startswith(query)) or self._left)
        return self._found[1]


def find_unusable(listing: FolderListing | None, query: str) -> tuple[str, ...]:
    """The entries that begin with what was typed, and that cannot be mentioned."""
    if listing is None or not listing.unusable:
        return ()
    return Continuations(FolderListing(listing.folder, listing.unusable)).find_paths(query)


def complete_path(query: str, names: Sequence[str], preferred: str) -> tuple[str, bool]:
    """What Tab makes of a query that all these names begin with, and whether that is one name and no other's beginning.

    It goes as far as the names agree; where they do no further, to `preferred`, or the first. Hidden names count only
    once their dot is typed.
    """
    dotted = get_folder(query) + "."
    counted = [name for name in names if not name.startswith(dotted) or query.startswith(dotted)]
    common = _find_common_beginning(counted)
    if len(common) <= len(query):
        return (preferred if preferred in names else names[0]), True
    return common, [name for name in names if name.startswith(common)] == [common]


def _find_common_beginning(names: Sequence[str]) -> str:
    if not names:
        return ""
    first, last = min(names), max(names)
    length = next(
        (at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last))
    )
    return first[:length]
