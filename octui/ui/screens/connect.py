"""Connect: what was tried, what came of it, and what to do now. Never a stack trace."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from octui.backend.found import Attempt, Outcome
from octui.render.safe import visible

_MARKS = {
    Outcome.TRYING: ("◌", "$text-muted"),
    Outcome.FOUND: ("●", "$text-success"),
    Outcome.PASSED_OVER: ("–", "$text-muted"),
    Outcome.FAILED: ("✗", "$text-error"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no server, in a sentence, and what the person can do about it."""

    sentence: str
    advice: str = ""
    wants_password: bool = False
    retrying: bool = False


class ConnectScreen(Screen[None]):
    """Attempts above, the address below; while it waits, octui keeps trying."""

    BINDINGS = [
        Binding("ctrl+c,ctrl+q", "app.quit_key", "Quit"),
        Binding("ctrl+r", "again", "Try again"),
        Binding("f1", "app.command('help.show')", "Help", show=False),
    ]
    AUTO_FOCUS = "#address"

    @dataclass
    class Wanted(Message):
        """Connect to this address; `""` looks for a server as at the start."""

        address: str
        username: str = ""
        password: str | None = None

    def __init__(self, address: str = "", username: str = "") -> None:
        super().__init__()
        self._address = address
        self._username = username
        self._attempts: list[Attempt] = []
        self._trouble: Trouble | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="connect"):
            yield Static(Content.styled("octui", "bold $text-primary"), id="connect-name")
            yield Static("", id="attempts", markup=False)
            yield Static("", id="trouble", markup=False)
            yield Input(self._address, placeholder="http://127.0.0.1:4096", id="address", select_on_focus=False)
            yield Input(self._username, placeholder="user name (opencode)", id="username", select_on_focus=False)
            yield Input(placeholder="password", password=True, id="password")
            yield Static("", id="connect-keys", markup=False)

    def on_mount(self) -> None:
        self.query_one("#address", Input).border_title = "Server"
        self.query_one("#username", Input).border_title = "User"
        self.query_one("#password", Input).border_title = "Password"
        self.query_one("#connect-keys", Static).update(
            Content.styled("enter connects · tab next field · ctrl+r looks again · ctrl+c quits", "$text-muted")
        )
        self._show()

    def tell(self, attempt: Attempt) -> None:
        """One more attempt, or what came of the one at the same place."""
        self._attempts = [*(known for known in self._attempts if known.place != attempt.place), attempt]
        self._show()

    def trouble(self, trouble: Trouble) -> None:
        """Say why there is no server; asks for a password when that is what is missing."""
        self._trouble = trouble
        self._show()
        if trouble.wants_password:
            self.query_one("#password", Input).focus()

    def restart(self) -> None:
        """A new try: what was said of the last one goes."""
        self._attempts = []
        self._trouble = None
        self._show()

    @property
    def attempts(self) -> Sequence[Attempt]:
        return tuple(self._attempts)

    def action_again(self) -> None:
        self.post_message(self.Wanted(self.query_one("#address", Input).value.strip()))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        password = self.query_one("#password", Input)
        self.post_message(
            self.Wanted(
                self.query_one("#address", Input).value.strip(),
                self.query_one("#username", Input).value.strip(),
                password.value or None,
            )
        )
        password.value = ""

    def _show(self) -> None:
        if not self.is_mounted:
            return
        lines: list[Content] = []
        for attempt in self._attempts:
            glyph, style = _MARKS[attempt.outcome]
            lines.append(Content("").join([Content.styled(f"{glyph} ", style), Content(visible(attempt.sentence))]))
            lines.extend(
                Content.styled(f"    {visible(line)}", "$text-muted") for line in attempt.output.splitlines()[-6:]
            )
        self.query_one("#attempts", Static).update(Content("\n").join(lines))
        trouble = self.query_one("#trouble", Static)
        trouble.display = self._trouble is not None
        asking = self._trouble is not None and self._trouble.wants_password
        self.query_one("#username", Input).display = asking
        self.query_one("#password", Input).display = asking
        if self._trouble is not None:
            said = [Content.styled(visible(self._trouble.sentence), "$text-error")]
            if self._trouble.advice:
                said.append(Content(self._trouble.advice))
            if self._trouble.retrying:
                said.append(Content.styled("octui keeps trying.", "$text-muted"))
            trouble.update(Content("\n").join(said))
