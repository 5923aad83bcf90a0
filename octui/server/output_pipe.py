"""A pipe for what a child process prints, which can be left unread.

`Process.wait()` of asyncio waits for the end of the pipes that asyncio made, too: it never returns while one of them is
full and not read, or while a process that outlived the child holds it.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class OutputPipe:
    """`writing_end` is passed to the child; close ours once it runs, or the output never ends."""

    reader: asyncio.StreamReader
    writing_end: int
    _is_closed: bool = False

    def close_writing_end(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            os.close(self.writing_end)


@asynccontextmanager
async def open_output_pipe() -> AsyncIterator[OutputPipe]:
    reading, writing = os.pipe()
    reader = asyncio.StreamReader()
    pipe = OutputPipe(reader, writing)
    try:
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", 0)
        )
        try:
            yield pipe
        finally:
            transport.close()
    finally:
        pipe.close_writing_end()
