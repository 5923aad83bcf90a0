"""The process that reads code for octui: `python -m octui.render.code.lexer_worker`.

Each request and each answer is JSON, preceded by its length. It ends with octui, or once it was not needed for a while.
"""

import select
import sys
from typing import IO, Final

import msgspec

from octui.render.code.lexers import find_lexer
from octui.render.code.tokens import read_tokens

MIN_SECONDS: Final = 1.0
SECONDS_OF_CHARACTER: Final = 20e-6
"""How long a request may take: many times as long as it takes in the slowest common language."""
IDLE_SECONDS: Final = 120.0
_LENGTH_BYTES: Final = 4


class Request(msgspec.Struct, array_like=True):
    language: str
    code: str


class Answer(msgspec.Struct, array_like=True):
    """The tokens of the code: the kind of each, as its place among all kinds, and its length."""

    kinds: list[str]
    tokens: list[tuple[int, int]]


def send_message(stream: IO[bytes], message: Request | Answer | None) -> None:
    body = msgspec.json.encode(message)
    stream.write(len(body).to_bytes(_LENGTH_BYTES) + body)
    stream.flush()


def receive_message(stream: IO[bytes]) -> bytes:
    """The next message; EOFError where there is none."""
    length = int.from_bytes(_read_exactly(stream, _LENGTH_BYTES))
    return _read_exactly(stream, length)


def _read_exactly(stream: IO[bytes], length: int) -> bytes:
    found = stream.read(length)
    if len(found) < length:
        raise EOFError
    return found


def answer_request(request: Request) -> Answer | None:
    """The tokens; None where the language is unknown or its lexer fails."""
    lexer = find_lexer(request.language)
    seconds = MIN_SECONDS + SECONDS_OF_CHARACTER * len(request.code)
    tokens = read_tokens(lexer, request.code, seconds) if lexer else None
    if tokens is None:
        return None
    places: dict[str, int] = {}
    numbered = [(places.setdefault(token.kind, len(places)), len(token.text)) for token in tokens]
    return Answer(list(places), numbered)


def main() -> None:
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while select.select([requests], (), (), IDLE_SECONDS)[0]:
        try:
            request = msgspec.json.decode(receive_message(requests), type=Request)
        except EOFError:
            return
        send_message(answers, answer_request(request))


if __name__ == "__main__":
    main()
