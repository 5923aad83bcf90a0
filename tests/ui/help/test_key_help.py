"""Help: two columns at any width, and a search that leaves what was asked for."""

import pytest
from textual.app import App
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from octui.config.paths import get_styles_folder
from octui.ui.commands.table import COMMANDS
from octui.ui.help.key_help import HelpTable, KeyHelpScreen
from octui.ui.help.key_table import HelpRow, HelpSection, filter_help_sections, layout_help, list_help_sections
from octui.ui.key_hints import format_first_prompt_key, format_key
from octui.ui.keymap import KeyContext, get_keymap
from tests.support.waiting import wait_until


class Stand(App[None]):
    CSS_PATH = get_styles_folder() / "app.tcss"


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


def test_a_key_that_does_something_else_in_the_prompt_or_the_transcript_is_said_to() -> None:
    keymap, titles = get_keymap(), {command.id: command.title for command in COMMANDS}
    everywhere = keymap.entries[KeyContext.APP]
    rows = {row.search_text: row.text for section in list_help_sections() for row in section.rows if row.search_text}
    found = 0
    for command_id in titles.keys() & everywhere.keys():
        for key in keymap.get_keys(command_id):
            for context in (KeyContext.COMPOSER, KeyContext.PROMPT_TEXT, KeyContext.TRANSCRIPT):
                other = keymap.find_command_id(context, key)
                title = (keymap.entries[context][other].title or titles[other]) if other else ""
                if title and title.casefold() != titles[command_id].casefold():
                    assert f"{format_key(key)}: {title[:1].lower()}{title[1:]}" in rows[command_id]
                    found += 1
    assert found >= 5
    assert rows["session.rename"] == "Rename session. In the prompt, ctrl+r: search earlier prompts."


def test_no_context_gives_one_key_to_two_commands() -> None:
    keymap = get_keymap()
    for context, entries in keymap.entries.items():
        for command_id in entries:
            for key in keymap.get_keys(command_id):
                assert keymap.find_command_id(context, key) == command_id, (context, key)


def test_the_palette_names_no_key_that_the_prompt_takes_for_itself() -> None:
    assert format_first_prompt_key("session.rename") == ""
    assert format_first_prompt_key("session.list") == "ctrl+x l"


def test_what_has_neither_key_nor_slash_name_is_found_in_the_palette_and_by_its_id() -> None:
    (section,) = filter_help_sections(list_help_sections(), "session.init")
    assert section.rows[0].keys == "ctrl+p …"


async def test_only_the_rows_in_view_are_drawn_and_all_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = set[int]()
    draw = HelpTable.render_line

    def note(self: HelpTable, y: int) -> Strip:
        drawn.add(y)
        return draw(self, y)

    monkeypatch.setattr(HelpTable, "render_line", note)
    app = Stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await app.push_screen(screen := KeyHelpScreen())
        table = screen.query_one(HelpTable)
        await wait_until(pilot, lambda: bool(drawn))
        assert len(drawn) <= 30 < table.size.height
        screen.action_end(1)
        await wait_until(pilot, lambda: table.size.height - 1 in drawn)
        title = list_help_sections()[0].title
        selection = Selection(Offset(0, 0), Offset(2, 1))
        before = table.render_line(0)
        screen.selections = {table: selection}
        assert table.get_selection(selection) == (f"{title}\n{table.render_line(1).text[:2]}", "\n")
        assert [segment.style for segment in table.render_line(0)] != [segment.style for segment in before]
