"""Edit a text or a file in the user's own editor, which gets the terminal meanwhile."""

import asyncio
import shlex
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

Lend = Callable[[], AbstractContextManager[None]]
"""A context in which another program has the terminal."""


_TAKES_PLUS: Final = frozenset(
    {"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "kak", "micro", "joe", "mg", "ne", "pico", "less"}
)
_TAKES_GO_TO: Final = frozenset({"code", "code-insiders", "codium", "cursor", "windsurf"})
_TAKES_PLACE: Final = frozenset({"hx", "helix", "zed", "subl"})


class EditorFailed(Exception):
    """Why the text was not changed, in a few words."""


async def edit_text(text: str, command: str, lend_terminal: Lend) -> str:
    """The text after `command` has edited it in a file; raises EditorFailed. The event loop keeps running."""
    with _explain_failure(command), TemporaryDirectory(prefix="octui-") as folder:
        path = Path(folder) / "prompt.md"
        path.write_text(text + "\n" if text else "", encoding="utf-8", errors="replace")
        await _run_in_terminal([*_split_command(command), str(path)], lend_terminal)
        return path.read_text(encoding="utf-8", errors="replace").rstrip("\n")


async def edit_file(path: Path, line: int, command: str, lend_terminal: Lend) -> None:
    """Open a file at a line, counted from one; raises EditorFailed. The event loop keeps running."""
    with _explain_failure(command):
        await _run_in_terminal(build_editor_command(command, path, line), lend_terminal)


def build_editor_command(command: str, path: Path, line: int) -> list[str]:
    """The words that open a file at a line, in the way this editor takes it; raises ValueError."""
    words = _split_command(command)
    name = Path(words[0]).name
    if name in _TAKES_GO_TO:
        return [*words, "--goto", f"{path}:{line}"]
    if name in _TAKES_PLACE:
        return [*words, f"{path}:{line}"]
    return [*words, f"+{line}", str(path)] if name in _TAKES_PLUS else [*words, str(path)]


def _split_command(command: str) -> list[str]:
    words = shlex.split(command)
    if not words:
        raise ValueError("it is empty")
    return words


@contextmanager
def _explain_failure(command: str) -> Iterator[None]:
    """Turn what `command` and its files raise into EditorFailed."""
    try:
        yield
    except ValueError as error:
        raise EditorFailed(f"{command!r} is not a valid command: {error}.") from None
    except OSError as error:
        raise EditorFailed(f"{error.filename or command}: {error.strerror}.") from None


async def _run_in_terminal(command: Sequence[str], lend_terminal: Lend) -> None:
    """Run it in octui's place; raises EditorFailed, and an error in starting it once octui is back."""
    failure: OSError | None = None
    code = 0
    with lend_terminal(), _ignore_interrupts():
        # Textual does not come back from a suspension that ends in an exception.
        try:
            process = await asyncio.create_subprocess_exec(*command)
        except OSError as error:
            failure = error
        else:
            code = await _wait_for_exit(process)
    if failure is not None:
        raise failure
    if code:
        raise EditorFailed(f"{command[0]} exited with code {code}.")


async def _wait_for_exit(process: asyncio.subprocess.Process) -> int:
    try:
        return await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.terminate()
        raise


@contextmanager
def _ignore_interrupts() -> Iterator[None]:
    """The keys that interrupt the editor reach every program of the terminal: octui ignores them meanwhile."""
    handlers = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
