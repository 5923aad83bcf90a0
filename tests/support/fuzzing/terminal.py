"""A terminal that sends anything: random bytes, sequences of real terminals, and both damaged and cut anywhere.

`fuzz_terminal_parser(seed)` runs one round against octui's input parser and raises AssertionError with the seed's input
if the parser fails, keeps something for ever, or leaves the keyboard dead.
"""

import random
from collections.abc import Sequence

from textual import events
from textual.message import Message

from octui.ui.input.key_events import TypedRun
from octui.ui.input.terminal_parser import TerminalParser, make_tolerant_decoder
from tests.support.fake_clock import FakeClock

SEQUENCES = (
    b"\x1b[A \x1bOA \x1b[1;5D \x1b\x1b[D \x1b[3~ \x1b[15;2~ \x1b[25~ \x1b[Z \x1b[[A \x1bb \x1b\x7f \x1b: \x1b[I \x1b[O"
    b" \x1b[97u \x1b[97;1:3u \x1b[1092:1060:97;5u \x1b[97;;97u \x1b[97:65;2;65u \x1b[57441;2:1u \x1b[99999999999u"
    b" \x1b[55296u \x1b[1114112;5u \x1b[<0;10;20M \x1b[<65;1;1m \x1b[<0;99999;-1M \x1b[M !! \x1b[200~ \x1b[201~ \x1b[5n"
    b" \x1b[?62;22c \x1b[>0;276;0c \x1b[=0c \x1b[?2026;2$y \x1b[?997;1n \x1b[24;80R \x1b[48;24;80;480;800t "
    b" \x1b[48;0;0;0;0t \x1b]11;rgb:1111/2222/3333\x07 \x1b]52;c;aGk=\x1b\\ \x1bP>|tmux\x1b\\"
    b" \x1bP1$r0m\x1b\\ \x1b_Gi=1;OK\x1b\\ \x1b[5::::u \x1b[1;2;3;4u \x1b\xf3\x90\xbe\x92 \x1b\xc2\x85"
).split(b" ")
TEXT = ("a", "é", "ф", "한", "\U0001f600", "\r", "\t", "\x7f", "\x03", "\x00", "hello\nworld", "0;1:3")


class Terminal:
    """octui's parser behind the decoder that the driver uses, and a clock."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.parser = TerminalParser(clock=lambda: self.clock.now)
        self._decoder = make_tolerant_decoder()
        self.events: list[Message] = []

    def send(self, data: bytes, *, cuts: tuple[int, ...] = (), pause: float = 0.0) -> None:
        for begin, end in zip((0, *cuts), (*cuts, len(data)), strict=True):
            text = self._decoder.decode(data[begin:end])
            if text:
                self.events += self.parser.feed(text)
            self.wait(pause)

    def wait(self, seconds: float) -> None:
        """Time passes; the driver ticks ten times a second."""
        self.clock.advance(seconds)
        self.events += self.parser.tick()

    @property
    def keys(self) -> list[str]:
        return [key.key for event in self.events for key in _list_keys(event)]

    @property
    def pastes(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, events.Paste)]


def _list_keys(event: Message) -> Sequence[events.Key]:
    if isinstance(event, TypedRun):
        return event.keys
    return [event] if isinstance(event, events.Key) else []


def fuzz_terminal_parser(seed: int) -> None:
    chance = random.Random(seed)
    data = b"".join(_make_piece(chance) for _ in range(chance.randint(1, 12)))
    cuts = tuple(sorted(chance.sample(range(len(data) + 1), min(len(data), chance.randint(0, 6)))))
    terminal = Terminal()
    terminal.send(data, cuts=cuts, pause=chance.choice((0.0, 0.0, 0.05, 0.2, 3.0)))
    # After the longest wait nothing is pending, so that a key is that key.
    terminal.wait(3.0)
    terminal.send(b"\xc3\xa9")
    terminal.events.clear()
    terminal.send(b"q\x1b[B\x03")
    assert terminal.keys == ["q", "down", "ctrl+c"], (seed, data, cuts, terminal.keys)


def _make_piece(chance: random.Random) -> bytes:
    piece = chance.choice(
        (chance.choice(SEQUENCES), chance.choice(TEXT).encode(), chance.randbytes(chance.randint(1, 8)))
    )
    if chance.random() < 0.2:
        position = chance.randrange(len(piece) + 1)
        piece = piece[:position] + chance.randbytes(1) + piece[position + chance.randint(0, 2) :]
    return piece
