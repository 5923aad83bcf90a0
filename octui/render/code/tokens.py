"""Code as tokens, read for no longer than there is time: some expressions of some lexers would never end."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from octui.render.code.lexers import LEXER_BUGS
from octui.render.code.time_limit import TimeSpentError, stop_work_after

if TYPE_CHECKING:
    from pygments.lexer import Lexer


class Token(NamedTuple):
    """A piece of code."""

    kind: str
    """By Pygments' name, such as `Token.Name.Class`; empty for what there was no time for."""
    text: str


def read_tokens(lexer: Lexer, code: str, seconds: float) -> list[Token] | None:
    """All of the code, in the main thread; None where the lexer fails, or drops or changes what it cannot parse."""
    lines = code + "\n"
    found: list[tuple[object, str]] = []
    try:
        with suppress(TimeSpentError), stop_work_after(seconds):
            # One by one, so that those before it is stopped are kept.
            for token in lexer.get_tokens(lines):
                found.append(token)
    except LEXER_BUGS:
        return None
    read = "".join(text for _, text in found)
    if not lines.startswith(read):
        return None
    names = {kind: str(kind) for kind in {kind for kind, _ in found}}
    tokens = [Token(names[kind], text) for kind, text in found]
    if len(read) < len(lines):
        tokens.append(Token("", lines[len(read) :]))
    return _drop_last_newline(tokens)


def _drop_last_newline(tokens: list[Token]) -> list[Token]:
    while not tokens[-1].text:
        tokens.pop()
    last = tokens.pop()
    text = last.text.removesuffix("\n")
    return [*tokens, Token(last.kind, text)] if text or not last.kind else tokens
