from collections.abc import Callable, Iterable, Iterator

from octui.ui.pickers.gradual_rows import BUILT_AT_ONCE, GradualRows
from octui.ui.pickers.rows import SEARCHED_AT_ONCE, Line, PickerRow

MANY = 4 * BUILT_AT_ONCE + 1


class Listing:
    """A list whose slices run when a test says so."""

    def __init__(self, rows: Callable[[], Iterable[PickerRow]]) -> None:
        self.built = 0
        self.shown: list[tuple[int, str]] = []
        self.lines: tuple[Line, ...] = ()
        self._later: list[Callable[[], object]] = []
        self._made_rows = rows
        self.rows = GradualRows(self._build, self._show, self._later.append)

    @property
    def is_waiting(self) -> bool:
        return bool(self._later)

    def run_slice(self) -> None:
        (work,) = self._later
        self._later.clear()
        work()

    def run_to_the_end(self) -> None:
        while self.is_waiting:
            self.run_slice()

    def _build(self) -> Iterator[PickerRow]:
        for row in self._made_rows():
            self.built += 1
            yield row

    def _show(self, lines: tuple[Line, ...], query: str) -> None:
        self.lines = lines
        self.shown.append((len(lines), query))


def make_rows(count: int, name: str = "row") -> list[PickerRow]:
    return [PickerRow(str(number), f"{name} {number}") for number in range(count)]


def list_titles(lines: Iterable[Line]) -> set[str]:
    return {line.title for line in lines if isinstance(line, PickerRow)}


def test_few_rows_are_shown_and_searched_at_once() -> None:
    listing = Listing(lambda: make_rows(3))
    listing.rows.reload_rows()
    listing.rows.search_rows("2")
    assert listing.shown == [(3, ""), (1, "2")]
    assert not listing.is_waiting and listing.rows.is_answered


def test_of_many_rows_the_first_are_shown_before_the_others_are_built() -> None:
    listing = Listing(lambda: make_rows(MANY))
    listing.rows.reload_rows()
    assert listing.built == BUILT_AT_ONCE and listing.shown == [(BUILT_AT_ONCE, "")]
    assert not listing.rows.is_answered
    while listing.is_waiting:
        before = listing.built
        listing.run_slice()
        assert listing.built <= before + BUILT_AT_ONCE
    assert listing.shown[-1] == (MANY, "") and listing.rows.is_answered


def test_rows_that_are_built_already_are_taken_at_once() -> None:
    rows = make_rows(MANY)
    shown: list[int] = []
    GradualRows(lambda: rows, lambda lines, _: shown.append(len(lines)), lambda _: None).reload_rows()
    assert shown == [MANY]


def test_what_is_typed_is_answered_before_more_is_built_and_again_when_all_is() -> None:
    listing = Listing(lambda: make_rows(MANY))
    listing.rows.reload_rows()
    listing.rows.search_rows("row 1")
    assert listing.built == BUILT_AT_ONCE
    first, query = listing.shown[-1]
    assert query == "row 1" and 0 < first <= BUILT_AT_ONCE and not listing.rows.is_answered
    listing.run_to_the_end()
    assert listing.shown[-1] == (len([row for row in make_rows(MANY) if "1" in row.title]), "row 1")
    assert listing.rows.is_answered


def test_a_search_pauses_and_what_is_typed_meanwhile_takes_its_place() -> None:
    rows = make_rows(3 * SEARCHED_AT_ONCE)
    listing = Listing(lambda: rows)
    listing.rows.reload_rows()
    listing.run_to_the_end()
    listing.shown.clear()
    listing.rows.search_rows("row 2")
    assert listing.shown == [] and not listing.rows.is_answered
    listing.rows.search_rows("row 29")
    listing.run_to_the_end()
    assert [query for _, query in listing.shown] == ["row 29"]
    assert {row.title for row in rows if "row 29" in row.title} <= list_titles(listing.lines)


def test_the_lines_stay_while_rows_are_read_again_however_often_they_change() -> None:
    names = ["old"]
    listing = Listing(lambda: make_rows(MANY, names[0]))
    listing.rows.reload_rows()
    listing.run_to_the_end()
    listing.shown.clear()
    listing.built = 0
    names[0] = "new"
    listing.rows.reload_rows()
    listing.run_slice()
    listing.rows.reload_rows()
    listing.rows.reload_rows()
    assert listing.shown == [] and listing.built < MANY
    listing.run_to_the_end()
    assert listing.built == 2 * MANY, "two changes during one reading are one more reading"
    assert listing.shown == [(MANY, ""), (MANY, "")]
