"""What a transcript tells the screen it is on."""

from textual.message import Message

from octui.lazy_dataclasses import dataclass
from octui.render.blocks import Block


@dataclass
class OlderRequested(Message):
    """The reader is near the beginning; sent once for each beginning, and again when the reader pages up there."""


@dataclass
class BeginningRequested(Message):
    """The reader wants to see the very beginning, whether it is loaded or not."""


@dataclass
class BlockToggled(Message):
    """A block was expanded or collapsed."""

    block: Block
    expanded: bool


@dataclass
class BlockFilesWanted(Message):
    """Open the file that a block is about, or one of those it names."""

    block: Block


@dataclass
class ChildRequested(Message):
    """Show the session a task runs in."""

    session_id: str


@dataclass
class CopyRequested(Message):
    """Copy this; `kind` names it in the notification."""

    text: str
    kind: str


@dataclass
class LinkClicked(Message):
    """An `http` or `https` address."""

    url: str


@dataclass
class FileNameClicked(Message):
    """Open a file that a text names, if the server has it; one that was asked for by key is said to be missing."""

    path: str
    line: int | None = None
    is_key: bool = False


@dataclass
class FollowChanged(Message):
    """Whether the end is followed, and how many items were appended and not seen."""

    is_following: bool
    unseen_count: int


@dataclass
class FocusReleased(Message):
    """Escape was pressed: the focus may go elsewhere."""
