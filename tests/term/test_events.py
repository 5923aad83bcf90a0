from base64 import b64encode

import pytest

from octui.term import Bell, CopyAsked, CopyRefused, Event, Moved, Notified, Progressed, Prompted, Titled
from octui.term.events import MAX_COPY
from octui.term.grid.grid import MAX_EVENTS
from tests.term.terminal import fed

EVENTS: dict[str, tuple[str, list[Event]]] = {
    "bell": ("\x07", [Bell()]),
    "many bells are one": ("\x07" * 50, [Bell()]),
    "title by BEL": ("\x1b]0;a b\x07", [Titled("a b")]),
    "title by ST": ("\x1b]2;café 한\x1b\\", [Titled("café 한")]),
    "a title with marks that deceive": ("\x1b]2;a\u202e\u200bb\x07", [Titled("a b")]),
    "a long title": ("\x1b]2;" + "x" * 5000 + "\x07", [Titled("x" * 256)]),
    "a pointer is no title": ("\x1b]22;text\x07", []),
    "notification of iTerm": ("\x1b]9;done\x07", [Notified("", "done")]),
    "notification of urxvt": ("\x1b]777;notify;Build;done; all well\x07", [Notified("Build", "done; all well")]),
    "an empty notification": ("\x1b]9; \x07", []),
    "progress": ("\x1b]9;4;1;42\x07\x1b]9;4;0\x07", [Progressed("running", 42), Progressed("none", 0)]),
    "copy": ("\x1b]52;c;" + b64encode("grüße".encode()).decode() + "\x07", [CopyAsked("grüße")]),
    "copy of what is no base64": ("\x1b]52;c;!!\x07", []),
    "copy of too much": ("\x1b]52;c;" + "AAAA" * (MAX_COPY // 3 + 9) + "\x07", [CopyRefused(MAX_COPY + 26)]),
    "directory": ("\x1b]7;file://host/home/a%20b\x07", [Moved("/home/a b")]),
    "directory of another kind": ("\x1b]7;http://host/x\x07\x1b]7;file://[/\x07\x1b]7;file:rel\x07", []),
    "marks of a shell": (
        "\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n\x1b]133;C\x07x\r\n\x1b]133;D;2\x07\x1b]133;D\x07",
        [Prompted("prompt"), Prompted("command"), Prompted("output"), Prompted("finished", 2), Prompted("finished")],
    ),
    "the title comes back": (
        "\x1b]2;one\x07\x1b[22;0t\x1b]2;two\x07\x1b[23;0t",
        [Titled("one"), Titled("two"), Titled("one")],
    ),
}


@pytest.mark.parametrize(("output", "events"), EVENTS.values(), ids=EVENTS)
def test_a_program_tells(output: str, events: list[Event]) -> None:
    terminal = fed(output)
    assert terminal.events == events
    assert terminal.events == []


def test_events_nobody_asks_for_are_bounded() -> None:
    terminal = fed("".join(f"\x1b]2;{number}\x07" for number in range(5000)))
    assert len(terminal.events) == MAX_EVENTS


def test_what_the_last_command_printed_is_found() -> None:
    terminal = fed("\x1b]133;A\x07$ \x1b]133;B\x07seq 9\r\n\x1b]133;C\x07")
    assert terminal.screen.find_last_output() == ""
    terminal.feed("".join(f"{number}\r\n" for number in range(1, 10)))
    assert terminal.screen.find_last_output() == "\n".join("123456789")
    terminal.feed("\x1b]133;D;0\x07\x1b]133;A\x07$ \x1b]133;B\x07")
    assert terminal.screen.find_last_output() == "\n".join("123456789")


def test_output_without_a_last_line_break_is_found_whole() -> None:
    terminal = fed("\x1b]133;C\x07one\r\ntwo\x1b]133;D;0\x07\x1b]133;A\x07$ ")
    assert terminal.screen.find_last_output() == "one\ntwo"


def test_output_is_found_after_a_resize_and_long_lines_are_whole() -> None:
    terminal = fed("$ x\r\n\x1b]133;C\x07" + "y" * 30 + "\r\n\x1b]133;D\x07\x1b]133;A\x07$ ")
    terminal.screen.resize(5, 7)
    assert terminal.screen.find_last_output() == "y" * 30
    terminal.screen.resize(9, 50)
    assert terminal.screen.find_last_output() == "y" * 30


def test_a_command_that_prints_nothing_has_no_output_and_not_the_next_prompt() -> None:
    terminal = fed("\x1b]133;A\x07$ \x1b]133;B\x07seq 2\r\n\x1b]133;C\x071\r\n2\r\n\x1b]133;D;0\x07")
    terminal.feed("\x1b]133;A\x07$ \x1b]133;B\x07true\r\n\x1b]133;C\x07\x1b]133;D;0\x07\x1b]133;A\x07$ \x1b]133;B\x07")
    assert terminal.screen.find_last_output() == ""


def test_output_marked_in_the_row_of_the_prompt_begins_below_it() -> None:
    terminal = fed("\x1b]133;D;0\x07\x1b]133;A\x07$ \x1b]133;B\x07ls\x1b]133;C\x07\r\na b\r\n")
    assert terminal.screen.find_last_output() == "a b"
    terminal.feed("\x1b]133;D;0\x07\x1b]133;A\x07$ ")
    assert terminal.screen.find_last_output() == "a b"


@pytest.mark.parametrize("widths", [(7, 50), (50, 7, 10), (3, 80)])
def test_the_end_of_wrapped_output_without_a_line_break_survives_a_resize(widths: tuple[int, ...]) -> None:
    terminal = fed("\x1b]133;C\x07" + "y" * 30 + "\x1b]133;D;0\x07\x1b]133;A\x07$ \x1b]133;B\x07")
    for width in widths:
        terminal.screen.resize(9, width)
        assert terminal.screen.find_last_output() == "y" * 30


def test_marks_survive_what_scrolls_them_away() -> None:
    terminal = fed("\x1b]133;A\x07$ \x1b]133;B\x07seq 99\r\n\x1b]133;C\x07")
    terminal.feed("".join(f"{number}\r\n" for number in range(1, 100)))
    terminal.feed("\x1b]133;D;0\x07\x1b]133;A\x07$ \x1b]133;B\x07" + "\r\n$ " * 50)
    assert terminal.screen.find_last_output() == "\n".join(map(str, range(1, 100)))


def test_without_marks_there_is_no_last_output() -> None:
    assert fed("$ ls\r\na b").screen.find_last_output() is None
