from textual.geometry import Region
from textual.strip import Strip

from octui.client import Client
from octui.term import Stream
from octui.ui.terminal.painting.strip_cache import MOST_SEGMENTS
from octui.ui.terminal.roster import TerminalRoster
from octui.ui.terminal.session import TerminalSession
from octui.ui.terminal.widget import Terminal
from octui.wire.pty import Pty
from tests.support.call_count import count_calls
from tools.bench.terminal.frames import COLUMNS, LINES, NOWHERE, Alone, Silent

RUNS = 12
"""Runs of a colour in each row."""


def rows_of(word: str) -> str:
    return "".join(
        f"\x1b[{y};1H" + "".join(f"\x1b[3{x % 8}m{word}{y:02} " for x in range(RUNS)) for y in range(1, LINES + 1)
    )


async def test_a_frame_costs_a_few_calls_for_each_change_and_hardly_any_for_what_stays() -> None:
    async with Client(NOWHERE) as client:
        live = TerminalSession(client, Pty(id="pty_1"), None, TerminalRoster(client, Silent()))
        live.emulator.resize(lines=LINES, columns=COLUMNS)
        stream = Stream(live.emulator)
        app = Alone()
        async with app.run_test(size=(COLUMNS, LINES)) as pilot:
            terminal = app.query_one(Terminal)
            terminal.show_terminal(live)
            await pilot.pause()

            def paint(region: Region) -> tuple[int, list[Strip]]:
                strips: list[Strip] = []

                def work() -> None:
                    terminal.repaint_rows()
                    strips.extend(terminal.render_lines(region))

                return count_calls(work), strips

            stream.feed(rows_of("one"))
            paint(terminal.size.region)
            stream.feed(rows_of("two"))
            whole, before = paint(terminal.size.region)
            nothing, _ = paint(Region())
            stream.feed("\x1b[7;1Hthree")
            line, after = paint(terminal.size.region)
            assert whole - nothing < 9 * RUNS * LINES
            assert line < 2 * nothing + 9 * RUNS
            assert nothing < 350
            # Where the cursor was, and where it is.
            assert [y for y in range(LINES) if after[y] is not before[y]] == [6, LINES - 1]
            await live.stop_following()


async def test_a_colour_for_each_cell_of_a_large_screen_is_drawn_in_several_frames_and_each_row_has_its_turn() -> None:
    lines, columns = 12, 500
    async with Client(NOWHERE) as client:
        live = TerminalSession(client, Pty(id="pty_1"), None, TerminalRoster(client, Silent()))
        live.emulator.resize(lines=lines, columns=columns)
        stream = Stream(live.emulator)
        app = Alone()
        async with app.run_test(size=(columns, lines)) as pilot:
            terminal = app.query_one(Terminal)
            terminal.show_terminal(live)
            await pilot.pause()
            terminal.repaint_rows()
            frames = lines
            drawn: set[int] = set()
            for frame in range(2 * frames):
                if frame < frames:
                    stream.feed(colour_each_cell(lines, columns, frame))
                before = terminal.render_lines(terminal.size.region)
                terminal.repaint_rows()
                shown = terminal.render_lines(terminal.size.region)
                changed = [y for y in range(lines) if shown[y] is not before[y]]
                # Making a style takes as long as many pieces.
                assert 10 * sum(len(shown[y]) for y in changed) <= MOST_SEGMENTS
                drawn.update(changed)
                assert frame != frames - 1 or drawn == set(range(lines))
            assert all(strip.text.startswith(f"frame {frames - 1}") for strip in shown)
            await live.stop_following()


def colour_each_cell(lines: int, columns: int, frame: int) -> str:
    """Each cell of a row, which begins with the number of the frame, in a colour of its own."""
    text = f"frame {frame}".ljust(columns - 1, "x")
    return "".join(
        f"\x1b[{y + 1};1H" + "".join(f"\x1b[38;2;{x % 250};{y};{frame}m{text[x]}" for x in range(columns - 1))
        for y in range(lines)
    )
