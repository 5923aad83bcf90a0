"""What a person wants of the terminals on the screen: the pane posts these, the app does them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    # Whoever listens for these is there from the start, an emulator is not.
    from octui.ui.terminal.session import LiveTerminal


@dataclass
class TerminalLeft(Message):
    """The person wants out of the terminal."""


@dataclass
class TerminalsGone(Message):
    """There is no terminal any more."""


@dataclass
class TerminalFitted(Message):
    """There is room for so many cells, and whoever works here decides the size."""

    live: LiveTerminal
    columns: int
    lines: int


@dataclass
class TerminalDone(Message):
    """Close a terminal whose process has ended."""

    live: LiveTerminal
