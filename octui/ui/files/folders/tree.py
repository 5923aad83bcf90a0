"""The folders of a project as far as they were opened, and the rows they make."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from octui.render.files.tree_rows import CHANGED_BELOW, draw_tree_row
from octui.render.text.segments import Line
from octui.render.theme.palette import Palette
from octui.wire.workspace.files import FileNode
from octui.wire.workspace.vcs import ChangedFile

_LETTERS = {"added": "A", "modified": "M", "deleted": "D"}


@dataclass(slots=True)
class FolderTree:
    """Keeps what was read of the folders, by path; `""` is the project itself."""

    children: dict[str, tuple[FileNode, ...]] = field(default_factory=dict)
    walked: dict[str, tuple[FileNode, ...]] = field(default_factory=dict)
    """What was read for the filter alone, by path; read again when the folder is opened."""
    unwalked: int | None = None
    """The known folders the filter does not look into, as they are too many; None while it has not looked."""
    opened: set[str] = field(default_factory=set)
    loading: set[str] = field(default_factory=set)
    problems: dict[str, str] = field(default_factory=dict)
    """Why a folder could not be read."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """How paths differ from the last commit: a letter for files, a dot for the folders above them."""
    marks_problem: str = ""
    """Why there are no marks, where that is not for want of changes."""
    hides_ignored: bool = False
    rows: list[tuple[FileNode, int]] = field(default_factory=list)
    """What is shown: each entry with its depth."""

    def add_folder(self, path: str, nodes: Sequence[FileNode]) -> None:
        """What the server listed; git's own folder is left out."""
        self.children[path] = _leave_out_git(nodes)
        self.walked.pop(path, None)
        self.loading.discard(path)
        self.problems.pop(path, None)

    def add_walked(self, path: str, nodes: Sequence[FileNode]) -> None:
        """What the server listed of a folder that is not open."""
        self.walked[path] = _leave_out_git(nodes)

    def forget_walk(self) -> None:
        self.walked.clear()
        self.unwalked = None

    def list_known(self) -> tuple[tuple[FileNode, ...], ...]:
        """The entries of every folder that was read, open or not."""
        return (*self.children.values(), *self.walked.values())

    def fail_folder(self, path: str, problem: str) -> None:
        self.loading.discard(path)
        self.children.pop(path, None)
        self.opened.discard(path)
        self.problems[path] = problem

    def build_rows(self) -> None:
        """Make the rows again after anything changed."""
        rows: list[tuple[FileNode, int]] = []
        open_folders = self.opened & self.children.keys()
        waiting = [(iter(self.children.get("", ())), 0)]
        while waiting:
            nodes, depth = waiting[-1]
            for node in nodes:
                if node.ignored and self.hides_ignored:
                    continue
                rows.append((node, depth))
                if node.path in open_folders and node.is_directory:
                    waiting.append((iter(self.children[node.path]), depth + 1))
                    break
            else:
                waiting.pop()
        self.rows = rows

    def find_row(self, path: str) -> int | None:
        """The row of a path, or of the nearest folder above it that is shown."""
        while path:
            if (place := next((row for row, (node, _) in enumerate(self.rows) if node.path == path), None)) is not None:
                return place
            path = path.rpartition("/")[0]
        return None

    # As the source of a list.

    def count_rows(self) -> int:
        return len(self.rows)

    def can_select(self, row: int) -> bool:
        return 0 <= row < len(self.rows)

    def draw_row(self, row: int, width: int, palette: Palette) -> Line:
        node, depth = self.rows[row]
        glyph = ""
        if node.is_directory:
            glyph = "…" if node.path in self.loading else "▾" if node.path in self.opened else "▸"
        return draw_tree_row(
            node.name,
            depth,
            width,
            palette,
            glyph=glyph,
            mark=self.marks.get(node.path, ""),
            is_muted=node.ignored,
        )


def _leave_out_git(nodes: Sequence[FileNode]) -> tuple[FileNode, ...]:
    return tuple(node for node in nodes if node.name != ".git")


def build_marks(changed: Iterable[ChangedFile], prefix: str = "") -> dict[str, str]:
    """The mark of each path, given what changed; `prefix` is the directory within the worktree, with a slash."""
    marks: dict[str, str] = {}
    for file in changed:
        if not file.file.startswith(prefix):
            continue
        path = file.file[len(prefix) :].rstrip("/")
        marks[path] = _LETTERS.get(file.status, "M")
        while path := path.rpartition("/")[0]:
            if path in marks:
                break
            marks[path] = CHANGED_BELOW
    return marks
