"""Words without markup are not parsed, and come out as if they were."""

from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.render.markdown import inline
from octui.render.markdown.inline import InlineParser
from octui.render.markdown.nodes import Prose

WORDS = st.one_of(
    st.text(ascii_letters + digits + " ,;()%+/=?'\".-", max_size=12),
    st.lists(st.sampled_from(["--", "...", "(c)", "+-", "1.", "- x", "www.a.com", "x--y", "'a'", '"b"', "+ a"])).map(
        " ".join
    ),
)


class _NoWords:
    def fullmatch(self, _text: str) -> None:
        return None


def _parse_in_full(text: str) -> Prose:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inline, "_PLAIN", _NoWords())
        return InlineParser().parse_prose(text)


@given(WORDS)
def test_they_come_out_as_if_they_were_parsed(text: str) -> None:
    assert InlineParser().parse_prose(text) == _parse_in_full(text)


@pytest.mark.parametrize("cell", ["", "a", "some words (2.5 %)", "src/octui/app.py", "12,000"])
def test_an_ordinary_cell_is_not_parsed(cell: str) -> None:
    reader = InlineParser()
    reader.parse_prose(cell)
    assert reader.parse_count == 0


@pytest.mark.parametrize("cell", ["`a`", "a*b*", "a_b_c", "[a](b)", "<b>", "a:b", "a\nb", "&amp;", "a\\b", "~~a~~"])
def test_what_may_be_markup_is_parsed(cell: str) -> None:
    reader = InlineParser()
    reader.parse_prose(cell)
    assert reader.parse_count == 1
