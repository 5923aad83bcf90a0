"""Writes to standard output and standard error in order, without holding up the event loop."""

import asyncio
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import Final, TextIO

from octui.config.stdio import describe_lost_output

CLOSE_SECONDS: Final = 5.0


class StreamWriter:
    """Writes in a thread, so that a slow or closed reader blocks nothing else."""

    def __init__(self, on_broken_pipe: Callable[[], None]) -> None:
        self._on_broken_pipe = on_broken_pipe
        self._pieces: queue.SimpleQueue[tuple[TextIO, str] | threading.Event | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_pieces, name="octui-output", daemon=True)
        self._thread.start()
        self._at_line_start = True
        self.has_lost_output = False
        """Whether standard output took no more, though its reader is still there."""
        self.is_terminal = _is_terminal(sys.stdout)

    def write_text(self, text: str) -> None:
        """Add to standard output."""
        if text:
            self._at_line_start = text.endswith("\n")
            self._pieces.put((sys.stdout, text))

    def write_status(self, line: str) -> None:
        """Add a line to standard error, on a row of its own where both are on the same terminal."""
        if self.is_terminal:
            self.end_line()
        self._pieces.put((sys.stderr, f"{line}\n"))

    def end_line(self) -> None:
        """End the line of standard output that was begun."""
        if not self._at_line_start:
            self.write_text("\n")

    async def wait_until_written(self) -> None:
        """Wait until everything so far is written, before a prompt that takes another way."""
        written = threading.Event()
        self._pieces.put(written)
        await asyncio.to_thread(written.wait, CLOSE_SECONDS)

    def close(self) -> None:
        """Wait until everything is written, unless its reader has stopped reading."""
        self._pieces.put(None)
        self._thread.join(CLOSE_SECONDS)

    def _write_pieces(self) -> None:
        while (piece := self._pieces.get()) is not None:
            if isinstance(piece, threading.Event):
                piece.set()
                continue
            self._write_piece(*piece)

    def _write_piece(self, stream: TextIO, text: str) -> None:
        try:
            stream.write(text)
            stream.flush()
        except BrokenPipeError:
            _discard_output(stream)
            if stream is sys.stdout:
                self._on_broken_pipe()
        except (OSError, ValueError) as error:
            # A full disk, or a stream that is closed.
            _discard_output(stream)
            if stream is sys.stdout:
                self.has_lost_output = True
                self._write_piece(sys.stderr, f"octui: {describe_lost_output(error)}\n")


def has_colour(stream: TextIO) -> bool:
    """Whether what is written there may be coloured."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and _is_terminal(stream)


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:
        return False


def _discard_output(stream: TextIO) -> None:
    """Let what is still to come, and what Python flushes at exit, go nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
