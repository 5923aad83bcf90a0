"""Help: two columns at any width, and a search that leaves what was asked for."""

import pytest

from octui.ui.help.key_table import HelpRow, HelpSection, filter_help_sections, layout_help, list_help_sections

SECTION = HelpSection(
    "Session",
    (
        HelpRow("ctrl+x l  /sessions", "Switch session. All sessions, those that need you first."),
        HelpRow("esc", "Interrupt the agent. Press twice."),
    ),
)


def test_what_does_not_fit_goes_on_in_its_own_column() -> None:
    assert [line.plain.rstrip() for line in layout_help([SECTION], 40)] == [
        "Session",
        "ctrl+x l          Switch session. All",
        "/sessions         sessions, those that",
        "                  need you first.",
        "esc               Interrupt the agent.",
        "                  Press twice.",
    ]


@pytest.mark.parametrize("width", [20, 50, 74, 86])
def test_no_line_is_wider_than_the_table(width: int) -> None:
    lines = layout_help(list_help_sections(), width)
    assert max(line.cell_length for line in lines) <= width
    assert len(lines) > 200


def test_a_search_finds_words_in_keys_titles_and_texts_and_leaves_no_empty_section() -> None:
    assert filter_help_sections([SECTION], "interrupt ESC")[0].rows == SECTION.rows[1:]
    assert filter_help_sections([SECTION], "session")[0].rows == SECTION.rows
    assert filter_help_sections([SECTION], "nothing") == ()
    assert filter_help_sections(list_help_sections(), "undo last")[0].title == "Session"
