import pytest
from rich.cells import cell_len
from rich.style import Style
from textual._ansi_theme import MONOKAI
from textual.color import Color
from textual.filter import ANSIToTruecolor, DimFilter, LineFilter, Monochrome, NoColor

from octui.render.theme.contrast import compute_contrast
from octui.render.theme.palette import Palette
from octui.render.theme.unthemed_palettes import DARK, LIGHT
from octui.term import Row, Screen, Stream
from octui.ui.terminal.painting.line_filters import LineFilters
from octui.ui.terminal.painting.row_painter import MIN_CONTRAST, RowPainter, find_cell_span, overlay_style
from octui.ui.terminal.painting.row_style import OverlayStyles, RowLook, draw_cursor_row, draw_look
from octui.ui.theming.transparent_page import TransparentPage
from tests.support.call_count import count_calls


def row_of(text: str, columns: int = 20) -> Row:
    screen = Screen(columns, 3)
    Stream(screen).feed(text)
    return screen.get_row(0)


def test_a_row_is_as_wide_as_the_widget() -> None:
    painter = RowPainter(DARK, 20)
    for text in ("", "plain", "漢字 wide", "👩‍👩‍👧 family", "\x1b[41mred\x1b[K"):
        strip = painter.paint_strip(row_of(text))
        assert strip.cell_length == 20
        assert sum(cell_len(segment.text) for segment in strip) == 20


def test_a_row_wider_than_the_widget_is_cut() -> None:
    assert RowPainter(DARK, 5).paint_strip(row_of("much too wide")).text == "much "


def test_the_same_row_gives_the_same_strip() -> None:
    painter = RowPainter(DARK, 20)
    row = row_of("\x1b[1;31mred\x1b[0m")
    assert painter.paint_strip(row) is painter.paint_strip(row)


def test_the_sixteen_colours_are_the_themes_and_others_their_own() -> None:
    painter = RowPainter(DARK, 20)
    themed, spelled, *_ = painter.paint_strip(row_of("\x1b[31mx\x1b[38;2;201;202;203my"))
    assert themed.style is not None and themed.style.color == DARK.terminal[1]
    assert spelled.style is not None and spelled.style.color is not None
    assert spelled.style.color.triplet == (201, 202, 203)


@pytest.mark.parametrize("palette", [DARK, LIGHT])
@pytest.mark.parametrize("ink", ["38;5;{}", "48;5;{}", "7;38;5;{}", "94;48;5;{}", "38;5;{};100"])
def test_text_can_be_read_where_a_program_chose_only_its_colour_or_only_what_is_behind(
    palette: Palette, ink: str
) -> None:
    painter = RowPainter(palette, 20)
    for colour in (*range(8), 15, 16, 21, 46, 51, 82, 201, 226, 229, 231, 232, 244, 255):
        first = next(iter(painter.paint_strip(row_of(f"\x1b[{ink.format(colour)}mx"))))
        assert first.style is not None
        assert seen(first.style) >= MIN_CONTRAST


def test_colours_a_program_chose_for_each_other_are_left_alone() -> None:
    first = next(iter(RowPainter(LIGHT, 20).paint_strip(row_of("\x1b[38;5;230;48;5;231mx"))))
    assert first.style is not None
    assert seen(first.style) < MIN_CONTRAST


def test_text_in_the_colour_of_what_is_behind_it_stays_hidden() -> None:
    first = next(iter(RowPainter(LIGHT, 20).paint_strip(row_of("\x1b[31;41mx"))))
    assert first.style is not None
    assert first.style.color == first.style.bgcolor


def seen(style: Style) -> float:
    """How well text is told from what is behind it."""
    assert style.color is not None and style.color.triplet is not None
    assert style.bgcolor is not None and style.bgcolor.triplet is not None
    return compute_contrast(Color(*style.color.triplet), Color(*style.bgcolor.triplet))


def test_a_colour_the_program_sets_is_drawn() -> None:
    painter = RowPainter(DARK, 20)
    row = row_of("\x1b[31mx")
    before = painter.paint_strip(row)
    assert painter.set_colours({1: (240, 8, 7)}, {}, reverse=False)
    first = next(iter(painter.paint_strip(row)))
    assert painter.paint_strip(row) is not before
    assert first.style is not None and first.style.color is not None and first.style.color.triplet == (240, 8, 7)
    assert not painter.set_colours({1: (240, 8, 7)}, {}, reverse=False)


def test_the_cursor_covers_both_halves_of_a_wide_character() -> None:
    row = row_of("a漢b")
    assert [find_cell_span(row, x) for x in range(4)] == [(0, 1), (1, 3), (1, 3), (3, 4)]


def test_an_overlay_changes_the_look_and_not_the_text() -> None:
    strip = RowPainter(DARK, 20).paint_strip(row_of("one two"))
    lit = overlay_style(strip, (4, 7), DARK.selection)
    assert lit.text == strip.text
    assert lit.cell_length == strip.cell_length


OVERLAYS = OverlayStyles(*(Style(bgcolor=name) for name in ("green", "yellow", "blue", "white", "red")))


@pytest.mark.parametrize("shape", ["block", "bar", "hollow", "underline"])
@pytest.mark.parametrize("x", range(12))
def test_the_cursor_changes_its_own_character_only(shape: str, x: int) -> None:
    row = row_of("a\x1b[31m漢\x1b[mb \u3000  end")
    painter = RowPainter(DARK, 20)
    plain = painter.paint_strip(row)
    start, end = find_cell_span(row, x)
    drawn = draw_look(RowLook(row, cursor=(x, shape)), painter, OVERLAYS)
    assert drawn.cell_length == sum(segment.cell_length for segment in drawn) == 20
    assert drawn.crop(0, start) == plain.crop(0, start)
    assert drawn.crop(end) == plain.crop(end)
    assert drawn.crop(start, end) != plain.crop(start, end)
    assert shape == "bar" or drawn.text == plain.text


def test_drawing_the_cursor_costs_no_more_than_a_few_strips() -> None:
    row = row_of("\x1b[31mone \x1b[32mtwo \x1b[33mthree \x1b[34mfour")
    painter = RowPainter(DARK, 20)
    painter.paint_strip(row)
    look = RowLook(row, cursor=(6, "block"))
    draw_look(look, painter, OVERLAYS)
    assert count_calls(lambda: draw_look(look, painter, OVERLAYS)) < 100


PAGE = Color(17, 18, 19)
FILTERS = (ANSIToTruecolor(MONOKAI), DimFilter(), Monochrome(), NoColor(), TransparentPage(PAGE))


@pytest.mark.parametrize("line_filter", FILTERS, ids=lambda line_filter: type(line_filter).__name__)
def test_a_row_painted_with_filtered_styles_is_the_row_filtered(line_filter: LineFilter) -> None:
    painter, filtered = RowPainter(DARK, 20), RowPainter(DARK, 20, LineFilters([line_filter], PAGE))
    for text in ("", "plain", "\x1b[2mdim\x1b[31mred\x1b[44mblue", "\x1b[7;38;2;1;2;3m漢\x1b[m é\x1b[48;2;17;18;19m x"):
        row = row_of(text)
        plain = painter.paint_strip(row)
        expected = plain.apply_filter(line_filter, PAGE)
        assert filtered.paint_strip(row) == expected
        assert LineFilters([line_filter], PAGE).filter_strip(plain) == expected


@pytest.mark.parametrize("shape", ["block", "bar", "hollow", "underline"])
@pytest.mark.parametrize("x", range(19))
def test_a_row_with_nothing_but_the_cursor_looks_as_if_all_of_it_were_drawn_and_filtered(shape: str, x: int) -> None:
    filters = LineFilters([Monochrome(), DimFilter()], Color(9, 9, 9))
    row = row_of("a\x1b[31m漢\x1b[2;7mb \u3000\x1b[m  end")
    painter, filtered = RowPainter(DARK, 20), RowPainter(DARK, 20, filters)
    whole = filters.filter_strip(draw_look(RowLook(row, cursor=(x, shape)), painter, OVERLAYS))
    drawn = draw_cursor_row(row, x, shape, painter, filtered, filters)
    assert list(drawn.simplify()) == list(whole.simplify())
    assert drawn.cell_length == whole.cell_length
