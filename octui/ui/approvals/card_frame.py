"""The lines around what a card's view shows: which request it is, how much is out of sight, and what else waits."""

from collections.abc import Sequence
from dataclasses import field
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from octui.lazy_dataclasses import dataclass
from octui.render.requests.grant_terms import GrantTerms
from octui.render.requests.paged_rows import RowCount
from octui.render.requests.requester import Requester, describe_requester
from octui.render.text.cell_width import clip_text
from octui.render.text.counts import format_count
from octui.render.text.sanitize import measure_width
from octui.render.text.spoofing import to_unspoofed_line
from octui.store import selectors
from octui.store.selectors import PendingRequest
from octui.store.state import State
from octui.ui.approvals.card_body import CardBody
from octui.ui.key_hints import format_first_key, format_hint, join_hints

LOW_SCREEN_ROWS: Final = 18
"""On lower screens, the heading has one row: the others are for what is to be read."""

HEADING_ROWS: Final = 2
"""The most rows of the heading; the style sheet says so too."""

HEADING_RESERVE: Final = 60
"""Cells of the heading that are not for who requests."""

MAX_TITLE_WIDTH: Final = 28
"""Cells of the title of another session."""

NARROW_COLUMNS: Final = 50
"""A screen of fewer columns has no room for whole sentences."""


@dataclass(frozen=True, slots=True)
class CardContext:
    """Which of the pending requests a card shows, and who makes it."""

    position: int = 1
    total: int = 1
    requester: Requester = field(default_factory=Requester)
    home: str = ""
    """The home directory on the server, shown as `~`."""
    place: str = ""
    """What is named in place of a session, where none makes the request; safe to draw."""
    grant_terms: GrantTerms = field(default_factory=GrantTerms)
    """What "always" means on the server."""
    same_count: int = 1
    """How many requests that are the same this one's answer goes to."""

    @property
    def requester_line(self) -> str:
        return self.place or " · ".join(describe_requester(self.requester, self.home))


def format_card_heading(title: str, context: CardContext, *, is_doubtful: bool, names_requester: bool) -> Content:
    """What is requested and, unless there is no room for it, who requests it; `title` must be safe to draw."""
    position = f" · {context.position} of {context.total}" if context.total > 1 else ""
    if context.same_count > 1:
        position = f" · answers {context.same_count} identical requests"
    return Content.assemble(
        (f"△ {title}", f"bold {'$text-error' if is_doubtful else '$text-warning'}"),
        (position, "bold $foreground"),
        f" · {context.requester_line}" if names_requester else "",
    )


def has_heading_room(requester_line: str, screen: Size) -> bool:
    """Whether the heading has room to say who requests."""
    rows = HEADING_ROWS if screen.height >= LOW_SCREEN_ROWS else 1
    return measure_width(requester_line) <= rows * screen.width - HEADING_RESERVE


def format_scroll_note(body: CardBody, columns: int, *, must_read: bool) -> Content:
    """How many lines of the body are out of sight, above and below, and whether they are to be read first."""
    above, below, is_narrow = body.hidden_above, body.hidden_below, columns < NARROW_COLUMNS
    parts = [f"▲ {_format_rows(above)}"] if above.number and not (is_narrow and below.number) else []
    if below.number:
        hint = f" {'to allow' if is_narrow else 'read to the end to allow'}" if must_read else ""
        parts += [f"▼ {_format_rows(below)}", format_first_key("request.page.down") + hint]
    return Content.styled(join_hints(parts), "$text-warning" if below.number else "")


def _format_rows(count: RowCount) -> str:
    if count.is_exact:
        return format_count(count.number, "more line")
    # An estimate has no more than two digits that say anything.
    rounded = round(count.number, 2 - len(str(count.number)))
    return f"about {format_count(rounded, 'more line')}"


def format_card_hint(answer_keys: str, context: CardContext) -> str:
    """The keys of a card that has the focus: those of its answers, and those that lead away from it."""
    others = format_hint("request.previous request.next", "other requests") if context.total > 1 else ""
    session = format_hint("request.session.open", "open its session") if context.requester.session_title else ""
    return join_hints([answer_keys, others, session])


def show_line(line: Static, content: Content) -> None:
    """Put text into a line of the card; an empty line takes no row."""
    line.display = bool(content)
    if line.content != content:
        line.update(content)


def describe_other_requests(state: State, others: Sequence[PendingRequest], *, is_card_shown: bool) -> str:
    """How many requests of other sessions are pending, the key that goes there, and the first of them."""
    noun = "more request" if is_card_shown else "request"
    key = "" if is_card_shown else format_first_key("permission.focus")
    listed = " · ".join(_describe_request(state, request) for request in others[:3]) + " …" * (len(others) > 3)
    count = format_count(len(others), noun)
    return f"△ {count} in other sessions{f' ({key})' if key else ''}: {listed}"


def _describe_request(state: State, request: PendingRequest) -> str:
    ancestors = selectors.list_ancestors(state, request.session_id)
    title = ancestors[0].display_title if ancestors else ""
    topic = request.permission.permission if request.permission is not None else "question"
    shown_title = clip_text(to_unspoofed_line(title), MAX_TITLE_WIDTH)
    session = f"“{shown_title}”" if title else "an untitled session"
    return f"{to_unspoofed_line(topic)} in {session}"
