"""A screen with its stream, and what it answered: what most tests are about."""

from octui.term import Attributes, ByteStream, Event, Screen


class Terminal:
    """Feed it text or bytes, then look."""

    def __init__(self, columns: int = 20, lines: int = 5, *, scrollback: int = 1 << 20) -> None:
        self.now = 0.0
        self.answers: list[str] = []
        self.screen = Screen(columns, lines, scrollback=scrollback, clock=lambda: self.now)
        self.screen.write_process_input = self.answers.append  # type: ignore[assignment]  # as pyte is used
        self.stream = ByteStream(self.screen)

    def feed(self, text: str | bytes) -> "Terminal":
        self.stream.feed(text if isinstance(text, bytes) else text.encode())
        return self

    @property
    def lines(self) -> list[str]:
        """The lines without blanks at their ends, and without empty lines at the end."""
        lines = [line.rstrip() for line in self.screen.display]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    @property
    def text(self) -> str:
        return "|".join(self.lines)

    @property
    def at(self) -> tuple[int, int]:
        """The cursor, column first."""
        return self.screen.cursor.x, self.screen.cursor.y

    @property
    def answer(self) -> str:
        return "".join(self.answers)

    @property
    def events(self) -> list[Event]:
        return self.screen.drain_events()

    def look(self, x: int, y: int = 0) -> Attributes:
        """The attributes of a cell."""
        return self.screen.buffer[y][x].attributes


def fed(text: str | bytes, columns: int = 20, lines: int = 5) -> Terminal:
    return Terminal(columns, lines).feed(text)
