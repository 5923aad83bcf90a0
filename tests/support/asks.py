"""A prompt with the dock above it, real keys into both, and a clock that only moves when told to."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from math import inf
from pathlib import Path

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Static, TextArea

from octui.store import select
from octui.store.inputs import AskSettled, PermissionsLoaded, QuestionsLoaded, SessionsLoaded
from octui.store.store import Store
from octui.ui.messages import OpenAsk, RejectQuestion, ReplyPermission, ReplyQuestion
from octui.ui.widgets.ask_dock import AskDock
from octui.ui.widgets.permission_card import PermissionCard
from octui.ui.widgets.question_card import QuestionCard
from octui.wire.asks import Choice, Permission, Question, QuestionItem
from octui.wire.sessions import Session

STYLES = Path(__file__).parents[2] / "styles" / "cards.tcss"
HERE, CHILD, ELSEWHERE = "ses_here", "ses_child", "ses_other"
SESSIONS = (
    Session(id=HERE, title="Fix the totals", directory="/srv/shop", agent="build"),
    Session(id=CHILD, title="look at CI (@general subagent)", directory="/srv/shop", parent_id=HERE),
    Session(id="ses_grandchild", title="dig (@explore subagent)", directory="/srv/shop", parent_id=CHILD),
    Session(id=ELSEWHERE, title="Write the docs", directory="/srv/docs", agent="plan"),
)


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += seconds


class AskApp(App[None]):
    CSS_PATH = [STYLES]
    CSS = """
    #transcript { height: 1fr; }
    #composer { height: auto; min-height: 1; max-height: 4; border: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.store = Store()
        self.store.dispatch(SessionsLoaded(SESSIONS, complete=True))
        self.viewed = HERE
        self.at_rest: Callable[[], bool] = lambda: False
        self.decided: list[Message] = []
        self.opened: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static("Press y to continue", id="transcript", markup=False)
        yield AskDock(clock=self.clock, home="/srv")
        yield TextArea(id="composer", compact=True)

    def on_mount(self) -> None:
        self.composer.cursor_blink = False
        self.composer.focus()
        self.dock.attach(self.composer, lambda: self.at_rest())

    @property
    def composer(self) -> TextArea:
        return self.query_exactly_one("#composer", TextArea)

    @property
    def dock(self) -> AskDock:
        return self.query_exactly_one(AskDock)

    @property
    def permission_card(self) -> PermissionCard:
        card = self.dock.card
        assert isinstance(card, PermissionCard)
        return card

    @property
    def question_card(self) -> QuestionCard:
        card = self.dock.card
        assert isinstance(card, QuestionCard)
        return card

    @property
    def screen_text(self) -> str:
        """Every row of the screen, as a person reads it."""
        return "\n".join("".join(segment.text for segment in row) for row in self.screen._compositor.render_strips())

    def on_reply_permission(self, message: ReplyPermission) -> None:
        self.decided.append(message)

    def on_reply_question(self, message: ReplyQuestion) -> None:
        self.decided.append(message)

    def on_reject_question(self, message: RejectQuestion) -> None:
        self.decided.append(message)

    def on_open_ask(self, message: OpenAsk) -> None:
        self.opened.append(message.ask_id)


class Asking:
    """The app being driven: what waits, what is pressed, what was decided."""

    def __init__(self, app: AskApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def ask(self, *requests: Permission | Question) -> None:
        """The server asks these, besides what it asked before."""
        state = self.app.store.state
        permissions = (*state.permissions.values(), *(each for each in requests if isinstance(each, Permission)))
        questions = (*state.questions.values(), *(each for each in requests if isinstance(each, Question)))
        self.app.store.dispatch(PermissionsLoaded(tuple(permissions)))
        self.app.store.dispatch(QuestionsLoaded(tuple(questions)))
        await self.show()

    async def settle(self, ask_id: str) -> None:
        """The server says that an ask is answered, by whomever."""
        self.app.store.dispatch(AskSettled(ask_id))
        await self.show()

    async def show(self) -> None:
        self.app.dock.show(select.asks(self.app.store.state), self.app.store.state, self.app.viewed)
        await self.pilot.pause()
        await self.until(self._appeared)

    async def press(self, *keys: str) -> None:
        """Press keys after a silence long enough for every one of them to count."""
        for key in keys:
            self.app.clock.passes(1)
            await self.pilot.press(key)
        await self.pilot.pause()

    async def type(self, *keys: str, every: float = 1 / 60) -> None:
        """Press keys as fast as somebody types who is not looking."""
        for key in keys:
            self.app.clock.passes(every)
            await self.pilot.press(key)
        await self.pilot.pause()

    async def until(self, true: Callable[[], bool]) -> None:
        while not true():
            await self.pilot.pause(0.02)

    async def answer(self) -> None:
        """Go to the card on purpose."""
        self.app.dock.focus_card()
        await self.pilot.pause()
        await self.until(lambda: self.app.dock.card is not None and self.app.dock.card.focused_within)
        await self.until(self._appeared)

    async def read(self) -> None:
        """Go to the end of what will run, and wait for that to be known."""
        await self.press("end")
        await self.until(lambda: all(option.open for option in self.app.permission_card.choices.options))

    def _appeared(self) -> bool:
        card = self.app.dock.card
        return card is None or card.gate.grace.remaining < inf


@asynccontextmanager
async def asking(size: tuple[int, int] = (100, 30)) -> AsyncIterator[Asking]:
    app = AskApp()
    async with app.run_test(size=size, notifications=False) as pilot:
        await pilot.pause()
        yield Asking(app, pilot)


def bash(command: str, *always: str, id: str = "per_1", session_id: str = HERE) -> Permission:
    return Permission(
        id=id,
        session_id=session_id,
        permission="bash",
        patterns=(command,),
        metadata={"command": command},
        always=always,
    )


def one_question(*labels: str, multiple: bool = False, custom: bool | None = None, id: str = "que_1") -> Question:
    options = tuple(Choice(label=label, description=f"about {label}") for label in labels)
    item = QuestionItem(question="Which one?", header="Choice", options=options, multiple=multiple, custom=custom)
    return Question(id=id, session_id=HERE, questions=(item,))
