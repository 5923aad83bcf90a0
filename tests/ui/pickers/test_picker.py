from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from rich.style import Style as RichStyle
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from octui.ui.keymap import get_keymap
from octui.ui.pickers.gradual_rows import BUILT_AT_ONCE, GradualSource
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.picker_actions import ListAction, PickerAction
from octui.ui.pickers.row_list import RowList
from octui.ui.pickers.rows import PickerRow
from tests.support.call_count import count_calls
from tests.support.drawn_cells import read_screen
from tests.support.waiting import wait_until

STYLES = Path(__file__).parents[3] / "styles"
FRUITS = tuple(
    PickerRow(name.lower(), name, detail, group)
    for name, detail, group in (("Apple", "red", "Here"), ("Banana", "yellow", "Here"), ("Cherry", "dark", "There"))
)


class Stand(App[None]):
    CSS_PATH = [STYLES / "pickers.tcss"]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, picker: Picker[str]) -> None:
        super().__init__()
        self.picker = picker
        self.answers: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.picker, self.answers.append)


def picker(rows: Sequence[PickerRow] | Callable[[], GradualSource] = FRUITS, **options: object) -> Picker[str]:
    source = rows if callable(rows) else lambda: rows
    return Picker("Fruit", source, answer=lambda row: row.id, **options)  # type: ignore[arg-type]


async def type_text(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*("space" if char == " " else char for char in text))


async def test_enter_answers_the_row_under_the_cursor() -> None:
    app = Stand(picker())
    async with app.run_test() as pilot:
        await pilot.press("down", "enter")
        assert app.answers == ["banana"]


async def test_escape_answers_nothing() -> None:
    app = Stand(picker())
    async with app.run_test() as pilot:
        await pilot.press("escape")
        assert app.answers == [None]


async def test_typing_narrows_and_enter_takes_the_best() -> None:
    app = Stand(picker())
    async with app.run_test() as pilot:
        await type_text(pilot, "che")
        assert "Banana" not in read_screen(app)
        await pilot.press("enter")
        assert app.answers == ["cherry"]


async def test_the_cursor_begins_on_what_is_in_use() -> None:
    rows = [PickerRow("a", "A"), PickerRow("b", "B", current=True)]
    app = Stand(picker(rows))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert app.answers == ["b"]


async def test_the_cursor_begins_on_what_is_in_use_however_late_that_is_built() -> None:
    count = 2 * BUILT_AT_ONCE
    app = Stand(picker(lambda: (PickerRow(str(number), "Row", current=number == count) for number in range(count + 1))))
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: len(app.picker.query_one(RowList).listed_lines) > count)
        await pilot.press("enter")
        assert app.answers == [str(count)]


async def test_a_row_that_was_moved_to_stays_while_more_rows_come() -> None:
    count = 3 * BUILT_AT_ONCE
    app = Stand(picker(lambda: (PickerRow(str(number), f"Row {number}") for number in range(count))))
    async with app.run_test() as pilot:
        await pilot.press("down", "down")
        await wait_until(pilot, lambda: len(app.picker.query_one(RowList).listed_lines) == count)
        assert app.picker.selected_row is not None and app.picker.selected_row.id == "2"
        await type_text(pilot, str(count - 1))
        await pilot.press("enter")
        assert app.answers == [str(count - 1)]


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["up"], "cherry"),
        (["down", "down", "down"], "apple"),
        (["end"], "cherry"),
        (["end", "home"], "apple"),
        (["ctrl+n"], "banana"),
        (["ctrl+n", "ctrl+n", "ctrl+p"], "banana"),
        (["pagedown"], "cherry"),
        (["pagedown", "pageup"], "apple"),
    ],
)
async def test_keys_move_over_headings_and_round_the_ends(keys: list[str], row: str) -> None:
    app = Stand(picker())
    async with app.run_test() as pilot:
        await pilot.press(*keys, "enter")
        assert app.answers == [row]


async def test_nothing_found_says_so_and_enter_does_nothing() -> None:
    app = Stand(picker())
    async with app.run_test() as pilot:
        await type_text(pilot, "zzz")
        assert "Nothing matches “zzz”." in read_screen(app)
        await pilot.press("enter")
        assert app.answers == []


async def test_an_empty_list_says_why() -> None:
    app = Stand(picker([], empty="The server has no fruit."))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "The server has no fruit." in read_screen(app)


async def test_titles_are_shown_as_they_are_and_never_obeyed() -> None:
    app = Stand(picker([PickerRow("x", "[bold]not bold[/]\x1b[31m\nred", "[link=x]d")]))
    async with app.run_test() as pilot:
        await pilot.pause()
        text = read_screen(app)
        assert "[bold]not bold[/]␛[31m␤red" in text
        assert "[link=x]d" in text
        assert "\x1b" not in text


async def test_a_query_pasted_with_control_characters_is_one_harmless_line() -> None:
    app = Stand(picker())
    async with app.run_test() as pilot:
        assert app.screen.focused is not None
        app.screen.focused.post_message(events.Paste("che\x1b[2J\nsecond"))
        await pilot.pause()
        assert app.picker.query_text == "che␛[2J"


async def test_matched_letters_are_set_off() -> None:
    app = Stand(picker())
    async with app.run_test() as pilot:
        await type_text(pilot, "an")
        rows = app.screen.query_one(RowList)
        underlined = [segment.text for segment in rows.render_line(0) if (segment.style or RichStyle()).underline]
        assert "".join(underlined) == "an"


async def test_rows_read_again_keep_the_query_and_the_cursor() -> None:
    rows = list(FRUITS)
    app = Stand(picker(lambda: rows))
    async with app.run_test() as pilot:
        await type_text(pilot, "a")
        await pilot.press("down")
        before = app.picker.selected_row
        rows.insert(0, PickerRow("avocado", "Avocado", group="Here"))
        app.picker.refresh_rows()
        await pilot.pause()
        assert before is not None and app.picker.selected_row is not None
        assert app.picker.selected_row.id == before.id
        assert "Avocado" in read_screen(app)
        assert app.picker.query_text == "a"


async def test_moving_tells_what_is_under_the_cursor_and_filtering_does_too() -> None:
    seen: list[str | None] = []
    app = Stand(picker(on_highlight=lambda row: seen.append(row and row.id)))
    async with app.run_test() as pilot:
        seen.clear()
        await pilot.press("down")
        await type_text(pilot, "ch")
        assert seen == ["banana", "cherry"]


async def test_an_action_gets_the_row_under_the_cursor() -> None:
    acted: list[str] = []
    app = Stand(picker(actions=[PickerAction("session.picker.pin", "pin", lambda row: acted.append(row.id))]))
    async with app.run_test() as pilot:
        await pilot.press("down", "ctrl+f")
        assert acted == ["banana"]
        assert "ctrl+f pin" in read_screen(app)


async def test_what_cannot_be_taken_back_needs_the_key_twice() -> None:
    acted: list[str] = []
    action = PickerAction(
        "session.picker.delete", "delete", lambda row: acted.append(row.id), confirm="press ctrl+d again to delete"
    )
    app = Stand(picker(actions=[action]))
    async with app.run_test() as pilot:
        await pilot.press("ctrl+d")
        assert acted == []
        assert "press ctrl+d again to delete" in read_screen(app)
        await pilot.press("ctrl+d")
        assert acted == ["apple"]
        assert "again to delete" not in read_screen(app)


@pytest.mark.parametrize("between", ["down", "b", "ctrl+f", "left"])
async def test_any_other_key_between_takes_the_first_press_back(between: str) -> None:
    acted: list[str] = []
    app = Stand(
        picker(
            actions=[
                PickerAction("session.picker.delete", "delete", lambda row: acted.append(row.id), confirm="again"),
                PickerAction("session.picker.pin", "pin", lambda _: None),
            ]
        )
    )
    async with app.run_test() as pilot:
        await pilot.press("ctrl+d", between, "ctrl+d")
        assert acted == []


async def test_moving_takes_the_first_press_back_even_where_there_is_nowhere_to_go() -> None:
    acted: list[str] = []
    app = Stand(
        picker(
            FRUITS[:1],
            actions=[
                PickerAction("session.picker.delete", "delete", lambda row: acted.append(row.id), confirm="again")
            ],
        )
    )
    async with app.run_test() as pilot:
        await pilot.press("ctrl+d", "down", "ctrl+d")
        assert acted == []


async def test_escape_takes_the_first_press_back_before_it_closes() -> None:
    app = Stand(picker(actions=[PickerAction("session.picker.delete", "delete", lambda _: None, confirm="again")]))
    async with app.run_test() as pilot:
        await pilot.press("ctrl+d", "escape")
        assert app.answers == []
        await pilot.press("escape")
        assert app.answers == [None]


async def test_a_line_asked_for_takes_the_filters_place_and_gives_it_back() -> None:
    named: list[str] = []
    fruit = picker(
        actions=[
            PickerAction(
                "session.picker.rename", "rename", lambda row: fruit.ask_for_line("Rename", row.title, named.append)
            )
        ]
    )
    app = Stand(fruit)
    async with app.run_test() as pilot:
        await type_text(pilot, "ban")
        await pilot.press("ctrl+r")
        assert "Rename" in read_screen(app)
        await type_text(pilot, "s")
        await pilot.press("up", "home", "delete", "enter")
        assert named == ["ananas"]
        assert app.answers == []
        assert app.picker.query_text == "ban"


async def test_a_line_asked_for_keeps_its_title_when_rows_came_just_before() -> None:
    fruit = picker()
    app = Stand(fruit)
    async with app.run_test() as pilot:
        fruit.refresh_rows()
        fruit.ask_for_line("Rename", "Apple", lambda _: None)
        await pilot.pause()
        assert "Rename" in read_screen(app)


async def test_a_line_asked_for_can_be_left_without_an_answer() -> None:
    named: list[str] = []
    fruit = picker(
        actions=[
            PickerAction(
                "session.picker.rename", "rename", lambda row: fruit.ask_for_line("Rename", row.title, named.append)
            )
        ]
    )
    app = Stand(fruit)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+r", "x", "escape")
        assert (named, app.answers) == ([], [])
        await pilot.press("enter")
        assert app.answers == ["apple"]


async def test_a_click_picks() -> None:
    app = Stand(picker())
    async with app.run_test() as pilot:
        await pilot.click(RowList, offset=(6, 2))
        assert app.answers == ["banana"]


async def test_a_small_screen_is_filled_and_a_large_one_is_not() -> None:
    for size, width in (((60, 20), 60), ((140, 42), 88)):
        app = Stand(picker())
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            box = app.screen.query_one(".picker--box")
            assert box.region.width == width
            assert (box.region.height == size[1]) == (size[0] == 60)


async def test_narrowing_does_not_change_the_height() -> None:
    rows = [PickerRow(str(number), f"Row {number}") for number in range(40)]
    app = Stand(picker(rows))
    async with app.run_test(size=(120, 40)) as pilot:
        before = app.screen.query_one(".picker--box").region
        await type_text(pilot, "39")
        assert app.screen.query_one(".picker--box").region == before


async def test_the_cursor_stays_in_sight_in_a_long_list() -> None:
    rows = [PickerRow(str(number), f"Row {number}") for number in range(5000)]
    app = Stand(picker(rows))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        assert "› Row 4999" in read_screen(app)
        await pilot.press("pageup", "up")
        assert app.picker.selected_row is not None
        assert f"› {app.picker.selected_row.title}" in read_screen(app)
        await pilot.press("home")
        assert "› Row 0" in read_screen(app)


class CountingList(RowList):
    drawn = 0

    def render_line(self, y: int) -> Strip:
        self.drawn += 1
        return super().render_line(y)


class Alone(App[None]):
    def compose(self) -> ComposeResult:
        yield CountingList()


async def test_only_the_rows_in_sight_are_drawn() -> None:
    app = Alone()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = app.query_one(CountingList)
        await pilot.pause()
        rows.drawn = 0
        rows.show_lines([PickerRow(str(number), f"Row {number}") for number in range(5000)])
        await pilot.pause()
        assert 0 < rows.drawn <= 3 * 24


async def test_moving_costs_the_same_however_long_the_list_is() -> None:
    app = Alone()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = app.query_one(CountingList)
        await pilot.pause()
        moves = (lambda: rows.move_cursor(1), lambda: rows.page_cursor(1), rows.go_to_last, rows.go_to_first)
        costs = []
        for count in (100, 5_000):
            rows.show_lines([PickerRow(str(number), f"Row {number}", group="All") for number in range(count)])
            await pilot.pause()
            costs.append([count_calls(move) for move in moves])
        few, many = costs
        # Looking at each line would be thousands of calls more.
        assert all(more < less + 1_000 for less, more in zip(few, many, strict=True)), costs


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (20, 5)])
async def test_no_screen_is_too_small(size: tuple[int, int]) -> None:
    app = Stand(picker())
    async with app.run_test(size=size) as pilot:
        await pilot.press("down", "enter")
        assert app.answers == ["banana"]


async def test_enter_while_rows_load_chooses_the_best_match_once_they_are_there() -> None:
    rows: list[PickerRow] = []
    app = Stand(picker(lambda: rows, loading="Loading fruit…"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "Loading fruit… There is nothing to choose yet" in read_screen(app)
        await type_text(pilot, "che")
        await pilot.press("enter")
        assert "Loading fruit… The best match opens" in read_screen(app)
        rows.extend(FRUITS)
        app.picker.end_loading("No fruit.")
        await pilot.pause()
        assert app.answers == ["cherry"]


@pytest.mark.parametrize("keys", [("enter",), ("c", "enter", "h")])
async def test_enter_without_a_query_or_before_another_letter_chooses_nothing_unseen(keys: tuple[str, ...]) -> None:
    rows: list[PickerRow] = []
    app = Stand(picker(lambda: rows, loading="Loading fruit…"))
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        rows.extend(FRUITS)
        app.picker.end_loading("No fruit.")
        await pilot.pause()
        assert app.answers == []
        assert "Cherry" in read_screen(app)


async def test_only_keys_that_do_something_now_are_named() -> None:
    rows: list[PickerRow] = []
    done: list[str] = []
    actions = (
        PickerAction("stash.delete", "eat", lambda row: done.append(row.id), is_offered=lambda row: row.id != "apple"),
        ListAction("history.scope", "all fruit", lambda: done.append("all")),
    )
    app = Stand(picker(lambda: rows, actions=actions))
    async with app.run_test() as pilot:
        assert "all fruit" in read_screen(app)
        assert "eat" not in read_screen(app)
        await pilot.press(get_keymap().get_keys("history.scope")[0])
        assert done == ["all"]
        rows.extend(FRUITS)
        app.picker.refresh_rows()
        await pilot.pause()
        assert "eat" not in read_screen(app)
        await pilot.press("down")
        await pilot.pause()
        assert "eat" in read_screen(app)
