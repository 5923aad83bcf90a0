"""What a person wants of the terminals on the screen: widgets post these, the pane or the app handles them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    # Whoever listens for these is there from the start, an emulator is not.
    from octui.ui.terminal.session import TerminalSession


@dataclass
class TerminalLeft(Message):
    """The person wants out of the terminal."""


@dataclass
class TerminalsGone(Message):
    """There is no terminal any more."""


@dataclass
class TerminalFitted(Message):
    """There is room for so many cells, and whoever works here decides the size."""

    live: TerminalSession
    columns: int
    lines: int


@dataclass
class TerminalDone(Message):
    """Close a terminal whose process has ended."""

    live: TerminalSession


@dataclass
class CopyRequested(Message):
    """Copy this text to the clipboard."""

    text: str


@dataclass
class SearchRequested(Message):
    """Open the line to search in."""


@dataclass
class CopyModeChanged(Message):
    """Copy mode began or ended, or its keys do something else now."""
