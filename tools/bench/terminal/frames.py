"""Cost of a frame in the terminal widget, from changed rows to the strips that Textual paints."""

from statistics import median
from time import process_time
from typing import Final

from textual.app import App, ComposeResult
from textual.geometry import Region

from octui.client import Client
from octui.term import Stream
from octui.ui.terminal.roster import TerminalRoster
from octui.ui.terminal.session import TerminalSession
from octui.ui.terminal.widget import Terminal
from octui.wire.pty import Pty

COLUMNS: Final = 120
LINES: Final = 40
FRAMES: Final = 60
NOWHERE: Final = "http://127.0.0.1:9"


class Alone(App[None]):
    """A terminal that fills the screen, before a background of its own as in octui."""

    CSS = "Terminal { width: 100%; height: 100%; background: $background; }"

    def compose(self) -> ComposeResult:
        yield Terminal()


class Silent:
    """Ignores all requests."""

    def ring_terminal_bell(self) -> None: ...
    def show_terminal_notification(self, live: TerminalSession, title: str, body: str) -> None: ...
    def confirm_terminal_copy(self, live: TerminalSession, text: str) -> None: ...
    def report_blocked_copy(self, live: TerminalSession, size: int) -> None: ...


async def frames() -> tuple[float, float]:
    """Milliseconds of CPU time: all rows of a colourful screen, and one row."""
    async with Client(NOWHERE) as client:
        live = TerminalSession(client, Pty(id="pty_bench"), None, TerminalRoster(client, Silent()))
        live.emulator.resize(lines=LINES, columns=COLUMNS)
        stream = Stream(live.emulator)
        app = Alone()
        async with app.run_test(size=(COLUMNS, LINES)) as pilot:
            terminal = app.query_one(Terminal)
            terminal.show_terminal(live)
            await pilot.pause()
            full, one = [], []
            for number in range(FRAMES):
                rows = (
                    f"\x1b[{y};1H" + "".join(f"\x1b[3{x % 8}mw{y:02}d{number:03} " for x in range(13))
                    for y in range(1, LINES + 1)
                )
                stream.feed("".join(rows))
                full.append(_frame(terminal, terminal.size.region))
                assert f"w{LINES}d{number:03}" in terminal.render_line(LINES - 1).text
                stream.feed(f"\x1b[7;1H\x1b[31mone\x1b[m line changed {number}")
                one.append(_frame(terminal, Region(0, 6, COLUMNS, 1)))
                assert f"line changed {number}" in terminal.render_line(6).text
            await live.stop_following()
    return median(full) * 1000, median(one) * 1000


def _frame(terminal: Terminal, stale: Region) -> float:
    begun = process_time()
    terminal.repaint_rows()
    terminal.render_lines(stale)
    return process_time() - begun
