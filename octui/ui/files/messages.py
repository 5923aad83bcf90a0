"""What the screens about files ask for; each is answered by calling the screen it came from."""

from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

from octui.lazy_dataclasses import dataclass
from octui.ui.messages import OpenFile
from octui.ui.transcript.messages import BlockFilesWanted, FileNameClicked

if TYPE_CHECKING:
    # The app knows these messages from the beginning; what they carry is loaded with the first file.
    from octui.ui.files.folders.tree import FolderTree
    from octui.ui.files.loaded_file import LoadedFile
    from octui.ui.files.search_outcome import SearchKind, SearchOutcome


class FileReader(Protocol):
    """A view that shows a file."""

    def show_file(self, loaded: "LoadedFile") -> None:
        """The file, or the sentence that says why there is none."""


@dataclass
class FileWanted(Message):
    """Read a file from the server; `is_preview` where another one is likely wanted in a moment."""

    path: str
    reader: FileReader = field(compare=False, repr=False)
    is_preview: bool = False


@dataclass
class FileAbandoned(Message):
    """The file is not needed any more: it is not read to its end."""

    reader: FileReader = field(compare=False, repr=False)


@dataclass
class FileMentioned(Message):
    """Put a file into the prompt, as a mention that the server attaches, or its text where there is a `quote`.

    `lines` is the first and the last, counted from one.
    """

    path: str
    lines: tuple[int, int] | None = None
    quote: str | None = None


@dataclass
class FileEdited(Message):
    """Open a file in the user's own editor, when it is on this machine."""

    loaded: "LoadedFile"
    line: int
    reader: FileReader = field(compare=False, repr=False)


@dataclass
class BrowseFolder(Message):
    """Show a file or a folder in the file browser."""

    path: str


class FolderReader(Protocol):
    """A view that shows the tree of folders."""

    def show_folders(self, tree: "FolderTree") -> None:
        """A folder was read into the tree, or the marks of its files were."""

    def show_found(self, query: str, paths: tuple[str, ...], hidden: int) -> None:
        """The paths the server found."""

    def show_walk(self, tree: "FolderTree") -> None:
        """More folders were read for the filter, or the last of them."""


@dataclass
class FolderWanted(Message):
    """Read a folder into the tree; `""` is the project."""

    path: str
    tree: "FolderTree" = field(compare=False, repr=False)
    reader: FolderReader = field(compare=False, repr=False)


@dataclass
class MarksWanted(Message):
    """Find out which files differ from the last commit."""

    tree: "FolderTree" = field(compare=False, repr=False)
    reader: FolderReader = field(compare=False, repr=False)


@dataclass
class PathsWanted(Message):
    """Find paths in the whole project by what was typed."""

    query: str
    reader: FolderReader = field(compare=False, repr=False)


@dataclass
class WalkWanted(Message):
    """Read the folders that were never opened, for the filter."""

    tree: "FolderTree" = field(compare=False, repr=False)
    reader: FolderReader = field(compare=False, repr=False)


class OutcomeReader(Protocol):
    """A view that shows the results of a search."""

    def show_outcome(self, outcome: "SearchOutcome") -> None: ...


@dataclass
class SearchWanted(Message):
    """Search the project; another search replaces one that is still running, and an empty one ends it."""

    query: str
    kind: "SearchKind"
    is_literal: bool
    reader: OutcomeReader = field(compare=False, repr=False)


FileMessage = (
    OpenFile
    | BlockFilesWanted
    | FileNameClicked
    | FileWanted
    | FileAbandoned
    | FileMentioned
    | FileEdited
    | BrowseFolder
    | FolderWanted
    | MarksWanted
    | PathsWanted
    | WalkWanted
    | SearchWanted
)
