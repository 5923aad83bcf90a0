"""The Connect screen: what was tried, with what result, and what to do next. Never a stack trace."""

import asyncio
import math
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from octui.backend.server_info import AttemptStatus, DiscoveryAttempt
from octui.config.secret import Secret
from octui.lazy_dataclasses import dataclass
from octui.render.text.sanitize import escape_message, to_single_line
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_hint, join_hints, style_hint_line, wrap_hint_line
from octui.ui.keymap import KeyContext
from octui.ui.pickers.line_input import LineInput
from octui.ui.workers import start_worker

if TYPE_CHECKING:
    # Imported when the network is browsed: most starts need no Connect screen.
    from octui.backend.mdns import Advertisement

WIDTH = 72
"""Columns of text, if the screen is wide enough."""

_MARKS = {
    AttemptStatus.TRYING: ("◌", "$foreground-muted"),
    AttemptStatus.FOUND: ("●", "$text-success"),
    AttemptStatus.SKIPPED: ("–", "$foreground-muted"),
    AttemptStatus.FAILED: ("✗", "$text-error"),
}


@dataclass(frozen=True, slots=True)
class ConnectProblem:
    """Why there is no connection, in one sentence, and what the user can do about it."""

    message: str
    advice: str = ""
    needs_password: bool = False
    attempt_count: int = 0
    """How often octui tried, if it keeps trying by itself."""
    retry_in: float = 0.0
    """Seconds until the next attempt."""


class ConnectScreen(Screen[None]):
    """Attempts above, the address below; whatever happens meanwhile, what the user typed stays."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.CONNECT,
            {
                "connect.quit": "app.quit_key",
                "connect.retry": "again",
                "connect.embedded": "embedded",
                "connect.nearby.next": "choose(1)",
                "connect.nearby.previous": "choose(-1)",
                "connect.leave": "leave",
                "connect.help": "app.command('help.show')",
                "connect.suspend": "app.command('terminal.suspend')",
            },
        )
    ]
    AUTO_FOCUS = "#address"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]

    @dataclass
    class ConnectRequested(Message):
        """Connect to this address; `""` discovers a server as at start-up."""

        address: str
        username: str = ""
        password: Secret | None = None
        is_announced: bool = False
        """Whether the address was advertised on the network instead of typed: it is never sent a secret unasked."""

    @dataclass
    class EmbeddedRequested(Message):
        """Start the embedded server."""

    @dataclass
    class Cancelled(Message):
        """The user went back to the server in use."""

    def __init__(self, address: str = "", username: str = "", *, can_cancel: bool = False) -> None:
        super().__init__()
        self._tried_address = address
        self._username = username
        self._can_cancel = can_cancel
        self._attempts: list[DiscoveryAttempt] = []
        self._nearby: tuple[Advertisement, ...] = ()
        self._problem: ConnectProblem | None = None
        self._refusals = 0
        """How often this address rejected the credentials, or their absence."""
        self._retry_at = 0.0
        self._countdown: Timer | None = None
        self._is_composed = False
        """Whether the widgets exist yet."""

    def compose(self) -> ComposeResult:
        with Vertical(id="connect"):
            yield Static(Content.styled("octui", "bold $text-primary"), id="connect-name")
            yield Static("", id="attempts", markup=False)
            yield Static("", id="problem", markup=False)
            yield Static("", id="nearby", markup=False)
            yield LineInput(
                self._tried_address, placeholder="http://127.0.0.1:4096", id="address", select_on_focus=False
            )
            yield LineInput(self._username, placeholder="opencode", id="username", select_on_focus=False)
            yield LineInput(placeholder="password", password=True, id="password")
            yield Static("", id="connect-keys", markup=False)

    def on_mount(self) -> None:
        self._is_composed = True
        self.query_one("#address", Input).border_title = "Server"
        self.query_one("#username", Input).border_title = "User"
        self.query_one("#password", Input).border_title = "Password"
        self._refresh_connect()
        self._focus_password_if_needed()
        start_worker(self, self._browse_network())

    @property
    def attempts(self) -> Sequence[DiscoveryAttempt]:
        return tuple(self._attempts)

    @property
    def address(self) -> str:
        """What is in the address field now."""
        return self.query_one("#address", Input).value.strip() if self._is_composed else self._tried_address

    @property
    def is_edited(self) -> bool:
        """Whether the address field differs from the address that is being tried."""
        return self.address != self._tried_address.strip()

    def begin_attempt(self, address: str) -> None:
        """A new attempt, perhaps at another address: earlier results are cleared."""
        if address != self._tried_address:
            self._refusals = 0
        self._tried_address = address
        self._attempts = []
        self._problem = None
        self._stop_countdown()
        self._refresh_connect()

    def show_attempt(self, attempt: DiscoveryAttempt) -> None:
        """One more attempt, or the result of the one at the same place."""
        self._attempts = [*(known for known in self._attempts if known.place != attempt.place), attempt]
        self._refresh_connect()

    def show_problem(self, problem: ConnectProblem) -> None:
        """Say why there is no connection; asks for a password if one is missing."""
        self._problem = problem
        self._refusals = self._refusals + 1 if problem.needs_password else 0
        self._retry_at = monotonic() + problem.retry_in
        self._stop_countdown()
        if problem.retry_in:
            self._countdown = self.set_interval(1, self._tick_countdown)
        self._refresh_connect()
        self._focus_password_if_needed()

    def allow_cancel(self) -> None:
        """There is now a server to go back to."""
        self._can_cancel = True
        self._refresh_connect()

    def show_nearby_servers(self, servers: "tuple[Advertisement, ...]") -> None:
        """The servers that are advertised on the network now."""
        self._nearby = servers
        self._refresh_connect()

    def action_again(self) -> None:
        self.post_message(self.ConnectRequested(self.address, is_announced=self._is_announced_address()))

    def action_embedded(self) -> None:
        self.post_message(self.EmbeddedRequested())

    def action_choose(self, step: int) -> None:
        """Put the next advertised server into the address field."""
        urls = [server.url for server in self._nearby]
        if not urls:
            return
        if self.address in urls:
            chosen = urls[(urls.index(self.address) + step) % len(urls)]
        else:
            chosen = urls[0 if step > 0 else -1]
        field = self.query_one("#address", Input)
        field.value = chosen
        field.cursor_position = len(chosen)
        field.focus()
        self._refresh_connect()

    def action_leave(self) -> None:
        self.post_message(self.Cancelled())

    @on(Input.Submitted)
    def _connect_submitted(self) -> None:
        password = self.query_one("#password", Input)
        self.post_message(
            self.ConnectRequested(
                self.address,
                self.query_one("#username", Input).value.strip(),
                Secret(password.value) if password.value else None,
                self._is_announced_address(),
            )
        )
        password.value = ""

    async def _browse_network(self) -> None:
        """Browse the network for servers for as long as the screen exists."""
        from octui.backend.mdns import MdnsBrowser  # imported when it is used: see above

        loop = asyncio.get_running_loop()
        browser = MdnsBrowser(lambda servers: loop.call_soon_threadsafe(self.show_nearby_servers, servers))
        browser.start_browsing()
        try:
            await loop.create_future()
        finally:
            browser.close()

    def _is_announced_address(self) -> bool:
        return any(server.url == self.address for server in self._nearby)

    def _focus_password_if_needed(self) -> None:
        """Focus the password field, unless the user is editing the address."""
        if self._is_composed and self._problem is not None and self._problem.needs_password and not self.is_edited:
            self.query_one("#password", Input).focus()

    def _tick_countdown(self) -> None:
        if monotonic() >= self._retry_at:
            self._stop_countdown()
        self._refresh_connect()

    def _stop_countdown(self) -> None:
        if self._countdown is not None:
            self._countdown.stop()
            self._countdown = None

    def _refresh_connect(self) -> None:
        if not self._is_composed:
            return
        problem = self._problem
        attempts = self.query_one("#attempts", Static)
        lines = _format_attempts(self._attempts, problem.message if problem else "")
        attempts.update(Content("\n").join(lines))
        attempts.display = bool(lines)
        line = self.query_one("#problem", Static)
        line.display = problem is not None
        if problem is not None:
            line.update(_format_problem(problem, self._refusals, self._retry_at - monotonic()))
        nearby = self.query_one("#nearby", Static)
        nearby.display = bool(self._nearby)
        nearby.update(_format_nearby_servers(self._nearby, self.address))
        # The fields stay visible while their contents are tried.
        asks_password = bool(self._refusals)
        self.query_one("#username", Input).display = asks_password
        self.query_one("#password", Input).display = asks_password
        self.query_one("#connect-keys", Static).update(self._format_connect_hints(asks_password))

    def _format_connect_hints(self, asks_password: bool) -> Content:
        hints = [
            ("connect.submit", "connect"),
            ("connect.field.next", "next field" if asks_password else ""),
            ("connect.nearby.next", "server on this network" if self._nearby else ""),
            ("connect.retry", "retry"),
            ("connect.embedded", "use embedded server"),
            ("connect.leave", "back" if self._can_cancel else ""),
            ("connect.quit", "quit"),
        ]
        line = join_hints(format_hint(command_id, verb) for command_id, verb in hints if verb)
        rows = wrap_hint_line(line, self.query_one("#connect-keys").size.width or WIDTH)
        return Content("\n").join(map(style_hint_line, rows))


def _format_attempts(attempts: Sequence[DiscoveryAttempt], shown: str) -> list[Content]:
    """One line each, and the end of the output of a failed command; the problem shown below is not repeated."""
    lines: list[Content] = []
    for attempt in attempts:
        if attempt.message == shown:
            continue
        glyph, style = _MARKS[attempt.status]
        lines.append(Content("").join([Content.styled(f"{glyph} ", style), Content(escape_message(attempt.message))]))
        lines.extend(
            Content.styled(f"    {escape_message(line)}", "$foreground-muted")
            for line in attempt.output.splitlines()[-6:]
        )
    return lines


def _format_nearby_servers(servers: "Sequence[Advertisement]", address: str) -> Content:
    lines = [Content.styled("On this network:", "$foreground-muted")]
    for server in servers:
        chosen = server.url == address
        glyph = Content.styled("› " if chosen else "  ", "$text-primary")
        url = Content.styled(to_single_line(server.url), "$text-primary" if chosen else "")
        lines.append(
            Content("").join([glyph, url, Content.styled(f"  {to_single_line(server.name)}", "$foreground-muted")])
        )
    return Content("\n").join(lines)


def _format_problem(problem: ConnectProblem, refusals: int, remaining: float) -> Content:
    lines = [Content.styled(escape_message(problem.message), "$text-error")]
    if problem.advice:
        lines.append(Content(escape_message(problem.advice)))
    if problem.attempt_count:
        following = f"retrying in {math.ceil(remaining)} s" if remaining > 0 else "retrying…"
        lines.append(Content.styled(f"Tried {_format_count(problem.attempt_count)}; {following}", "$foreground-muted"))
    elif refusals > 1:
        lines.append(Content.styled(f"Tried {_format_count(refusals)}.", "$foreground-muted"))
    return Content("\n").join(lines)


def _format_count(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
