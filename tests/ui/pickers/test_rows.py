from octui.ui.pickers.rows import MAX_SEARCHED, Line, PickerRow, SearchableRows


def shown(lines: tuple[Line, ...]) -> list[str]:
    return [line.title if isinstance(line, PickerRow) else f"[{line.text}]" for line in lines]


ROWS = (
    PickerRow("1", "Sonnet", group="Favourites", flat_detail="Anthropic · 1M", detail="1M"),
    PickerRow("2", "Opus", group="Anthropic", search_text="anthropic/opus"),
    PickerRow("1", "Sonnet", group="Anthropic"),
    PickerRow("3", "Grok", group="Favourites"),
)


def test_rows_stand_under_the_headings_of_their_groups() -> None:
    assert shown(SearchableRows(ROWS).filter_lines()) == [
        "[Favourites]",
        "Sonnet",
        "Grok",
        "[]",
        "[Anthropic]",
        "Opus",
        "Sonnet",
    ]


def test_rows_without_a_group_have_no_heading() -> None:
    assert shown(SearchableRows([PickerRow("1", "one"), PickerRow("2", "two")]).filter_lines()) == ["one", "two"]


def test_a_query_shows_a_row_once_and_no_headings() -> None:
    assert shown(SearchableRows(ROWS).filter_lines("son")) == ["Sonnet"]


def test_a_row_found_by_a_query_says_what_its_heading_said() -> None:
    (line,) = SearchableRows(ROWS).filter_lines("son")
    assert isinstance(line, PickerRow) and line.detail == "Anthropic · 1M"


def test_a_row_is_found_by_its_group_and_by_its_search_text() -> None:
    rows = SearchableRows(ROWS)
    assert shown(rows.filter_lines("favour")) == ["Sonnet", "Grok"]
    assert shown(rows.filter_lines("anthropic/op")) == ["Opus"]


def test_spaces_alone_are_no_query() -> None:
    rows = SearchableRows(ROWS)
    assert rows.filter_lines("  ") == rows.filter_lines()


def test_typing_on_and_taking_back_finds_what_a_fresh_search_would() -> None:
    rows = SearchableRows(ROWS)
    for query in ("o", "op", "opu", "op", "o", "", "g", "gr", "s", "anthropic s", "anthropic", "zz", "z", "o"):
        assert rows.filter_lines(query) == SearchableRows(ROWS).filter_lines(query), query


def test_of_a_very_long_text_the_beginning_is_searched() -> None:
    long = PickerRow(id="long", title="begin " + "x" * MAX_SEARCHED + " finish", detail="more " + "y" * 1_000_000)
    rows = SearchableRows([long])
    assert rows.filter_lines("begin more") == (long,)
    assert rows.filter_lines("finish") == ()
