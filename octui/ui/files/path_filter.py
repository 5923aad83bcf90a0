"""Paths that match what was typed, best first: those that were read, and those the server found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from octui.render.files.tree_rows import draw_path_row
from octui.render.text.segments import Line
from octui.render.theme.palette import Palette
from octui.ui.pickers.fuzzy_match import FuzzyPattern, fold_case
from octui.wire.workspace.files import FileNode

MAX_SHOWN = 500


@dataclass(frozen=True, slots=True)
class FilteredPaths:
    """A list of paths, of which `total` matched; folders have a final slash."""

    query: str
    paths: tuple[str, ...] = ()
    total: int = 0
    marks: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()

    def count_rows(self) -> int:
        return len(self.paths)

    def can_select(self, row: int) -> bool:
        return 0 <= row < len(self.paths)

    def draw_row(self, row: int, width: int, palette: Palette) -> Line:
        path = self.paths[row]
        places = FuzzyPattern(self.query).find_positions(fold_case(path)) if self.query else ()
        mark = self.marks.get(path.rstrip("/"), "")
        return draw_path_row(path, places, width, palette, mark=mark, is_muted=path in self.ignored)


def rank_paths(query: str, paths: Iterable[str]) -> list[str]:
    """The paths that match, best first: a match in the name counts more than one in the folders above it."""
    pattern = FuzzyPattern(query)
    ranked: list[tuple[float, int, str]] = []
    for path in dict.fromkeys(paths):
        folded = fold_case(path)
        name = folded.rstrip("/").rpartition("/")[2]
        in_name = pattern.score_title(name)
        score = in_name * 2 if in_name is not None else pattern.score_title(folded)
        if score is not None:
            ranked.append((-score, len(path), path))
    ranked.sort()
    return [path for _, _, path in ranked]


def build_filtered(
    query: str, known: Sequence[tuple[str, bool]], server_paths: Sequence[str], marks: Mapping[str, str]
) -> FilteredPaths:
    """`known` are paths that were read, with whether git ignores them; slow with many, and safe in a thread."""
    ranked = rank_paths(query, [*(path for path, _ in known), *server_paths])
    ignored = frozenset(path for path, is_ignored in known if is_ignored)
    # What git ignores comes last, however well it matches.
    ranked.sort(key=lambda path: path in ignored)
    return FilteredPaths(query, tuple(ranked[:MAX_SHOWN]), len(ranked), marks, ignored)


def filter_folders(
    query: str,
    folders: Sequence[Sequence[FileNode]],
    server_paths: Sequence[str],
    marks: Mapping[str, str],
    hides_ignored: bool,
) -> FilteredPaths:
    """The entries of folders that were read; to be called in a thread."""
    nodes = (node for folder in folders for node in folder if not (node.ignored and hides_ignored))
    known = [(f"{node.path}/" if node.is_directory else node.path, node.ignored) for node in nodes]
    return build_filtered(query, known, server_paths, marks)
