"""What Textual keeps of styles while octui runs, and how often it marks what changed."""

from collections import Counter
from typing import Any
from weakref import ref

import pytest
from textual._styles_cache import StylesCache
from textual.app import App, ComposeResult
from textual.color import Color
from textual.containers import Vertical
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from octui.ui.theming.stylesheet import install_growing_stylesheet

BASE, TINT = Color(10, 20, 30), Color(200, 100, 50, 0.5)


def test_what_a_widget_has_drawn_is_dropped_with_it() -> None:
    drawn = StylesCache()
    drawn.get_inner_outer(BASE, TINT)
    known = ref(drawn)
    del drawn
    assert known() is None


def test_the_backgrounds_of_a_widget_are_those_of_textual() -> None:
    inner, outer = StylesCache().get_inner_outer(BASE, TINT)
    assert inner == Style(background=BASE + TINT)
    assert outer == Style(background=BASE)


class Nested(App[int]):
    CSS = """
    Vertical { background: $surface; color: $text; border: round $primary; scrollbar-color: $accent; }
    Static { color: $primary; background: $panel; }
    """

    def compose(self) -> ComposeResult:
        with Vertical(), Vertical(), Vertical(), Vertical():
            yield Static("deep", id="deep")


async def test_a_theme_marks_a_widget_a_few_times_however_many_colours_and_containers_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Nested()
    install_growing_stylesheet(app)
    marked: Counter[Widget] = Counter()
    mark = Widget._set_dirty

    def count(widget: Widget, *regions: Any) -> None:
        marked[widget] += 1
        mark(widget, *regions)

    async with app.run_test() as pilot:
        monkeypatch.setattr(Widget, "_set_dirty", count)
        app.theme = "textual-light"
        await pilot.pause()
        deep = app.query_one("#deep")
        assert deep.styles.color.rgb == Color.parse(app.theme_variables["primary"]).rgb
        assert 1 <= marked[deep] <= 3
