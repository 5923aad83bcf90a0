"""The header: where you are, and the state of the connection."""

from dataclasses import replace
from time import monotonic
from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from octui.lazy_dataclasses import dataclass
from octui.render.text.sanitize import to_single_line
from octui.store.state import ConnectionStatus


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What the header shows; all texts may come from the server."""

    title: str = ""
    directory: str = ""
    branch: str = ""
    server: str = ""
    link: ConnectionStatus = ConnectionStatus.CONNECTING
    retry_in: float | None = None
    request_count: int = 0
    auto_approval: str = ""
    """What is approved without asking, and the key that stops it; its first word where there is little room."""
    unreadable_count: int = 0
    """Events and elements of lists that could not be read since the server was connected."""


WIDE_COLUMNS: Final = 100
TITLE_CELLS: Final = 28

_GLYPHS = {
    ConnectionStatus.CONNECTING: "◌",
    ConnectionStatus.LIVE: "●",
    ConnectionStatus.QUIET: "◐",
    ConnectionStatus.LOST: "○",
}
_STYLES = {
    ConnectionStatus.CONNECTING: "$foreground-muted",
    ConnectionStatus.LIVE: "$text-success",
    ConnectionStatus.QUIET: "$text-warning",
    ConnectionStatus.LOST: "$text-error",
}


def describe_connection(facts: HeaderFacts) -> str:
    """The state of the connection, in a word or two."""
    match facts.link:
        case ConnectionStatus.CONNECTING:
            return "connecting"
        case ConnectionStatus.LIVE:
            return f"live, {facts.unreadable_count} unreadable" if facts.unreadable_count else "live"
        case ConnectionStatus.QUIET:
            return "quiet"
        case ConnectionStatus.LOST:
            return "reconnecting" if not facts.retry_in else f"lost, retrying in {max(1, round(facts.retry_in))} s"


class Header(Widget):
    """One line; the least important parts go first when it is narrow. Counts down to the next reconnect."""

    facts: reactive[HeaderFacts] = reactive(HeaderFacts())
    _again_at = 0.0
    _countdown: Timer | None = None

    def render(self) -> Content:
        facts = self.facts
        if facts.retry_in:
            facts = replace(facts, retry_in=max(0.0, self._again_at - monotonic()))
        return render_header(facts, self.content_size.width)

    def watch_facts(self, before: HeaderFacts, now: HeaderFacts) -> None:
        if (before.link, before.retry_in) == (now.link, now.retry_in):
            return
        self._again_at = monotonic() + (now.retry_in or 0.0)
        if self._countdown is not None:
            self._countdown.stop()
        self._countdown = self.set_interval(1, self._tick_header) if now.retry_in else None

    def _tick_header(self) -> None:
        self.refresh()
        if monotonic() >= self._again_at and self._countdown is not None:
            self._countdown.stop()
            self._countdown = None


def render_header(facts: HeaderFacts, width: int) -> Content:
    """The header, laid out in `width` cells."""
    glyph = Content.styled(f"{_GLYPHS[facts.link]} {describe_connection(facts)}", _STYLES[facts.link])
    alerts = Content.styled(f"△ {facts.request_count}  ", "bold $text-warning") if facts.request_count else Content("")
    if facts.auto_approval:
        note = facts.auto_approval if width >= WIDE_COLUMNS else facts.auto_approval.partition(" ")[0]
        alerts = Content.styled(f"⚠ {to_single_line(note)}  ", "bold $text-error") + alerts
    name = Content.styled("octui", "bold $text-primary")
    title = to_single_line(facts.title)
    for quiet in _shrinking_forms(facts):
        right = Content("").join([alerts, *(Content.styled(part + "  ", "$foreground-muted") for part in quiet), glyph])
        room = width - name.cell_length - right.cell_length - 4
        # The server matters more than the full title of a session, but not more than its first words.
        if room >= min(len(title), TITLE_CELLS if len(quiet) > 1 or "·" in "".join(quiet) else 6):
            break
    shown = Content(title).truncate(max(0, room), ellipsis=True)
    left = Content("").join([name, Content("  "), shown])
    gap = max(1, width - left.cell_length - right.cell_length)
    return Content("").join([left, Content(" " * gap), right])


def _shrinking_forms(facts: HeaderFacts) -> list[list[str]]:
    """The parts at the right, the longest form first: directory and branch go first, as they appear elsewhere too."""
    server = to_single_line(facts.server)
    product = server.partition(" · ")[0]
    # Where no title says which project it is, the directory matters more than the server's address.
    forms = [
        [facts.directory, facts.branch, server],
        *([] if facts.title else [[facts.directory, facts.branch, product], [facts.directory, product]]),
        [facts.branch, server],
        [server],
        [product],
        [product.partition(" ")[0]],
        [],
    ]
    return [[part for part in map(to_single_line, form) if part] for form in forms]
