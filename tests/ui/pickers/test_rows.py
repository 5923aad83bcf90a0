from octui.ui.pickers.rows import MAX_SEARCHED, Line, PickerRow, SearchableRows


def shown(lines: tuple[Line, ...]) -> list[str]:
    return [line.title if isinstance(line, PickerRow) else f"[{line.text}]" for line in lines]


def filter_lines(rows: SearchableRows, query: str = "") -> tuple[Line, ...]:
    slices = rows.filter_in_slices(query)
    while True:
        try:
            next(slices)
        except StopIteration as end:
            lines: tuple[Line, ...] = end.value
            return lines


ROWS = (
    PickerRow("1", "Sonnet", group="Favourites", flat_detail="Anthropic · 1M", detail="1M"),
    PickerRow("2", "Opus", group="Anthropic", search_text="anthropic/opus"),
    PickerRow("1", "Sonnet", group="Anthropic"),
    PickerRow("3", "Grok", group="Favourites"),
)


def test_rows_stand_under_the_headings_of_their_groups() -> None:
    assert shown(filter_lines(SearchableRows(ROWS))) == [
        "[Favourites]",
        "Sonnet",
        "Grok",
        "[]",
        "[Anthropic]",
        "Opus",
        "Sonnet",
    ]


def test_rows_without_a_group_have_no_heading() -> None:
    assert shown(filter_lines(SearchableRows([PickerRow("1", "one"), PickerRow("2", "two")]))) == ["one", "two"]


def test_a_query_shows_a_row_once_and_no_headings() -> None:
    assert shown(filter_lines(SearchableRows(ROWS), "son")) == ["Sonnet"]


def test_a_row_found_by_a_query_says_what_its_heading_said() -> None:
    (line,) = filter_lines(SearchableRows(ROWS), "son")
    assert isinstance(line, PickerRow) and line.detail == "Anthropic · 1M"


def test_a_row_is_found_by_its_group_and_by_its_search_text() -> None:
    rows = SearchableRows(ROWS)
    assert shown(filter_lines(rows, "favour")) == ["Sonnet", "Grok"]
    assert shown(filter_lines(rows, "anthropic/op")) == ["Opus"]


def test_spaces_alone_are_no_query() -> None:
    rows = SearchableRows(ROWS)
    assert filter_lines(rows, "  ") == filter_lines(rows)


def test_typing_on_and_taking_back_finds_what_a_fresh_search_would() -> None:
    rows = SearchableRows(ROWS)
    for query in ("o", "op", "opu", "op", "o", "", "g", "gr", "s", "anthropic s", "anthropic", "zz", "z", "o"):
        assert filter_lines(rows, query) == filter_lines(SearchableRows(ROWS), query), query


def test_of_a_very_long_text_the_beginning_is_searched() -> None:
    long = PickerRow(id="long", title="begin " + "x" * MAX_SEARCHED + " finish", detail="more " + "y" * 1_000_000)
    rows = SearchableRows([long])
    assert filter_lines(rows, "begin more") == (long,)
    assert filter_lines(rows, "finish") == ()
