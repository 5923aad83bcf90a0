import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.server.agent.tools.text_editing.fuzzy_replace import replace_fuzzy
from octui.server.agent.tools.tool import ToolFailed

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "  a", "x y", "d\x0ce", "f\u2028g", "h\r"]), max_size=12).map(
    "\n".join
)


@pytest.mark.parametrize(
    ("text", "old", "new", "made"),
    [
        ("one\ntwo\n", "two", "2", "one\n2\n"),
        ("a  \nb\n", "a\nb", "c\nd", "c\nd\n"),
        ("def f():\n    x = 1\n    y = 2\n", "x = 1\ny = 2", "x = 3\ny = 4", "def f():\n    x = 3\n    y = 4\n"),
        ("    if a:\n        b\n", "if a:\n    b", "if c:\n    d\n    e", "    if c:\n        d\n        e\n"),
        ("f( a,  b )\n", "f( a, b )", "g()", "g()\n"),
        ("x\n", "x\n", "", ""),
    ],
)
def test_differences_in_whitespace_are_ignored(text: str, old: str, new: str, made: str) -> None:
    assert replace_fuzzy(text, old, new, every=False) == made


def test_an_exact_match_wins() -> None:
    assert replace_fuzzy("  a\na\n", "\na\n", "\nb\n", every=False) == "  a\nb\n"


def test_an_ambiguous_match_names_its_lines() -> None:
    with pytest.raises(ToolFailed, match="3 times in the file, at lines 1, 2, 3"):
        replace_fuzzy("x\nx\nx\n", "x", "y", every=False)
    assert replace_fuzzy("x\nx\nx\n", "x", "y", every=True) == "y\ny\ny\n"


def test_no_match_is_an_error() -> None:
    with pytest.raises(ToolFailed, match="was not found"):
        replace_fuzzy("a\n", "b", "c", every=True)


@given(LINES, LINES, LINES, LINES)
def test_replacing_changes_nothing_else(before: str, old: str, after: str, new: str) -> None:
    text = f"{before}<{old}>{after}"
    assert replace_fuzzy(text, f"<{old}>", f"[{new}]", every=False) == f"{before}[{new}]{after}"
