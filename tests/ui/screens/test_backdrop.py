"""What is behind a dialog looks as Textual draws it, with less work."""

from collections.abc import Iterable

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.content import Content
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widgets import Input, Static

from octui.ui.screens.backdrop import apply_tint, mix_tint
from octui.ui.screens.visibility import install_sparing_redraws

DIM, NONE = Color(0, 0, 0, 0.5), Color(0, 0, 0, 0)


class Chat(Screen[None]):
    CSS = "#answer { border: solid red; color: $accent; background: blue 20%; }"

    def compose(self) -> ComposeResult:
        yield Static(Content.from_markup("plain [b green]bold[/] [@click='app.bell']link[/]"), id="answer")
        yield Input("typed")


class Dialog(ModalScreen[None]):
    DEFAULT_CSS = "Dialog { background: yellow 40%; }"


@pytest.mark.parametrize("tint", [DIM, NONE], ids=["dim", "none"])
@pytest.mark.parametrize(
    "style",
    [
        None,
        Style(),
        Style(color="red", bold=True),
        Style(bgcolor="#102030", underline=True),
        Style(color="#ff0000", bgcolor="default", link="https://example.org"),
        Style(color="color(9)", meta={"@click": "app.bell"}),
    ],
    ids=["none", "empty", "bold", "ground", "link", "click"],
)
def test_a_strip_has_the_colours_that_textual_mixes(style: Style | None, tint: Color) -> None:
    strip = Strip([Segment("wide 漢字", style), Segment(" ")])
    assert list(apply_tint(strip, tint)) == list(BackgroundScreen.process_segments(strip, tint))
    assert apply_tint(strip, tint).cell_length == strip.cell_length


async def test_a_style_is_mixed_once_however_often_the_dialog_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    install_sparing_redraws()
    mixed = list[Style | None]()
    mix = BackgroundScreen.process_segments

    def count(segments: Iterable[Segment], color: Color) -> Iterable[Segment]:
        segments = list(segments)
        mixed.extend(style for _, style, _ in segments)
        return mix(segments, color)

    monkeypatch.setattr(BackgroundScreen, "process_segments", count)
    mix_tint.cache_clear()
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(chat := Chat())
        await app.push_screen(dialog := Dialog())
        await pilot.pause()
        tint = dialog.styles.background
        assert mixed
        for _ in range(3):
            dialog.refresh()
            await pilot.pause()
        seen = dialog._compositor.render_strips()
        below = [list(mix(strip, tint)) for strip in chat._compositor.render_strips()]
    assert [Strip(segments).simplify() for segments in below] == [strip.simplify() for strip in seen]
    assert len(mixed) == len(set(mixed))
