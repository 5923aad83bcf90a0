from octui.ui.files.text_matches import MAX_MATCHES, FoundMatches, LineMatches, search_lines

LINES = ["one Two one", "", "two", "TWO"]


def test_case_counts_only_with_a_capital_letter() -> None:
    assert search_lines(LINES, "two").places == ((0, 4, 7), (2, 0, 3), (3, 0, 3))
    assert search_lines(LINES, "Two").places == ((0, 4, 7),)
    assert search_lines(LINES, "").places == ()


def test_the_next_match_is_on_another_line_and_begins_again_at_the_end() -> None:
    matches = search_lines(LINES, "two")
    assert [matches.find_next(line, 1) for line in range(4)] == [1, 1, 2, 0]
    assert [matches.find_next(line, -1) for line in range(4)] == [2, 0, 0, 1]
    assert matches.find_from(1) == 1
    assert matches.list_spans(0) == [(4, 7)]
    assert search_lines(LINES, "nothing").find_next(0, 1) is None


def test_a_search_that_is_not_wanted_any_longer_stops_and_one_with_too_many_matches_says_so() -> None:
    assert len(search_lines(["x"] * 20_000, "x", lambda: False).places) == 1
    cut = search_lines(["x" * (MAX_MATCHES + 5)], "x")
    assert (len(cut.places), cut.is_cut) == (MAX_MATCHES, True)


def test_the_next_match_is_in_the_line_of_the_cursor_first() -> None:
    matches = search_lines(["x x", "", "x"], "x")
    assert FoundMatches(matches, 0).find_next(0, 1) == 1
    assert FoundMatches(matches, 2).find_next(2, 1) == 0
    assert FoundMatches(matches, 0).find_next(1, 1) == 2, "the cursor was moved away from the match"
    assert FoundMatches(matches, 1).describe_place() == "2 of 3"
    assert FoundMatches(search_lines(["y"], "x")).describe_place() == "no match"
    assert FoundMatches(LineMatches("")).describe_place() == ""
