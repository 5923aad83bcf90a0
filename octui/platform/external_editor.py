"""The person's own editor, in the terminal that octui lends it meanwhile."""

import asyncio
import shlex
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from textual.app import App, SuspendNotSupported

AppResult = TypeVar("AppResult")


class EditorFailed(Exception):
    """Why the text is as it was, in a few words."""


async def edit_text(app: App[AppResult], text: str, command: str) -> str:
    """What the text is after `command` had it in a file; raises EditorFailed. Events are listened to meanwhile."""
    try:
        words = shlex.split(command)
        with TemporaryDirectory(prefix="octui-") as folder:
            path = Path(folder) / "prompt.md"
            path.write_text(text + "\n" if text else "", encoding="utf-8", errors="replace")
            code = await _run_in_terminal(app, [*words, str(path)])
            if code:
                raise EditorFailed(f"{words[0]} ended with {code}.")
            return path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
    except SuspendNotSupported:
        raise EditorFailed("this is no terminal an editor could use.") from None
    except ValueError as error:
        raise EditorFailed(f"{command!r} is no command: {error}.") from None
    except OSError as error:
        raise EditorFailed(f"{error.filename or command}: {error.strerror}.") from None


async def _run_in_terminal(app: App[AppResult], command: Sequence[str]) -> int:
    """Run it where octui was; its exit code. What it cannot start is raised once octui is back."""
    failure: OSError | None = None
    code = 0
    with app.batch_update(), app.suspend(), _ignore_interrupts():
        # Textual does not come back from a suspension that ends in an exception.
        try:
            process = await asyncio.create_subprocess_exec(*command)
        except OSError as error:
            failure = error
        else:
            code = await _wait_for_exit(process)
    app.refresh(layout=True)
    if failure is not None:
        raise failure
    return code


async def _wait_for_exit(process: asyncio.subprocess.Process) -> int:
    try:
        return await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.terminate()
        raise


@contextmanager
def _ignore_interrupts() -> Iterator[None]:
    """What is pressed to interrupt the editor reaches every program of the terminal: octui lets it pass."""
    kept = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
