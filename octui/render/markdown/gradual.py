"""Draws long Markdown gradually: each call draws a little more of it, and less where it turns out to be slow."""

import operator
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Final

from textual.strip import Strip

from octui.render.markdown.view import MarkdownView
from octui.render.markdown.window import MAX_MARKS, find_mark_limit, find_row_limit
from octui.render.text.row_layout import shift_strips
from octui.render.theme.palette import Palette

DRAWN_AT_ONCE: Final = 4_000
"""Characters of ordinary Markdown that are parsed and drawn in a few milliseconds."""
FIRST_DRAWN: Final = 1_000
MIN_AT_ONCE: Final = 250
MARKS_AT_ONCE: Final = 4 * MAX_MARKS
"""Where more characters may be markup, less is drawn at once."""
CHARACTERS_OF_LINE: Final = 8
"""Where lines are shorter than this on average, less is drawn at once: a line has its cost."""
SLOW_SECONDS: Final = 0.016
"""A call that takes longer is a text of another kind: the next ones draw less of it."""


class GradualMarkdown:
    """Draws the Markdown of one block, indented; unchanged rows are not indented again."""

    def __init__(
        self,
        palette: Palette,
        clock: Callable[[], float],
        first_number: int | None = None,
        begins_with_sample: bool = False,
    ) -> None:
        self._clock = clock
        self._make_view = partial(MarkdownView, palette, first_number, begins_with_sample=begins_with_sample)
        self._markdown = self._make_view()
        self._finished: tuple[str, int, int, bool] | None = None
        """Text, width and indent of the rows, and whether the text is final, once all of them are drawn."""
        self._sources: list[Strip] = []
        self._shifted: list[Strip] = []
        self.drawn = 0
        """How many characters were drawn so far."""
        self._earlier: Sequence[Strip] = ()
        """The rows before everything is drawn once more: they are shown until that is done."""
        self._step = FIRST_DRAWN
        self._width = 0
        self.unfinished = False

    def draw_again(self) -> None:
        """Draw everything once more, as the colours of code have become known."""
        self._earlier, self._finished, self.drawn = self._shifted, None, 0
        self._markdown, self._sources, self._shifted = self._make_view(), [], []

    def render_so_far(
        self, text: str, width: int, indent: int, *, final: bool, at_once: bool = False
    ) -> Sequence[Strip]:
        if self._finished == (text, width, indent, final):
            return self._shifted
        # From here on the rows are others, and there may be fewer of them than of the text that was finished before.
        self._finished = None
        indent_wanted, indent = indent, min(indent, width // 4)
        due = len(text) if at_once else self._count_due_characters(text, width)
        self.unfinished = due < len(text)
        began = self._clock()
        strips = self._markdown.render_markdown(text[:due], max(1, width - indent), final=final and not self.unfinished)
        self._adapt_step(self._clock() - began)
        kept = _count_same_strips(self._sources, strips, min(self._markdown.kept_rows, len(self._sources)))
        self._sources = strips
        self._shifted = [*self._shifted[:kept], *shift_strips(strips[kept:], indent)]
        if final and not self.unfinished:
            # Its rows are what is left of it: half of them would be kept twice.
            self._finished = (text, width, indent_wanted, final)
            self._markdown, self._sources = self._make_view(), []
        if not self.unfinished:
            self._earlier = ()
        return self._earlier or self._shifted

    def _count_due_characters(self, text: str, width: int) -> int:
        """How much of the text to draw in this call, up to the end of a line where one is near."""
        if width != self._width or len(text) < self.drawn:
            self.drawn, self._width, self._earlier = 0, width, ()
        room = find_mark_limit(text, self.drawn, self._step, MARKS_AT_ONCE)
        due = find_row_limit(text, self.drawn, self.drawn + room, self._step // CHARACTERS_OF_LINE)
        if due >= len(text):
            due = len(text)
        else:
            due = text.rfind("\n", self.drawn + 1, due) + 1 or due
        self.drawn = due
        return due

    def _adapt_step(self, seconds: float) -> None:
        """Draw less at a time where a text turns out to be slow, and more where it is not."""
        if seconds > SLOW_SECONDS:
            self._step = max(MIN_AT_ONCE, self._step // 2)
        elif self._step < DRAWN_AT_ONCE:
            self._step = min(DRAWN_AT_ONCE, 2 * self._step)


def _count_same_strips(old: list[Strip], new: list[Strip], known: int) -> int:
    """How many strips at the beginning are the same objects, of which so many are known; no Python code per row."""
    same = bytes(map(operator.is_, islice(old, known, None), islice(new, known, None)))
    different = same.find(0)
    return known + (len(same) if different < 0 else different)
