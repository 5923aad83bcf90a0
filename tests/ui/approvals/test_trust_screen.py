"""What a folder asks for, on the screen: in full, safe to draw, and decided by no key meant for something else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import TextArea

from octui.ui.approvals.request_card import RequestCard, TypedEvents
from octui.ui.approvals.trust_screen import FolderTrustScreen
from octui.ui.approvals.trust_view import FolderTrustView
from octui.ui.input.key_presses import KeyPresses
from octui.ui.messages import DecideFolderTrust, RevokeFolderTrust, ShowFolderFiles
from octui.wire.access.trust import FolderTrust, TrustRequest
from tests.support.request_dock import STYLES, ManualClock

SERVER = TrustRequest(
    kind="mcp", file="opencode.json", key="mcp.helper", effect="Runs a program.", text='{\n  "command": ["rm"]\n}'
)
FOLDER = FolderTrust(directory="/srv/shop", root="/srv/shop", state="undecided", digest="d1", requests=(SERVER,))


class FolderApp(App[None]):
    """A prompt, with the screen above it."""

    CSS_PATH = [STYLES]

    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock()
        self.key_presses = KeyPresses(self.clock)
        self.decided: list[Message] = []

    def compose(self) -> ComposeResult:
        yield TextArea(id="composer", compact=True)

    @property
    def composer(self) -> TextArea:
        return self.screen_stack[0].query_one(TextArea)

    @property
    def view(self) -> FolderTrustView:
        view = self.screen.query_one(RequestCard).view
        assert isinstance(view, FolderTrustView)
        return view

    @property
    def text(self) -> str:
        return self.view.body.plain_text

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.key_presses.record_press(event.key)
        await super().on_event(event)

    def on_decide_folder_trust(self, message: DecideFolderTrust) -> None:
        self.decided.append(message)

    def on_revoke_folder_trust(self, message: RevokeFolderTrust) -> None:
        self.decided.append(message)

    def on_show_folder_files(self, message: ShowFolderFiles) -> None:
        self.decided.append(message)

    def hand_to_composer(self, typed: TypedEvents) -> bool:
        for event in typed:
            self.composer.post_message(event)
        return True


@asynccontextmanager
async def open_screen(
    trust: FolderTrust = FOLDER, size: tuple[int, int] = (80, 30), *, by_user: bool = False
) -> AsyncIterator[Pilot[None]]:
    app = FolderApp()
    async with app.run_test(size=size) as pilot:
        screen = FolderTrustScreen(
            trust,
            home="/srv",
            key_presses=app.key_presses,
            return_keys=app.hand_to_composer,
            is_requested=by_user,
            clock=app.clock,
        )
        app.push_screen(screen)
        await pilot.pause()
        await pilot.pause()
        yield pilot


def app_of(pilot: Pilot[None]) -> FolderApp:
    assert isinstance(pilot.app, FolderApp)
    return pilot.app


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Each on its own, with time to look in between."""
    for key in keys:
        app_of(pilot).clock.advance(3)
        await pilot.press(key)
        await pilot.pause()


async def test_everything_is_shown_with_its_place_and_its_effect() -> None:
    async with open_screen() as pilot:
        shown = app_of(pilot).text
        for said in ("1 of 1: Runs a program.", "mcp.helper in opencode.json:", '"command": ["rm"]'):
            assert said in shown


async def test_harmless_is_chosen_at_first_and_trust_is_sent_with_what_was_shown() -> None:
    async with open_screen() as pilot:
        await press(pilot, "enter")
        (first,) = app_of(pilot).decided
        assert isinstance(first, DecideFolderTrust)
        assert (first.decision, first.trust) == ("harmless", FOLDER)
    async with open_screen() as pilot:
        await press(pilot, "left", "enter")
        (sent,) = app_of(pilot).decided
        assert isinstance(sent, DecideFolderTrust)
        assert sent.decision == "trusted"


async def test_the_files_can_be_looked_at_without_deciding() -> None:
    async with open_screen() as pilot:
        await press(pilot, "right", "enter")
        (wanted,) = app_of(pilot).decided
        assert isinstance(wanted, ShowFolderFiles)


async def test_keys_that_were_typed_or_held_decide_nothing_and_are_not_lost() -> None:
    async with open_screen() as pilot:
        app = app_of(pilot)
        for key in [*"yes please", "enter", "space", "left", "enter", "enter"]:
            app.clock.advance(0.05)
            await pilot.press("space" if key == " " else key)
        for _ in range(12):
            app.clock.advance(0.15)
            await pilot.press("enter")
        assert app.decided == []
        assert app.composer.text.startswith("yes please")


async def test_a_long_list_has_to_be_read_before_it_is_trusted() -> None:
    many = tuple(
        TrustRequest(kind="mcp", file="opencode.json", key=f"mcp.m{number}", effect="Runs.", text="x\n" * 20)
        for number in range(9)
    )
    async with open_screen(FolderTrust(directory="/d", root="/d", state="undecided", requests=many)) as pilot:
        await press(pilot, "left", "enter")
        assert app_of(pilot).decided == []
        await press(pilot, "end", "enter")
        assert len(app_of(pilot).decided) == 1


async def test_nothing_that_a_file_says_can_pass_for_something_else() -> None:
    nasty = TrustRequest(
        kind="mcp",
        file="opencode.json\u202e",
        key="mcp.\x1b[2Jx",
        effect="Runs.",
        text='"a" [bold]b[/bold]\x1b]0;t\x07\r\u200b\u202e' + " " * 300 + "end \u0430pple",
    )
    async with open_screen(
        FolderTrust(directory="/d", root="/d\x1b[1m", state="undecided", requests=(nasty,))
    ) as pilot:
        app = app_of(pilot)
        assert app.view.is_doubtful
        drawn = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        for hidden in "\x1b\x07\u202e\u200b":
            assert hidden not in app.text
            assert hidden not in drawn
        assert "[bold]b[/bold]" in app.text
        assert "⟨300 spaces⟩end" in app.text


async def test_what_is_trusted_can_be_taken_back() -> None:
    trusted = FolderTrust(directory="/d", root="/d", state="trusted", digest="d1", requests=(SERVER,))
    async with open_screen(trusted, by_user=True) as pilot:
        assert "all of this is in force" in app_of(pilot).text
        await press(pilot, "left", "enter")
        (sent,) = app_of(pilot).decided
        assert isinstance(sent, RevokeFolderTrust)


async def test_it_can_be_left_for_later_and_says_when_a_decision_did_not_arrive() -> None:
    async with open_screen() as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, FolderTrustScreen)
        await press(pilot, "enter")
        screen.report_failure("d1", "the server is down")
        await press(pilot, "escape")
        assert pilot.app.screen is not screen


async def test_it_fits_a_small_terminal() -> None:
    async with open_screen(size=(60, 20)) as pilot:
        row = app_of(pilot).view.button_row
        assert row.region.bottom <= 20
        await press(pilot, "end", "left", "enter")
        assert len(app_of(pilot).decided) == 1
