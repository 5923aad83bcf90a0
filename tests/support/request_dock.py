"""A prompt with the dock above it, real keys into both, and a clock that a test moves."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from math import inf
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Static, TextArea

from octui.store import selectors
from octui.store.actions import PermissionsLoaded, QuestionsLoaded, RequestSettled, SessionsLoaded
from octui.store.store import Store
from octui.ui.approvals.dock import RequestDock
from octui.ui.approvals.permission_view import PermissionView
from octui.ui.approvals.request_card import RequestCard
from octui.ui.input.key_presses import KeyPresses
from octui.ui.messages import OpenRequest, RejectQuestion, ReplyPermission, ReplyQuestion
from octui.wire.requests import Choice, Permission, Question, QuestionItem
from octui.wire.sessions import Session
from tests.support.drawn_cells import read_screen

STYLES = Path(__file__).parents[2] / "styles" / "cards.tcss"
HERE, CHILD, ELSEWHERE = "ses_here", "ses_child", "ses_other"
SESSIONS = (
    Session(id=HERE, title="Fix the totals", directory="/srv/shop", agent="build"),
    Session(id=CHILD, title="look at CI (@general subagent)", directory="/srv/shop", parent_id=HERE),
    Session(id="ses_grandchild", title="dig (@explore subagent)", directory="/srv/shop", parent_id=CHILD),
    Session(id=ELSEWHERE, title="Write the docs", directory="/srv/docs", agent="plan"),
)


class ManualClock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class DockApp(App[None]):
    CSS_PATH = [STYLES]
    CSS = """
    #transcript { height: 1fr; }
    #composer { height: auto; min-height: 1; max-height: 4; border: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock()
        self.key_presses = KeyPresses(self.clock)
        self.store = Store()
        self.store.dispatch_action(SessionsLoaded(SESSIONS, complete=True))
        self.viewed = HERE
        self.at_rest: Callable[[], bool] = lambda: False
        self.decided: list[Message] = []
        self.opened: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static("Press y to continue", id="transcript", markup=False)
        yield RequestDock(clock=self.clock, key_presses=self.key_presses, home="/srv")
        yield TextArea(id="composer", compact=True)

    def on_mount(self) -> None:
        self.composer.cursor_blink = False
        self.composer.focus()
        self.dock.set_composer(self.composer, lambda: self.at_rest())

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.key_presses.record_press(event.key)
        await super().on_event(event)

    @property
    def composer(self) -> TextArea:
        return self.query_exactly_one("#composer", TextArea)

    @property
    def dock(self) -> RequestDock:
        return self.query_exactly_one(RequestDock)

    @property
    def card(self) -> RequestCard:
        card = self.dock.current_card
        assert card is not None
        return card

    @property
    def permission_view(self) -> PermissionView:
        assert isinstance(self.card.view, PermissionView)
        return self.card.view

    @property
    def screen_text(self) -> str:
        """Every row of the screen, as a person reads it."""
        return read_screen(self)

    def load_requests(self, *requests: Permission | Question) -> None:
        """The server lists exactly these requests."""
        permissions = tuple(each for each in requests if isinstance(each, Permission))
        self.store.dispatch_action(PermissionsLoaded(permissions))
        self.store.dispatch_action(QuestionsLoaded(tuple(each for each in requests if isinstance(each, Question))))

    def on_reply_permission(self, message: ReplyPermission) -> None:
        self.decided.append(message)

    def on_reply_question(self, message: ReplyQuestion) -> None:
        self.decided.append(message)

    def on_reject_question(self, message: RejectQuestion) -> None:
        self.decided.append(message)

    def on_open_request(self, message: OpenRequest) -> None:
        self.opened.append(message.request_id)


class DockPilot:
    """The app being driven: what is pending, what is pressed, what was decided."""

    def __init__(self, app: DockApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def add_requests(self, *requests: Permission | Question) -> None:
        """The server sends these requests, in addition to those pending."""
        state = self.app.store.state
        permissions = (*state.permissions.values(), *(each for each in requests if isinstance(each, Permission)))
        questions = (*state.questions.values(), *(each for each in requests if isinstance(each, Question)))
        self.app.store.dispatch_action(PermissionsLoaded(tuple(permissions)))
        self.app.store.dispatch_action(QuestionsLoaded(tuple(questions)))
        await self.show_dock()

    async def settle_request(self, request_id: str) -> None:
        """The server reports a request as answered, wherever that was."""
        self.app.store.dispatch_action(RequestSettled(request_id))
        await self.show_dock()

    async def show_dock(self) -> None:
        self.app.dock.show_requests(
            selectors.list_pending_requests(self.app.store.state), self.app.store.state, self.app.viewed
        )
        await self.pilot.pause()
        await self.wait_until(self._has_appeared)

    async def press_keys(self, *keys: str) -> None:
        """Press keys after a pause long enough for each of them to count."""
        for key in keys:
            self.app.clock.advance(1.2)
            await self.pilot.press(key)
        await self.pilot.pause()

    async def type_keys(self, *keys: str, every: float = 1 / 60) -> None:
        """Press keys at typing speed, without waiting for the screen."""
        for key in keys:
            self.app.clock.advance(every)
            await self.pilot.press(key)
        await self.pilot.pause()

    async def wait_until(self, true: Callable[[], bool]) -> None:
        while not true():
            await self.pilot.pause(0.02)

    async def focus_card(self) -> None:
        """Move the focus to the card, as a user does."""
        self.app.dock.focus_card()
        await self.pilot.pause()
        await self.wait_until(
            lambda: self.app.dock.current_card is not None and self.app.dock.current_card.is_focused_within
        )
        await self.wait_until(self._has_appeared)

    async def read_to_end(self) -> None:
        """Scroll to the end of what will run, and wait until the buttons are enabled."""
        await self.press_keys("end")
        await self.wait_for_buttons()

    async def wait_for_buttons(self) -> None:
        """Wait until the buttons are enabled, which is a message later than the last row is drawn."""
        await self.wait_until(lambda: all(option.is_enabled for option in self.app.permission_view.button_row.options))

    def _has_appeared(self) -> bool:
        card = self.app.dock.current_card
        return card is None or card.key_guard.grace_period.remaining_seconds < inf


@asynccontextmanager
async def open_dock(size: tuple[int, int] = (100, 30)) -> AsyncIterator[DockPilot]:
    app = DockApp()
    async with app.run_test(size=size, notifications=False) as pilot:
        await pilot.pause()
        yield DockPilot(app, pilot)


def make_bash_permission(command: str, *always: str, id: str = "per_1", session_id: str = HERE) -> Permission:
    return Permission(
        id=id,
        session_id=session_id,
        permission="bash",
        patterns=(command,),
        metadata={"command": command},
        always=always,
    )


def make_question(*labels: str, multiple: bool = False, custom: bool | None = None, id: str = "que_1") -> Question:
    options = tuple(Choice(label=label, description=f"about {label}") for label in labels)
    item = QuestionItem(question="Which one?", header="Choice", options=options, multiple=multiple, custom=custom)
    return Question(id=id, session_id=HERE, questions=(item,))
