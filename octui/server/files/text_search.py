"""Searches files for a regular expression, with ripgrep where it is installed."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from pathlib import Path

from octui.server.files.file_walk import hide_nothing
from octui.server.files.path_containment import FileAccessError
from octui.server.files.ripgrep_json import parse_match
from octui.server.git.environment import build_absolute_path, build_child_environment
from octui.server.output_pipe import open_output_pipe
from octui.wire.workspace.search import Match

MAX_MATCHES = 200
SECONDS = 30.0
MAX_RECORD_BYTES = 8 * 1024 * 1024
"""Longer output records come from minified files and the like, and are skipped."""

MAX_COMPLAINT_BYTES = 65536
BAD_PATTERN = 2
PACKAGE_ROOT = Path(__file__).resolve().parents[3]


class InvalidPattern(FileAccessError):
    """The pattern is not a valid regular expression."""


async def search_text(
    directory: str,
    pattern: str,
    *,
    globs: Sequence[str] = (),
    ignore_case: bool = False,
    limit: int = MAX_MATCHES,
    is_hidden: Callable[[str], bool] = hide_nothing,
) -> list[Match]:
    """The first matches in a directory's files, except ignored, hidden and binary ones."""
    if "\0" in pattern:
        raise InvalidPattern("A pattern cannot contain a null byte.")
    options = [*(f"--glob={glob}" for glob in globs), *(["--ignore-case"] if ignore_case else [])]
    ripgrep = shutil.which("rg", path=build_absolute_path())
    if ripgrep is not None:
        # It prints the matches of a file once it has them all, which may be gigabytes.
        options.append(f"--max-count={limit}")
        command = [ripgrep, "--json", "--no-config", "--hidden", "--no-messages", "--glob=!.git", *options]
    else:
        command = [sys.executable, "-m", "octui.server.files.ripgrep_fallback", *options]
    return await _run_search([*command, "--", pattern], directory, limit, is_hidden)


async def _run_search(command: list[str], directory: str, limit: int, is_hidden: Callable[[str], bool]) -> list[Match]:
    found: list[Match] = []
    async with _start_search(command, directory) as (process, stdout, stderr):
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                async with aclosing(_iter_records(stdout)) as records:
                    async for record in records:
                        if (match := parse_match(record)) is not None and not is_hidden(match.path.text):
                            found.append(match)
                        if len(found) >= limit:
                            return found
                code = await process.wait()
                if code == BAD_PATTERN and not found:
                    raise InvalidPattern(_describe_pattern_error(await stderr))
    return found


@asynccontextmanager
async def _start_search(
    command: list[str], directory: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, asyncio.StreamReader, asyncio.Task[bytes]]]:
    """The process with its output and its complaints; it is killed in the end."""
    async with AsyncExitStack() as stack:
        try:
            printed, complaints = [await stack.enter_async_context(open_output_pipe()) for _ in range(2)]
            process = await asyncio.create_subprocess_exec(
                *command,
                cwd=directory,
                env=build_child_environment() | {"PYTHONPATH": str(PACKAGE_ROOT), "PYTHONSAFEPATH": "1"},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=printed.writing_end,
                stderr=complaints.writing_end,
                start_new_session=True,
            )
        except (OSError, ValueError) as refused:
            raise FileAccessError(f"The search could not be started in {directory}: {refused}.") from refused
        printed.close_writing_end()
        complaints.close_writing_end()
        stderr = asyncio.create_task(complaints.reader.read(MAX_COMPLAINT_BYTES))
        try:
            yield process, printed.reader, stderr
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            stderr.cancel()
            await process.wait()


async def _iter_records(stream: asyncio.StreamReader) -> AsyncGenerator[bytes, None]:
    """Lines of output, without those that are too long."""
    buffer, skipping = bytearray(), False
    while chunk := await stream.read(65536):
        *lines, rest = chunk.split(b"\n")
        for line in lines:
            if not skipping:
                yield bytes(buffer) + line
            buffer, skipping = bytearray(), False
        buffer += rest
        if len(buffer) > MAX_RECORD_BYTES:
            buffer, skipping = bytearray(), True


def _describe_pattern_error(stderr: bytes) -> str:
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    message = lines[-1].removeprefix("error: ").removeprefix("regex parse error: ") if lines else "it is malformed"
    return f"Invalid regular expression: {message}."
