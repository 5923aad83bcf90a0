"""Lines from standard input, read outside the event loop: the user's, with editing, or a program's."""

import asyncio
import queue
import sys
import termios
import threading
from collections.abc import Callable
from contextlib import suppress


class LineReader:
    """One line at a time; a read that was cancelled goes on, and its line is that of the next read."""

    def __init__(self, echo: Callable[[str], None]) -> None:
        """`echo` writes what a program sent, which no terminal shows."""
        self.is_terminal = sys.stdin.isatty()
        self._echo = echo
        self._prompts: queue.SimpleQueue[tuple[str, asyncio.Future[str | None]]] = queue.SimpleQueue()
        self._pending: asyncio.Future[str | None] | None = None
        self._loop = asyncio.get_running_loop()
        self._terminal_state = termios.tcgetattr(sys.stdin.fileno()) if self.is_terminal else None
        if self.is_terminal and sys.stdout.isatty():
            with suppress(ImportError):
                import readline  # noqa: F401  # loading it gives `input` editing and a history
        # A daemon: a read that waits must not keep the program from ending.
        threading.Thread(target=self._read_lines, name="octui-lines", daemon=True).start()

    async def read_line(self, prompt: str) -> str | None:
        """The next line without its end; None at the end of the input."""
        if self._pending is None:
            self._pending = self._loop.create_future()
            self._prompts.put((prompt, self._pending))
        line = await asyncio.shield(self._pending)
        self._pending = None
        if not self.is_terminal and line is not None:
            self._echo(f"{prompt}{line}")
        return line

    def discard_typed(self) -> None:
        """Forget what the user has typed ahead, which cannot be an answer to what is only asked now."""
        if self.is_terminal:
            with suppress(termios.error):
                termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)

    def restore_terminal(self) -> None:
        """Make the terminal echo again: a line that is still being read has left it to its editor."""
        if self._terminal_state is not None:
            with suppress(termios.error):
                termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._terminal_state)

    def _read_lines(self) -> None:
        while True:
            prompt, answer = self._prompts.get()
            try:
                line: str | None = input(prompt) if self.is_terminal else input()
            except (EOFError, OSError, ValueError):
                line = None
            except UnicodeDecodeError:
                line = ""
            with suppress(RuntimeError):  # the loop is closed: octui is exiting
                self._loop.call_soon_threadsafe(_give_line, answer, line)


def _give_line(answer: "asyncio.Future[str | None]", line: str | None) -> None:
    if not answer.done():
        answer.set_result(line)
