"""Rows that are kept and not painted take little memory, and are strips in everything else."""

from gc import get_referents
from sys import getsizeof

from rich.segment import Segment
from rich.style import Style
from textual.cache import FIFOCache
from textual.color import WHITE
from textual.filter import Monochrome
from textual.strip import Strip

from octui.render.markdown.view import MarkdownView
from octui.render.text.lean_strip import LeanStrip
from octui.render.text.row_layout import shift_strips
from octui.render.theme.unthemed_palettes import DARK

BOLD = Style(bold=True)


def make_both() -> tuple[Strip, Strip]:
    segments = [Segment("some ", BOLD), Segment("words", Style(link="https://example.com"))]
    return LeanStrip(list(segments), 10), Strip(segments, 10)


def test_it_does_all_that_a_strip_does() -> None:
    lean, usual = make_both()
    assert lean == usual
    assert lean.text == usual.text
    assert lean.crop(2, 7) == usual.crop(2, 7)
    assert lean.crop(2, 7) is lean.crop(2, 7)
    assert list(lean.divide([3, 10])) == list(usual.divide([3, 10]))
    assert lean.adjust_cell_length(14) == usual.adjust_cell_length(14)
    assert lean.extend_cell_length(12) == usual.extend_cell_length(12)
    assert lean.crop_extend(1, 14, BOLD) == usual.crop_extend(1, 14, BOLD)
    assert lean.apply_style(BOLD) == usual.apply_style(BOLD)
    assert lean.apply_offsets(2, 3) == usual.apply_offsets(2, 3)
    assert lean.apply_filter(Monochrome(), WHITE) == usual.apply_filter(Monochrome(), WHITE)
    assert lean.link_ids == usual.link_ids
    assert list(Strip.join([lean, lean])) == list(Strip.join([usual, usual]))


def test_only_what_is_painted_has_caches() -> None:
    view = MarkdownView(DARK)
    rows = view.render_markdown("some **words** and `code`\n\n" * 50, 60, final=False)
    kept = shift_strips(rows, 2)
    kept[0].crop(0, 20)
    assert any(isinstance(held, FIFOCache) for held in get_referents(kept[0]))
    for row in kept[1:]:
        assert not any(isinstance(held, FIFOCache) for held in get_referents(row))


def test_a_filtered_row_is_as_lean() -> None:
    lean, _ = make_both()
    filtered = lean.apply_filter(Monochrome(), WHITE)
    assert not any(isinstance(held, FIFOCache) for held in get_referents(filtered))
    chosen = Monochrome()
    assert lean.apply_filter(chosen, WHITE) is lean.apply_filter(chosen, WHITE)


def test_an_unknown_attribute_is_still_an_error() -> None:
    lean, _ = make_both()
    assert not hasattr(lean, "_no_such_cache")
    assert getsizeof(lean) == getsizeof(Strip([]))
