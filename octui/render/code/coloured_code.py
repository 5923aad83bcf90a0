"""Code that has its colours: little of it gets them where a key waits, and a process is asked for the rest."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Final, NamedTuple

from rich.segment import Segment

from octui.render.code.lexer_process import LexerProcess
from octui.render.code.lexers import find_lexer, is_loaded
from octui.render.code.time_limit import can_stop_work
from octui.render.code.token_rows import make_token_rows
from octui.render.code.tokens import Token, read_tokens
from octui.render.text.segments import Line
from octui.render.theme.palette import Palette

MAX_AT_ONCE: Final = 4_000
"""Characters that are coloured for one key."""
MAX_SECONDS: Final = 0.04
"""How long they may take, twice as long as in the slowest common language; what is slower ends plain."""
KEPT_CHARACTERS: Final = 300_000
"""How much coloured code is kept; its rows take fifty times the memory of its text."""


class Code(NamedTuple):
    """Code as it is drawn, without tabs and unseen characters."""

    text: str
    language: str
    palette: Palette


class ColouredCode:
    """The rows of code that was coloured last, for any thread."""

    def __init__(self, limit: int = KEPT_CHARACTERS) -> None:
        self._limit = limit
        self._rows: OrderedDict[Code, list[Line]] = OrderedDict()
        self._characters = 0
        self._process = LexerProcess()
        self._lock = Lock()

    def find_rows(self, code: Code) -> list[Line] | None:
        with self._lock:
            if code in self._rows:
                self._rows.move_to_end(code)
            return self._rows.get(code)

    def highlight_code(self, code: Code) -> tuple[list[Line], bool]:
        """Its rows, and whether there was no time for all of them; where a lexer may hang, a process reads it."""
        tokens = self._read_tokens(code)
        rows = make_token_rows(tokens, code.palette) if tokens else make_plain_rows(code)
        with self._lock:
            self._keep_rows(code, rows)
        last = tokens[-1] if tokens else None
        return rows, last is not None and not last.kind

    def _read_tokens(self, code: Code) -> list[Token] | None:
        if len(code.text) > MAX_AT_ONCE or not can_stop_work():
            return self._process.read_tokens(code.language, code.text)
        lexer = find_lexer(code.language)
        return read_tokens(lexer, code.text, MAX_SECONDS) if lexer else None

    def _keep_rows(self, code: Code, rows: list[Line]) -> None:
        if code not in self._rows:
            self._characters += len(code.text)
        self._rows[code] = rows
        while self._characters > self._limit:
            oldest, _ = self._rows.popitem(last=False)
            self._characters -= len(oldest.text)


coloured_code: Final = ColouredCode()


def is_ready(code: Code) -> bool:
    """Whether this code can have its colours at once, if there is little other."""
    return (len(code.text) <= MAX_AT_ONCE and is_loaded(code.language)) or coloured_code.find_rows(code) is not None


def prepare_code(codes: Iterable[Code]) -> None:
    """Have colours ready for this code; to be called in a thread."""
    for code in codes:
        if len(code.text) <= MAX_AT_ONCE:
            find_lexer(code.language)
        elif not is_ready(code):
            coloured_code.highlight_code(code)


def make_plain_rows(code: Code) -> list[Line]:
    style = code.palette.syntax_text
    return [[Segment(line, style)] if line else [] for line in code.text.split("\n")]
