"""Messages that terminal widgets post on user actions, for the pane or the app to handle."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

from octui.lazy_dataclasses import dataclass
from octui.ui.input.key_events import KeyReleased

if TYPE_CHECKING:
    from octui.render.files.file_references import FileReference

    # The handlers exist from the start, the emulator does not.
    from octui.ui.terminal.session import TerminalSession


class KeyReceiver(Protocol):
    """A widget that is given keys, and what is done after those that wait for it."""

    @property
    def is_attached(self) -> bool: ...
    def call_later(self, callback: Callable[[KeyReleased], None], event: KeyReleased, /) -> bool: ...


@dataclass
class TerminalEntered(Message):
    """A terminal has the focus: what is typed from now on goes to its program."""


@dataclass
class KeyReleasesRequested(Message):
    """The program that has the keyboard wants to know when keys come up, or no longer."""

    receiver: KeyReceiver
    release_key: Callable[[KeyReleased], None]
    are_wanted: bool


@dataclass
class TerminalLeft(Message):
    """The user wants to leave the terminal."""


@dataclass
class TerminalsGone(Message):
    """The last terminal was closed."""


@dataclass
class TerminalFitted(Message):
    """The widget has room for this many cells, and the client in use decides the terminal's size."""

    live: TerminalSession
    columns: int
    lines: int


@dataclass
class TerminalDone(Message):
    """Close a terminal whose process has exited."""

    live: TerminalSession


@dataclass
class CopyRequested(Message):
    """Copy this text to the clipboard."""

    text: str


@dataclass
class TerminalLinkClicked(Message):
    """Open an `http` or `https` address."""

    url: str


@dataclass
class TerminalPathClicked(Message):
    """Open a file of the server, if there is one; the path is relative to where the program runs."""

    reference: FileReference
    is_key: bool = False


@dataclass
class TerminalLinkHovered(Message):
    """The mouse entered a link, or left it if the address is empty."""

    url: str


@dataclass
class TypingRefused(Message):
    """Something was typed into a terminal that is only read."""


@dataclass
class SearchRequested(Message):
    """Open the search line."""


@dataclass
class CopyModeChanged(Message):
    """Copy mode began or ended, or its key hints changed."""
