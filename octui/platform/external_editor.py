"""The person's own editor, in the terminal that octui lends it meanwhile."""

import asyncio
import shlex
import signal
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory


class EditorFailed(Exception):
    """Why the text is as it was, in a few words."""


async def edit_text(terminal: AbstractContextManager[object], text: str, command: str) -> str:
    """What the text is after `command` had it in a file; raises EditorFailed. Events are listened to meanwhile.

    `terminal` lends the terminal to the editor while it is entered.
    """
    try:
        words = shlex.split(command)
        with TemporaryDirectory(prefix="octui-") as folder:
            path = Path(folder) / "prompt.md"
            path.write_text(text + "\n" if text else "", encoding="utf-8", errors="replace")
            code = await _run_in_terminal(terminal, [*words, str(path)])
            if code:
                raise EditorFailed(f"{words[0]} ended with {code}.")
            return path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
    except ValueError as error:
        raise EditorFailed(f"{command!r} is no command: {error}.") from None
    except OSError as error:
        raise EditorFailed(f"{error.filename or command}: {error.strerror}.") from None


async def _run_in_terminal(terminal: AbstractContextManager[object], command: Sequence[str]) -> int:
    """Run it where octui was; its exit code. What it cannot start is raised once octui is back."""
    failure: OSError | None = None
    code = 0
    with terminal, _ignore_interrupts():
        # Textual does not come back from a suspension that ends in an exception.
        try:
            process = await asyncio.create_subprocess_exec(*command)
        except OSError as error:
            failure = error
        else:
            code = await _wait_for_exit(process)
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
