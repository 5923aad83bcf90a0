"""How often screens are laid out and drawn: counted, and seen once a screen is in front again."""

from typing import Any, TypeAlias

import pytest
from rich.console import RenderableType
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from octui.ui.screens.visibility import install_sparing_redraws
from tests.support.waiting import wait_until

Work: TypeAlias = list[tuple[Compositor, str]]


class Chat(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static("0", id="answer")
        yield Input(id="one")
        yield Input(id="two")


class Dialog(ModalScreen[None]):
    DEFAULT_CSS = "Dialog { background: black 50%; }"
    knows_its_room = False

    def on_resize(self) -> None:
        self.knows_its_room = True


class Terminal(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static("shell")


@pytest.fixture(autouse=True)
def sparing_redraws() -> None:
    """As the program does it when it starts."""
    install_sparing_redraws()


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """The layouts and whole redraws of all screens from here on."""
    done: Work = []
    for name in ("reflow", "render_full_update"):
        original = getattr(Compositor, name)

        def count(self: Compositor, *arguments: Any, name: str = name, original: Any = original, **options: Any) -> Any:
            done.append((self, name))
            return original(self, *arguments, **options)

        monkeypatch.setattr(Compositor, name, count)
    return done


def _list_work(work: Work, chat: Chat) -> list[str]:
    return [name for compositor, name in work if compositor is chat._compositor]


async def _stream(chat: Chat, pilot: Pilot[None], work: Work) -> None:
    """Show more and more of an answer."""
    await pilot.pause()
    work.clear()
    for length in range(5):
        chat.query_one("#answer", Static).update("\n".join(map(str, range(length + 1))))
        await pilot.pause()


async def test_a_chat_below_an_opaque_screen_costs_nothing_until_it_is_seen(work: Work) -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(chat := Chat())
        await app.push_screen(Terminal())
        await _stream(chat, pilot, work)
        assert not _list_work(work, chat)
        app.pop_screen()
        await wait_until(pilot, lambda: chat.query_one("#one").region.y == 5)
        assert chat.query_one("#answer").size.height == 5
        assert "render_full_update" in _list_work(work, chat)


async def test_a_chat_below_a_dialog_goes_on(work: Work) -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(chat := Chat())
        await app.push_screen(Dialog())
        await _stream(chat, pilot, work)
        await wait_until(pilot, lambda: chat.query_one("#answer").size.height == 5)
        assert "reflow" in _list_work(work, chat)


async def test_a_screen_that_was_hidden_takes_the_size_of_the_terminal(work: Work) -> None:
    app: App[None] = App()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(chat := Chat())
        await app.push_screen(Terminal())
        await pilot.resize_terminal(50, 10)
        app.pop_screen()
        await wait_until(pilot, lambda: chat.size == (50, 10))
        await wait_until(pilot, lambda: 0 < chat.query_one("#one").size.width <= 50)


async def test_the_focus_moves_without_drawing_all_of_the_screen(work: Work) -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(chat := Chat())
        await pilot.pause()
        work.clear()
        await pilot.press("tab")
        await wait_until(pilot, lambda: chat.query_one("#two").has_focus)
        await pilot.pause()
        assert "render_full_update" not in _list_work(work, chat)


async def test_a_dialog_opens_with_three_layouts_and_leaves_the_screen_below_as_it_is(work: Work) -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(chat := Chat())
        await pilot.pause()
        work.clear()
        await app.push_screen(dialog := Dialog())
        await wait_until(pilot, lambda: dialog.knows_its_room)
        await pilot.pause()
        assert [name for compositor, name in work if compositor is dialog._compositor].count("reflow") <= 3
        assert not _list_work(work, chat)


async def test_a_dialog_that_closes_leaves_everything_in_its_place(work: Work) -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(chat := Chat())
        await app.push_screen(dialog := Dialog())
        await pilot.pause()
        work.clear()
        await app.pop_screen()
        await wait_until(pilot, lambda: not dialog.is_running)
        await pilot.pause()
        assert _list_work(work, chat) == ["render_full_update"]


async def test_toasts_are_shown_and_leave_their_room_again() -> None:
    app: App[None] = App()
    async with app.run_test(notifications=True) as pilot:
        await app.push_screen(chat := Chat())
        app.notify("Saved.")
        await wait_until(pilot, lambda: any(toast.region.height for toast in chat.query("Toast")))
        app.clear_notifications()
        await wait_until(pilot, lambda: not chat.query("Toast") and not chat.query_one("ToastRack").display)


async def test_a_dialog_is_not_drawn_before_it_knows_its_room(monkeypatch: pytest.MonkeyPatch) -> None:
    app: App[None] = App()
    dialog, known = Dialog(), list[bool]()
    draw = Compositor.render_update

    def note(self: Compositor, *arguments: Any, **options: Any) -> RenderableType | None:
        if self is dialog._compositor:
            known.append(dialog.knows_its_room)
        return draw(self, *arguments, **options)

    monkeypatch.setattr(Compositor, "render_update", note)
    async with app.run_test() as pilot:
        await app.push_screen(Chat())
        await app.push_screen(dialog)
        await wait_until(pilot, lambda: bool(known))
    assert all(known)
