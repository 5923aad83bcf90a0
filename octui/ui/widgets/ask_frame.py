"""What a card that asks looks like: a heading, something to read, something to answer with, and a hint."""

from abc import abstractmethod
from dataclasses import dataclass, field

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from octui.render.asker import Requester, describe_requester
from octui.ui.widgets.ask_body import SHORT, AskBody


@dataclass(frozen=True, slots=True)
class Bearings:
    """Where an ask stands among the others, and what to call things."""

    position: int = 1
    total: int = 1
    asker: Requester = field(default_factory=Requester)
    home: str = ""
    focus_key: str = "ctrl+y"
    grants_last: bool = False
    """Whether the server remembers what is always allowed when it is started again."""


class AskFrame(VerticalGroup):
    """Lines around a body. It says what it is told, and asks whoever fills it for the rest."""

    def __init__(self, bearings: Bearings) -> None:
        super().__init__()
        self.bearings = bearings
        self.notice = ""
        self.reserve = 0
        """Rows the dock needs beside the card."""

    @property
    @abstractmethod
    def title(self) -> tuple[str, str]:
        """What kind of ask it is, and what it is about: two words, safe to draw."""

    @property
    @abstractmethod
    def body(self) -> AskBody:
        """The body on show."""

    @property
    def doubtful(self) -> bool:
        """Whether something in it may be taken for what it is not."""
        return self.bearings.asker.has_hidden_text

    @property
    def short(self) -> bool:
        """Whether there is no row to spare: then the body tells who asks."""
        return self.app.size.height < SHORT

    @property
    def asked_by(self) -> str:
        return " · ".join(describe_requester(self.bearings.asker, self.bearings.home))

    @abstractmethod
    def compose_bodies(self) -> ComposeResult:
        """What is read."""

    @abstractmethod
    def compose_answers(self) -> ComposeResult:
        """What is answered with."""

    def compose(self) -> ComposeResult:
        yield Static(classes="ask-card--title", markup=False)
        yield Static(classes="ask-card--notice", markup=False)
        yield from self.compose_bodies()
        yield Static(classes="ask-card--more", markup=False)
        yield from self.compose_answers()
        yield Static(classes="ask-card--hint", markup=False)

    def redraw(self) -> None:
        """Say what is so now, above and below the body."""
        if not self.children:
            return
        self.set_class(self.doubtful, "-doubtful")
        self.set_class(self.short, "-short")
        self.say("title", self._heading())
        self.say("notice", Content(self.notice))
        self.say("more", self._more())

    def say(self, part: str, content: Content) -> None:
        """Put words into one of the card's lines; an empty line is not there."""
        line = self.query_exactly_one(f".ask-card--{part}", Static)
        line.display = bool(content)
        if line.content != content:
            line.update(content)

    def beside(self, viewport: Size, width: int) -> int:
        """The rows of everything but the body."""
        rows = self.reserve + self.gutter.height
        for child in self.children:
            if child.display and not isinstance(child, AskBody):
                rows += child.get_content_height(viewport, viewport, width) + child.gutter.height
        return rows

    def on_resize(self) -> None:
        self.redraw()

    def on_ask_body_moved(self, message: AskBody.Moved) -> None:
        message.stop()
        self.redraw()

    def _heading(self) -> Content:
        kind, about = self.title
        place = f" {self.bearings.position} of {self.bearings.total}" if self.bearings.total > 1 else ""
        tone = "$text-error" if self.doubtful else "$text-warning"
        return Content.assemble(
            (f"△ {kind}{place}", f"bold {tone}"),
            (f" · {about}", "bold $foreground"),
            "" if self.short else f" · {self.asked_by}",
        )

    def _more(self) -> Content:
        above, below = self.body.top, self.body.below
        parts = [f"▲ {above} more line{'s' * (above != 1)}"] if above else []
        parts += [f"▼ {below} more line{'s' * (below != 1)} · PgDn"] if below else []
        return Content.styled(" · ".join(parts), "$text-warning" if below else "")
