from rich.style import Style

from octui.render.markdown.view import MarkdownView
from octui.render.theme.palette import Palette
from octui.render.theme.unthemed_palettes import DARK
from tests.support.strip_assertions import assert_safe, row_texts, style_of


def shown(source: str, width: int = 60, palette: Palette = DARK) -> list[str]:
    strips = MarkdownView(palette).render_markdown(source, width, final=True)
    assert_safe(strips, width)
    return row_texts(strips)


def style(source: str, words: str) -> Style:
    return style_of(MarkdownView(DARK).render_markdown(source, 60, final=True), words)


def test_blocks_stand_apart_by_one_blank_row() -> None:
    assert shown("# Title\nText\n## Next\n- item\n\n\n\nEnd") == [
        "Title", "━━━━━", "", "Text", "", "Next", "", "• item", "", "End",
    ]  # fmt: skip


def test_headings_have_six_looks() -> None:
    looks = {str(style(f"{'#' * level} Title", "Title")) for level in (2, 3, 4, 5, 6)}
    assert len(looks) == 5
    assert style("# Title", "Title").bold


def test_a_heading_may_be_underlined_in_the_source() -> None:
    assert shown("Title\n===\ntext") == ["Title", "━━━━━", "", "text"]


def test_lists_nest() -> None:
    source = "1. one\n   - a\n     - b\n       - c\n2. two\n\n10) ten"
    assert shown(source) == ["1. one", "   ◦ a", "     ▪ b", "       ▪ c", "2. two", "", "10) ten"]


def test_a_list_counts_from_its_first_number() -> None:
    assert shown("7. a\n7. b\n1. c") == ["7. a", "8. b", "9. c"]


def test_tasks_show_whether_they_are_done() -> None:
    assert shown("- [ ] open\n- [x] done\n- [X] done too\n- [y] no task\n1. [ ] counted") == [
        "[ ] open", "[✓] done", "[✓] done too", "• [y] no task", "", "1. [ ] counted",
    ]  # fmt: skip


def test_what_wraps_stays_under_its_item() -> None:
    assert shown("- one two three four", 12) == ["• one two", "  three four"]


def test_items_stand_apart_where_the_author_left_a_row() -> None:
    assert shown("- a\n- b\n\n- c\n\n  more\n- d") == ["• a", "• b", "", "• c", "", "  more", "• d"]


def test_a_line_break_of_the_author_is_kept() -> None:
    assert shown("one\ntwo  \nthree\\\nfour") == ["one", "two", "three", "four"]


def test_quotes_nest_behind_bars() -> None:
    assert shown("> a\n> > b\n>\n> c") == ["▎ a", "▎", "▎ ▎ b", "▎", "▎ c"]


def test_code_stands_on_a_panel_as_wide_as_the_page() -> None:
    strips = MarkdownView(DARK).render_markdown("```python\nx = 1\n```", 20, final=True)
    assert row_texts(strips) == [" python", " x = 1"]
    assert [strip.cell_length for strip in strips] == [20, 20]
    assert all(segment.style is not None and segment.style.bgcolor for segment in strips[1])


def test_code_without_a_language_has_no_label() -> None:
    assert shown("```\nplain\n```") == [" plain"]
    assert shown("    indented\n    code") == [" indented", " code"]


def test_a_long_line_of_code_is_folded_and_marked() -> None:
    assert shown("```\n" + "x" * 30 + "\n```", 22) == [" " + "x" * 20, "↳" + "x" * 10]


def test_code_in_a_list_is_set_in() -> None:
    assert shown("1. do\n   ```sh\n   ls\n   ```\n2. done", 20) == ["1. do", "    sh", "    ls", "2. done"]


def test_where_no_background_is_painted_a_line_holds_code_together() -> None:
    ansi = Palette.from_theme({"background": "ansi_default", "foreground": "ansi_default"}, dark=True)
    assert shown("```py\nx\n```", 20, ansi) == ["│ py", "│ x"]


def test_marks_in_prose_have_their_styles() -> None:
    source = "**bold** *slanted* ~~gone~~ `code` ***both***"
    assert style(source, "bold").bold
    assert style(source, "slanted").italic
    assert style(source, "gone").strike
    assert style(source, "code").color == DARK.inline_code.color
    assert style(source, "both").bold
    assert style(source, "both").italic


def test_a_link_shows_the_host_its_label_does_not() -> None:
    assert shown("[docs](https://example.com/a) and <https://example.org>") == [
        "docs (example.com) and https://example.org"
    ]
    assert shown("[https://bank.com](https://evil.io)") == ["https://bank.com (evil.io)"]
    assert shown("[example.com](https://example.com/deep/path)") == ["example.com"]
    assert shown("[file](src/a.py#L3) [same.py](same.py)") == ["file (src/a.py#L3) same.py"]


def test_only_web_links_can_be_opened() -> None:
    assert style("[docs](https://example.com/a)", "docs").link == "https://example.com/a"
    assert style("see https://example.com/a.", "https").link == "https://example.com/a"
    for target in ("ssh://x", "src/a.py", "https://me@evil.io", "mailto:a@b.c"):
        assert style(f"[docs]({target})", "docs").link is None
    assert shown("[x](javascript:alert)") == ["[x](javascript:alert)"]


def test_an_address_in_brackets_or_a_sentence_ends_where_it_ends() -> None:
    assert style("(https://example.com/a_(b)).", "https").link == "https://example.com/a_(b)"
    assert style("https://example.com/a, and", "https").link == "https://example.com/a"


def test_a_link_may_be_defined_anywhere() -> None:
    assert shown("see [docs]\n\n[docs]: https://example.com") == ["see docs (example.com)"]


def test_a_picture_is_its_description() -> None:
    assert shown("![a cat](https://example.com/cat.png)") == ["a cat (example.com)"]
    assert shown("![](x.png)") == ["image (x.png)"]


def test_html_is_shown_as_it_was_written() -> None:
    assert shown("<b>x</b> <script>1</script>\n\n<div>\n**y**\n</div>\n\n<!-- z -->") == [
        "<b>x</b> <script>1</script>", "", "<div>", "y", "</div>", "", "<!-- z -->",
    ]  # fmt: skip


def test_a_rule_is_as_wide_as_the_page() -> None:
    assert shown("a\n\n---\n\nb", 10) == ["a", "", "─" * 10, "", "b"]


def test_controls_are_visible_even_from_entities() -> None:
    assert shown("a\x1b[2Jb &#12; &#27; &NewLine;c") == ["a␛[2Jb ␌ \ufffd  c"]
    assert shown("```\n\x07\x1b]0;x\n```") == [" ␇␛]0;x"]
    assert shown("```p\x1by\nx\n```")[0] == " p␛y"


def test_nothing_is_lost_however_deep_it_is() -> None:
    for source in ("> " * 60 + "deep", "".join(f"{'  ' * depth}- {depth}\n" for depth in range(60))):
        last = source.split()[-1]
        assert last in "".join(shown(source, 40))


def test_what_is_too_deep_to_be_parsed_has_no_tabs_either() -> None:
    assert "a b" in " ".join("".join(shown("> " * 60 + "a\tb", 200)).split())


def test_wide_characters_wrap_by_their_width() -> None:
    assert shown("日本語のテキストです", 8) == ["日本語の", "テキスト", "です"]
    assert shown("日", 1) == ["\ufffd"]


def test_nothing_is_drawn_where_there_is_no_room() -> None:
    assert MarkdownView(DARK).render_markdown("text", 0, final=True) == []
    assert MarkdownView(DARK).render_markdown("", 10, final=True) == []
