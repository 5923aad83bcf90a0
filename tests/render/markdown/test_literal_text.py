"""Text that looks like markup: what an agent says about code is shown as it was written."""

import pytest

from octui.render.markdown.view import MarkdownView
from octui.render.theme.unthemed_palettes import DARK
from tests.support.strip_assertions import row_texts, style_of

LITERAL = (
    "edit __init__ and __main__.py, then __pycache__/",
    "pkg/__init__.py defines __all__, obj.__class__.__name__",
    "__FILE__ and __LINE__ and __snake_case__",
    "see https://example.com/pkg/__init__.py and https://example.com/a*b*c",
    "https://example.com/_a_/*all*/~~x~~?q=_1_",
    r"the mean \(x\) of \[ x_1 + x_2 \] and \frac{a_1}{b_2}",
    r"C:\Users\me\.git and C:\_build\#x and (D:\-a)",
    r"\\server\share\_old",
    "def f(*args, **kwargs): pass",
    "snake_case_name and _private and x_i",
    "2*3*4 and a**b**c and 5 * 6 * 7",
    "src/*.py and tests/**/*_test.py and docs/*",
    "*.py and *.md files",
    "<tag> and </tag> and <T extends U>",
    "$PATH and ${HOME} and $1",
    "a | b || c && d",
    "#include and #123",
    "100% of ~/x and ~user",
)
MARKED = (
    ("**bold** and **file**s", "bold and files"),
    ("*a* _b_ __two words__ __Note__", "a b two words Note"),
    ("**粗体**文字", "粗体文字"),
    (r"\*not\* my\_var \[x](y)", "*not* my_var [x](y)"),
    (r"\[x\](y)", "[x](y)"),
    (r"array\[0\] and call\(x\)", "array[0] and call(x)"),
    ("**https://example.com/a**.", "https://example.com/a."),
    ("[see https://example.com/a_b_c](https://example.com/d)", "see https://example.com/a_b_c (example.com)"),
    ("*see (https://example.com/x)*", "see (https://example.com/x)"),
    ("**`__init__`** and **__init__**", "__init__ and __init__"),
)


@pytest.mark.parametrize("text", LITERAL)
def test_text_that_only_looks_like_markup_stays_as_it_was_written(text: str) -> None:
    assert row_texts(MarkdownView(DARK).render_markdown(text, 100, final=True)) == [text]


@pytest.mark.parametrize(("source", "shown"), MARKED)
def test_markup_is_still_markup(source: str, shown: str) -> None:
    assert row_texts(MarkdownView(DARK).render_markdown(source, 100, final=True)) == [shown]


def test_an_address_with_marks_in_it_is_one_link() -> None:
    address = "https://example.com/pkg/__init__.py?x=*a*"
    strips = MarkdownView(DARK).render_markdown(f"see {address}b, *then*", 100, final=True)
    assert style_of(strips, "__init__").link == f"{address}b"
    assert style_of(strips, "then").italic
