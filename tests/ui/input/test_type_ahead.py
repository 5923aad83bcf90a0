"""Keys that come all at once do what they do when they come one by one."""

from collections.abc import Callable

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from octui.ui.approvals.free_text_input import FreeTextInput
from octui.ui.composer.widget import Composer
from octui.ui.input import type_ahead
from octui.ui.input.terminal_parser import TerminalParser
from octui.ui.input.type_ahead import TypeAhead, TypedInput
from tests.support.waiting import wait_until


class Asking(ModalScreen[str]):
    BINDINGS = [("escape", "dismiss('')", "")]

    def compose(self) -> ComposeResult:
        yield Input(id="asked")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)


class Choosing(ModalScreen[str]):
    """Enter acts before the field gets it."""

    BINDINGS = [Binding("enter", "choose", "", priority=True)]

    def compose(self) -> ComposeResult:
        yield Input(id="filter")
        yield Static("", id="found")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.query_one("#found", Static).update(event.value.upper())

    def action_choose(self) -> None:
        self.dismiss(str(self.query_one("#found", Static).content))


class Showing(ModalScreen[None]):
    """Nothing in it takes keys."""

    BINDINGS = [("q", "dismiss", "")]

    def compose(self) -> ComposeResult:
        yield Static("read this")


class Taking(Showing):
    """Handles keys without a widget that has the focus."""

    takes_keys_itself = True


class Form(App[None]):
    BINDINGS = [("ctrl+o", "ask", ""), ("ctrl+s", "show", ""), ("ctrl+l", "choose", ""), ("alt+b", "bell", "")]

    def __init__(self) -> None:
        super().__init__()
        self.type_ahead = TypeAhead(self, self.give)
        self.answers: list[str | None] = []
        self.left = ("", "")

    def on_mount(self) -> None:
        self.type_ahead.hold_input()

    def compose(self) -> ComposeResult:
        yield Input(id="first", select_on_focus=False)
        yield Input(id="second", select_on_focus=False)

    def action_ask(self) -> None:
        self.push_screen(Asking(), self.answers.append)

    def action_choose(self) -> None:
        self.push_screen(Choosing(), self.answers.append)

    def action_show(self) -> None:
        self.push_screen(Showing())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        # As widgets do it: asked for now, done later.
        self.query_one("#second", Input).focus()

    async def give(self, typed: TypedInput) -> bool:
        assert isinstance(typed, events.Event)
        await super().on_event(typed)
        return True

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.type_ahead.enqueue_input(event)
        else:
            await super().on_event(event)

    def type_at_once(self, *keys: str) -> None:
        for key in keys:
            self.post_message(events.Paste(key[1:]) if key[0] == "\n" else events.Key(key, None))

    def values(self) -> tuple[str, str]:
        first, second = self.screen_stack[0].query(Input)
        return first.value, second.value


async def typed(*keys: str, until: Callable[[Form], object], held: bool = False) -> Form:
    """The form after all these keys came at once and what they lead to holds."""
    app = Form()
    async with app.run_test() as pilot:
        if held:
            app.set_focus(None)
            app.type_ahead.hold_input()
        app.type_at_once(*keys)
        if held:
            await pilot.pause(0.02)
            assert app.values() == ("", "")
            app.query_one("#second", Input).focus()
        await wait_until(pilot, lambda: until(app))
        app.left = app.values()
    return app


async def test_a_key_goes_to_the_field_that_the_key_before_it_led_to() -> None:
    app = await typed("a", "tab", "b", "c", "shift+tab", "d", until=lambda app: "d" in "".join(app.values()))
    assert app.left == ("ad", "bc")


async def test_a_focus_that_is_asked_for_comes_before_the_next_key() -> None:
    app = await typed("a", "enter", "b", "\npasted", "c", until=lambda app: "c" in "".join(app.values()))
    assert app.left == ("a", "bpastedc")


async def test_what_is_typed_into_a_dialog_before_it_is_there_is_in_it() -> None:
    app = await typed("a", "ctrl+o", "x", "y", "enter", "b", until=lambda app: "b" in "".join(app.values()))
    assert app.answers == ["xy"]
    assert app.left == ("ab", "")


async def test_esc_and_a_key_read_together_are_alt_and_that_key_only_where_that_is_bound() -> None:
    app = Form()
    async with app.run_test() as pilot:
        app.action_ask()
        while app.focused is None or app.focused.id != "asked":
            await pilot.pause()
        for pressed in TerminalParser().feed("\x1bstill here \x1bbx"):
            app.post_message(pressed)
        while "x" not in app.values()[0]:
            await pilot.pause()
        assert app.values() == ("still here x", "")
        assert app.answers == [""]


@pytest.mark.parametrize(
    ("sent", "calls", "left"),
    [("\x1bx", 1, ""), ("\x1b<", 1, ""), ("a\x1b<b", 1, "ab"), ("a\x1b:b", 0, "a:b"), ("\x1by", 0, "y")],
)
async def test_alt_with_a_letter_or_a_sign_is_what_it_is_bound_to_and_types_nothing(
    sent: str, calls: int, left: str
) -> None:
    class Emacs(Form):
        BINDINGS = [("alt+x", "count", ""), ("alt+less_than_sign", "count", "")]
        count = 0

        def action_count(self) -> None:
            self.count += 1

    app = Emacs()
    async with app.run_test() as pilot:
        app.query_one("#first", Input).focus()
        await pilot.pause()
        for pressed in TerminalParser().feed(sent):
            app.post_message(pressed)
        app.post_message(events.Key("exclamation_mark", "!"))
        while not app.values()[0].endswith("!"):
            await pilot.pause()
        assert (app.count, app.values()[0]) == (calls, f"{left}!")


@pytest.mark.parametrize("make_field", [lambda: Composer(id="field"), lambda: FreeTextInput("")])
async def test_alt_enter_that_is_read_with_what_was_typed_before_it_is_a_new_line(
    make_field: Callable[[], Composer | FreeTextInput],
) -> None:
    class Writing(Form):
        def compose(self) -> ComposeResult:
            yield make_field()

    app = Writing()
    async with app.run_test() as pilot:
        field = app.query_one(TextArea)
        field.focus()
        await pilot.pause()
        for pressed in TerminalParser().feed("one\x1b\rtwo\x1b:q"):
            app.post_message(pressed)
        while not field.text.endswith("q"):
            await pilot.pause()
        assert field.text == "one\ntwo:q"


async def test_what_was_typed_counts_when_the_next_key_acts_at_once() -> None:
    app = await typed("ctrl+l", "x", "y", "z", "enter", until=lambda app: app.answers)
    assert app.answers == ["XYZ"]


async def test_a_screen_that_takes_no_keys_does_not_keep_them() -> None:
    await typed("ctrl+s", "q", "b", until=lambda app: app.values() == ("b", ""))


async def test_keys_are_not_lost_when_a_dialog_covers_the_screen_before_it_is_drawn() -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.type_ahead.hold_input()
        app.screen.refresh(layout=True)
        # Two calls later: behind the request to be called after the refresh, and before the refresh itself.
        app.call_later(app.call_later, app.action_ask)
        app.type_at_once("x")
        while len(app.screen_stack) == 1:
            await pilot.pause()
        asked = app.screen.query_one(Input)
        while asked.value != "x":
            await pilot.pause()


async def test_what_is_held_is_given_out_once_something_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type_ahead, "DELIVERY_TIMEOUT", 0.001)
    await typed("a", "b", until=lambda app: app.values() == ("", "ab"), held=True)


async def test_a_screen_without_focus_delays_no_key_and_then_nothing_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Form()
    polls = 0
    async with app.run_test() as pilot:
        real = app.set_timer

        def count_timers(delay: float, *arguments: object, **options: object) -> object:
            nonlocal polls
            polls += delay == type_ahead.POLL_SECONDS
            return real(delay, *arguments, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(app, "set_timer", count_timers)
        app.type_at_once("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, Showing))
        app.type_at_once("q")
        await wait_until(pilot, lambda: not isinstance(app.screen, Showing))
        app.push_screen(Showing())
        app.type_ahead.hold_input()
        await pilot.pause(5 * type_ahead.FOCUS_SECONDS)
        assert polls <= 3 * type_ahead.FOCUS_SECONDS / type_ahead.POLL_SECONDS


async def test_a_screen_that_takes_keys_itself_gets_them_without_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    for wait in ("FOCUS_SECONDS", "DELIVERY_TIMEOUT"):
        monkeypatch.setattr(type_ahead, wait, 3600)
    app = Form()
    async with app.run_test() as pilot:
        app.push_screen(Taking())
        app.push_screen(Asking())
        await wait_until(pilot, lambda: isinstance(app.focused, Input))
        app.type_at_once("escape", "q")
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)


async def test_what_is_meant_for_something_that_is_not_there_yet_waits_and_esc_ends_the_wait() -> None:
    app = Form()
    cancelled: list[bool] = []
    async with app.run_test() as pilot:
        await pilot.pause()
        app.type_ahead.hold_until_released(
            lambda: cancelled.append(app.type_ahead.release_input(is_lost=True)), ("escape",)
        )
        app.type_at_once("a", "b")
        await pilot.pause(0.05)
        assert app.values() == ("", "")
        app.type_at_once("escape", "c")
        await wait_until(pilot, lambda: "c" in app.values()[0])
        assert (cancelled, app.values()) == ([True], ("c", ""))
        app.type_ahead.hold_until_released(lambda: None, ())
        app.type_at_once("d", "e")
        await pilot.pause(0.05)
        assert app.values() == ("c", "")
        app.query_one("#second", Input).focus()
        assert app.type_ahead.release_input()
        await wait_until(pilot, lambda: app.values() == ("c", "de"))
