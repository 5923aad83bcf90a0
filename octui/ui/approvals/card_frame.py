"""The lines of a card around what its view shows: which request it is, and how much is out of sight."""

from dataclasses import field

from textual.content import Content
from textual.widgets import Static

from octui.lazy_dataclasses import dataclass
from octui.render.requests.grant_terms import GrantTerms
from octui.render.requests.requester import Requester, describe_requester
from octui.render.text.counts import format_count
from octui.ui.key_hints import format_first_key, join_hints


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
        position = f" · answers {context.same_count} requests that are the same"
    return Content.assemble(
        (f"△ {title}", f"bold {'$text-error' if is_doubtful else '$text-warning'}"),
        (position, "bold $foreground"),
        f" · {context.requester_line}" if names_requester else "",
    )


def format_scroll_note(above: int, below: int, *, must_read: bool, is_narrow: bool) -> Content:
    """How many lines of the body are out of sight, above and below, and whether they are to be read first."""
    parts = [f"▲ {format_count(above, 'more line')}"] if above and not (is_narrow and below) else []
    if below:
        hint = f" {'to allow' if is_narrow else 'read to the end to allow'}" if must_read else ""
        parts += [f"▼ {format_count(below, 'more line')}", format_first_key("request.page.down") + hint]
    return Content.styled(join_hints(parts), "$text-warning" if below else "")


def show_line(line: Static, content: Content) -> None:
    """Put text into a line of the card; an empty line takes no row."""
    line.display = bool(content)
    if line.content != content:
        line.update(content)
