from random import Random

import pytest

from octui.term import RGB, Attributes, Link, get_xterm_rgb, split_runs
from octui.term.grid.styles import LIMIT
from tests.term.terminal import Terminal, fed

RENDITIONS = {
    "bold": ("1", Attributes(bold=True)),
    "dim": ("2", Attributes(dim=True)),
    "italic": ("3", Attributes(italic=True)),
    "underline": ("4", Attributes(underline=1)),
    "double underline": ("21", Attributes(underline=2)),
    "curly underline": ("4:3", Attributes(underline=3)),
    "dotted and dashed": ("4:4;4:5", Attributes(underline=5)),
    "4:0 is no underline": ("4;4:0", Attributes()),
    "underline colour": ("58;2;1;2;3", Attributes(underline_colour=RGB | 0x010203)),
    "underline colour with colons": ("58:2::1:2:3", Attributes(underline_colour=RGB | 0x010203)),
    "underline colour of the palette": ("58:5:9;4", Attributes(underline=1, underline_colour=9)),
    "underline colour back": ("58:5:9;59", Attributes()),
    "blink": ("5", Attributes(blink=True)),
    "reverse": ("7", Attributes(reverse=True)),
    "conceal": ("8", Attributes(conceal=True)),
    "strike": ("9", Attributes(strike=True)),
    "overline": ("53", Attributes(overline=True)),
    "256 colours": ("38;5;196;48;5;17", Attributes(fg=196, bg=17)),
    "256 colours with colons": ("38:5:196", Attributes(fg=196)),
    "true colour": ("38;2;255;0;1", Attributes(fg=RGB | 0xFF0001)),
    "true colour with colons": ("38:2:255:0:1", Attributes(fg=RGB | 0xFF0001)),
    "true colour with colons and a colour space": ("48:2::255:0:1", Attributes(bg=RGB | 0xFF0001)),
    "the first 16 stay of the palette": ("38;5;1;48;5;9", Attributes(fg=1, bg=9)),
    "bright": ("95;105", Attributes(fg=13, bg=13)),
    "unknown": ("1;99;38;7;4", Attributes(bold=True, underline=1)),
    "cut off": ("1;38;2;3", Attributes(bold=True)),
    "out of range": ("38;5;256;38:2::1:2:300;1", Attributes(bold=True)),
    "all off one by one": ("1;2;3;4;5;7;8;9;53;31;41;22;23;24;25;27;28;29;55;39;49", Attributes()),
    "reset in between": ("1;31;;4", Attributes(underline=1)),
}


@pytest.mark.parametrize(("parameters", "attributes"), RENDITIONS.values(), ids=RENDITIONS)
def test_sgr_sets(parameters: str, attributes: Attributes) -> None:
    terminal = fed(f"\x1b[{parameters}mX")
    assert terminal.text == "X"
    assert terminal.look(0) == attributes


def test_pyte_names_the_colours() -> None:
    cell = fed("\x1b[38;5;1;105;1;4mX").screen.buffer[0][0]
    assert (cell.data, cell.fg, cell.bg, cell.bold, cell.underscore) == ("X", "red", "brightmagenta", True, True)
    assert fed("\x1b[38;5;196mX").screen.buffer[0][0].fg == "ff0000"


def test_dim_is_another_look_than_none() -> None:
    buffer = fed("\x1b[2mX\x1b[mX").screen.buffer
    assert buffer[0][0] != buffer[0][1]
    assert buffer[0][0].dim


def test_erasing_keeps_the_background_and_nothing_else() -> None:
    terminal = fed("\x1b[4;1;44m\x1b[2J")
    assert {terminal.look(x, y) for x in range(20) for y in range(5)} == {Attributes(bg=4)}


def test_a_line_that_scrolls_in_has_the_background() -> None:
    assert fed("\x1b[5H\x1b[44m\n").look(7, 4) == Attributes(bg=4)


def test_a_link_is_on_its_cells_and_survives_a_reset_of_attributes() -> None:
    terminal = fed("a\x1b]8;id=7;https://example.com/x\x1b\\b\x1b[1;0mc\x1b]8;;\x07d")
    link = Link("https://example.com/x", "7")
    assert [terminal.look(x).link for x in range(4)] == [None, link, link, None]
    assert terminal.text == "abcd"


@pytest.mark.parametrize("address", ["no-scheme", "x" * 5000, "http://\u202ecom"])
def test_what_is_no_plain_address_makes_no_link(address: str) -> None:
    assert fed(f"\x1b]8;;{address}\x07a").look(0).link is None


def test_attributes_are_pushed_and_popped() -> None:
    terminal = fed("\x1b[1;31m\x1b[#{\x1b[0;4mA\x1b[#}B")
    assert terminal.look(1) == Attributes(fg=1, bold=True)


def test_reverse_video_of_the_whole_screen_rewrites_no_cell() -> None:
    terminal = fed("a\x1b[7mb")
    before = [terminal.look(x) for x in range(2)]
    assert [terminal.feed("\x1b[?5h").look(x) for x in range(2)] == before
    assert terminal.screen.modes.has_mode(5)
    assert [terminal.feed("\x1b[?5l").look(x) for x in range(2)] == before


def test_runs_are_merged_by_attributes() -> None:
    terminal = fed("ab\x1b[1mcd\x1b[1;1mef\x1b[22mgh")
    assert split_runs(terminal.screen.get_row(0)) == [
        ("ab", Attributes()),
        ("cdef", Attributes(bold=True)),
        ("gh", Attributes()),
    ]


@pytest.mark.parametrize("cut", range(1, 32))
@pytest.mark.parametrize("sequence", ["\x1b[38;2;1;20;255m", "\x1b[48;2;0;7;9m", "\x1b[38;2;1;2;3;48;2;4;5;6m"])
def test_a_true_colour_is_the_same_whether_it_arrives_in_one_piece(sequence: str, cut: int) -> None:
    terminal = fed(f"{sequence}a")
    terminal.feed(sequence[:cut])
    terminal.feed(f"{sequence[cut:]}b")
    assert [text for text, _ in split_runs(terminal.screen.get_row(0))] == ["ab"]


def test_the_table_of_attributes_does_not_grow_for_ever() -> None:
    random, terminal = Random(5), Terminal(20, 5, scrollback=200_000)
    last = 0
    for _ in range(60):
        colours = [random.randrange(1 << 24) for _ in range(400)]
        terminal.feed("".join(f"\x1b[38;2;{c >> 16};{c >> 8 & 255};{c & 255}mx" for c in colours))
        last = colours[-1]
    screen = terminal.screen
    assert screen.styles.count <= 2 * LIMIT
    assert screen.cursor.attributes.fg == RGB | last
    assert terminal.look(screen.cursor.x - 1, screen.cursor.y).fg == RGB | last
    assert len({row[2] for row in screen.scrollback}) <= 2


def test_a_screen_of_more_colours_than_a_table_holds_is_right() -> None:
    terminal = Terminal(100, 60)
    for number in range(6000):
        terminal.feed(f"\x1b[38;2;1;{number >> 8};{number & 255}mx")
    assert [terminal.look(number % 100, number // 100).fg for number in range(6000)] == [
        RGB | 1 << 16 | number for number in range(6000)
    ]


def test_the_cube_and_the_greys_have_xterms_colours() -> None:
    assert [get_xterm_rgb(16), get_xterm_rgb(196), get_xterm_rgb(231), get_xterm_rgb(232), get_xterm_rgb(255)] == [
        (0, 0, 0),
        (255, 0, 0),
        (255, 255, 255),
        (8, 8, 8),
        (238, 238, 238),
    ]
