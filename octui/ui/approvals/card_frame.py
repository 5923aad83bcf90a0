"""What a card that asks looks like: a heading, something to read, something to answer with, and a hint."""

from abc import abstractmethod
from dataclasses import dataclass, field

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from octui.render.requests.requester import Requester, describe_requester
from octui.ui.approvals.card_body import SHORT_SCREEN_ROWS, CardBody


@dataclass(frozen=True, slots=True)
class CardContext:
    """Where an ask stands among the others, and what to call things."""

    position: int = 1
    total: int = 1
    requester: Requester = field(default_factory=Requester)
    home: str = ""
    focus_key: str = "ctrl+y"
    grants_persist: bool = False
    """Whether the server remembers what is always allowed when it is started again."""


class CardFrame(VerticalGroup):
    """Lines around a body. It says what it is told, and asks whoever fills it for the rest."""

    def __init__(self, bearings: CardContext) -> None:
        super().__init__()
        self.card_context = bearings
        self.notice = ""
        self.reserved_rows = 0
        """Rows the dock needs beside the card."""

    @property
    @abstractmethod
    def title(self) -> tuple[str, str]:
        """What kind of ask it is, and what it is about: two words, safe to draw."""

    @property
    @abstractmethod
    def body(self) -> CardBody:
        """The body on show."""

    @property
    def is_doubtful(self) -> bool:
        """Whether something in it may be taken for what it is not."""
        return self.card_context.requester.has_hidden_text

    @property
    def is_short(self) -> bool:
        """Whether there is no row to spare: then the body tells who asks."""
        return self.app.size.height < SHORT_SCREEN_ROWS

    @property
    def requester_line(self) -> str:
        return " · ".join(describe_requester(self.card_context.requester, self.card_context.home))

    @abstractmethod
    def compose_bodies(self) -> ComposeResult:
        """What is read."""

    @abstractmethod
    def compose_answers(self) -> ComposeResult:
        """What is answered with."""

    def compose(self) -> ComposeResult:
        yield Static(classes="request-card--title", markup=False)
        yield Static(classes="request-card--notice", markup=False)
        yield from self.compose_bodies()
        yield Static(classes="request-card--more", markup=False)
        yield from self.compose_answers()
        yield Static(classes="request-card--hint", markup=False)

    def refresh_card(self) -> None:
        """Say what is so now, above and below the body."""
        if not self.children:
            return
        self.set_class(self.is_doubtful, "-doubtful")
        self.set_class(self.is_short, "-short")
        self.set_line("title", self._format_heading())
        self.set_line("notice", Content(self.notice))
        self.set_line("more", self._format_scroll_note())

    def set_line(self, part: str, content: Content) -> None:
        """Put words into one of the card's lines; an empty line is not there."""
        line = self.query_exactly_one(f".request-card--{part}", Static)
        line.display = bool(content)
        if line.content != content:
            line.update(content)

    def measure_rest(self, viewport: Size, width: int) -> int:
        """The rows of everything but the body."""
        rows = self.reserved_rows + self.gutter.height
        for child in self.children:
            if child.display and not isinstance(child, CardBody):
                rows += child.get_content_height(viewport, viewport, width) + child.gutter.height
        return rows

    def on_resize(self) -> None:
        self.refresh_card()

    def on_card_body_scrolled(self, message: CardBody.Scrolled) -> None:
        message.stop()
        self.refresh_card()

    def _format_heading(self) -> Content:
        kind, about = self.title
        place = f" {self.card_context.position} of {self.card_context.total}" if self.card_context.total > 1 else ""
        tone = "$text-error" if self.is_doubtful else "$text-warning"
        return Content.assemble(
            (f"△ {kind}{place}", f"bold {tone}"),
            (f" · {about}", "bold $foreground"),
            "" if self.is_short else f" · {self.requester_line}",
        )

    def _format_scroll_note(self) -> Content:
        above, below = self.body.hidden_above, self.body.hidden_below
        parts = [f"▲ {above} more line{'s' * (above != 1)}"] if above else []
        parts += [f"▼ {below} more line{'s' * (below != 1)} · PgDn"] if below else []
        return Content.styled(" · ".join(parts), "$text-warning" if below else "")
