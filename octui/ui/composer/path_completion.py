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


def make_listing(folder: str, nodes: Iterable[FileNode]) -> FolderListing:
    """Folders first; what is ignored or hidden comes last. Names that a prompt cannot hold are left out."""
    ranked = sorted(
        (node.ignored or node.name.startswith("."), not node.is_directory, node.name + "/" * node.is_directory)
        for node in nodes
        if node.name and sanitize_prompt(node.name) == node.name and "\n" not in node.name
    )
    return FolderListing(folder, tuple(folder + name for _, _, name in ranked))


def get_folder(path: str) -> str:
    """The folder part of a path, with its slash; empty for a name alone."""
    return path[: path.rfind("/") + 1]


def find_continuations(listing: FolderListing | None, query: str) -> tuple[str, ...]:
    """The entries that begin with what was typed; the case counts only if some entry has it."""
    if listing is None or listing.folder != get_folder(query):
        return ()
    exact = tuple(path for path in listing.paths if path.startswith(query))
    if exact:
        return exact
    folded = query.casefold()
    return tuple(path for path in listing.paths if path.casefold().startswith(folded))


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
