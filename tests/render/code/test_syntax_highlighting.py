import subprocess
import sys
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.render.code.syntax_highlighting import (
    MAX_COLOURED_LENGTH,
    MAX_LINE_LENGTH,
    detect_language,
    highlight_code,
)
from octui.render.text.cell_width import expand_tabs
from octui.render.text.sanitize import escape_unseen
from octui.render.theme.unthemed_palettes import DARK, LIGHT
from tests.support.call_count import count_calls
from tests.support.strip_assertions import is_control, row_texts, style_of


def test_each_kind_of_token_has_its_style() -> None:
    rows = highlight_code('@cached\ndef f(x: int) -> str:\n    return "a" + 1  # why\n', "python", DARK)
    assert style_of(rows, "def") == DARK.syntax_keyword
    assert style_of(rows, "f") == DARK.syntax_function
    assert style_of(rows, '"') == DARK.syntax_string
    assert style_of(rows, "1") == DARK.syntax_number
    assert style_of(rows, "# why") == DARK.syntax_comment
    assert style_of(rows, "@cached") == DARK.syntax_decorator


def test_a_string_over_several_lines_is_one_string() -> None:
    rows = highlight_code('x = """one\ntwo"""', "python", DARK)
    assert style_of(rows, "two") == DARK.syntax_string


def test_the_palette_decides_the_colours() -> None:
    assert style_of(highlight_code("def f(): pass", "python", LIGHT), "def") == LIGHT.syntax_keyword


@pytest.mark.parametrize("language", ["", "no-such-language", "text", "\x00"])
def test_an_unknown_language_is_plain(language: str) -> None:
    assert highlight_code("def f():", language, DARK)[0][0].style == DARK.syntax_text


def test_what_is_too_large_or_too_long_is_plain() -> None:
    for code in ("x = 1\n" * (MAX_COLOURED_LENGTH // 5), "x = " + "1" * MAX_LINE_LENGTH):
        rows = highlight_code(code, "python", DARK)
        assert rows[0][0].style == DARK.syntax_text
        assert len(rows) == code.count("\n") + 1


@pytest.mark.parametrize(
    "language", ["python", "typescript", "tsx", "bash", "console", "json", "yaml", "diff", "html", "sqlite3"]
)
@given(code=st.text(st.one_of(st.sampled_from("ab \n\t'\"<>{}()$#/*`\\"), st.characters(codec=None)), max_size=60))
def test_no_character_of_the_code_is_lost(language: str, code: str) -> None:
    rows = highlight_code(code, language, DARK)
    assert "\n".join("".join(segment.text for segment in row) for row in rows) == expand_tabs(escape_unseen(code))
    assert not any(is_control(character) for row in rows for segment in row for character in segment.text)


def test_what_reorders_code_or_hides_in_it_is_spelled_out() -> None:
    assert row_texts(highlight_code("if x:\u202e # \u200bno", "python", DARK)) == ["if x:\\u{202e} # \\u{200b}no"]


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("src/app.py", "python"),
        ("a/Dockerfile", "docker"),
        ("C:\\x\\y.TSX", "tsx"),
        ("Makefile", "make"),
        ("notes.txt", ""),
        ("no_suffix", ""),
        ("", ""),
        ("legacy.f90", "fortran"),
        ("Config.in.kernel", "kconfig"),
        ("x" * 300 + ".f90", ""),
    ],
)
def test_a_file_name_tells_its_language(path: str, language: str) -> None:
    assert detect_language(path) == language


def test_a_name_that_no_language_has_is_compared_with_few_patterns() -> None:
    assert count_calls(partial(detect_language, "cart.unheard-of")) < 30_000


def test_rows_given_out_are_the_callers_own() -> None:
    first = highlight_code("a = 1", "python", DARK)
    first.clear()
    assert row_texts(highlight_code("a = 1", "python", DARK)) == ["a = 1"]


def test_lexers_are_not_loaded_before_there_is_code() -> None:
    modules = "octui.render.markdown.view, octui.render.diff.diff_strips"
    check = f"import sys, {modules}; print(*{{'pygments', 'markdown_it'}} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ""
