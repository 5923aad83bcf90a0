"""Reads code in another process, because a lexer may block the interpreter for any length of time."""

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from itertools import accumulate, pairwise
from pathlib import Path
from threading import Lock
from typing import Final

import msgspec

import octui
from octui.render.code.lexer_worker import Answer, Request, receive_message, send_message
from octui.render.code.tokens import Token

WORKER: Final = "octui.render.code.lexer_worker"


class LexerProcess:
    """One process, started with the first request and again when it has ended; for any thread that may wait."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        atexit.register(self.stop_process)

    def read_tokens(self, language: str, code: str) -> list[Token] | None:
        """The tokens of the code; None where the language is unknown, or no process can be had."""
        with self._lock:
            try:
                answer = self._ask(Request(language, code))
            except (OSError, EOFError, msgspec.DecodeError):
                self.stop_process()
                return None
        if answer is None:
            return None
        ends = accumulate((length for _, length in answer.tokens), initial=0)
        return [
            Token(answer.kinds[kind], code[start:end])
            for (kind, _), (start, end) in zip(answer.tokens, pairwise(ends), strict=True)
        ]

    @property
    def process_id(self) -> int | None:
        return self._running.pid if self._running else None

    def stop_process(self) -> None:
        if (process := self._running) is not None:
            self._running = None
            with suppress(OSError), process:
                process.kill()

    def _ask(self, request: Request) -> Answer | None:
        if self._running is None or self._running.poll() is not None:
            self.stop_process()
            self._running = _start_worker()
        assert self._running.stdin is not None and self._running.stdout is not None
        send_message(self._running.stdin, request)
        return msgspec.json.decode(receive_message(self._running.stdout), type=Answer | None)


def _start_worker() -> "subprocess.Popen[bytes]":
    # What is in the current folder is not octui's; a signal for octui's group is not for the worker.
    environment = {**os.environ, "PYTHONPATH": str(Path(octui.__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
