"""The line above: where you are, and how alive the server is."""

from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from octui.store.state import Link


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What the header shows; every text may come from the server."""

    title: str = ""
    place: str = ""
    branch: str = ""
    server: str = ""
    link: Link = Link.CONNECTING
    retry_in: float | None = None
    asks: int = 0


_GLYPHS = {Link.CONNECTING: "◌", Link.LIVE: "●", Link.QUIET: "◐", Link.LOST: "○"}
_STYLES = {
    Link.CONNECTING: "$text-muted",
    Link.LIVE: "$text-success",
    Link.QUIET: "$text-warning",
    Link.LOST: "$text-error",
}


def link_words(facts: HeaderFacts) -> str:
    """How the connection is, in a word or two."""
    match facts.link:
        case Link.CONNECTING:
            return "connecting"
        case Link.LIVE:
            return "live"
        case Link.QUIET:
            return "quiet"
        case Link.LOST:
            return "reconnecting" if not facts.retry_in else f"lost, again in {facts.retry_in:.0f} s"


class Header(Widget):
    """One line; what matters least goes first when it is narrow."""

    facts: reactive[HeaderFacts] = reactive(HeaderFacts())

    def render(self) -> Content:
        return header_line(self.facts, self.content_size.width)


def header_line(facts: HeaderFacts, width: int) -> Content:
    """The header laid out in `width` cells."""
    glyph = Content.styled(f"{_GLYPHS[facts.link]} {link_words(facts)}", _STYLES[facts.link])
    asks = Content.styled(f"△ {facts.asks}  ", "bold $text-warning") if facts.asks else Content("")
    name = Content.styled("octui", "bold $text-primary")
    title = _plain(facts.title)
    quiet = [part for part in (_plain(facts.place), _plain(facts.branch), _plain(facts.server)) if part]
    while True:
        right = Content("").join([asks, *(Content.styled(part + "  ", "$text-muted") for part in quiet), glyph])
        room = width - name.cell_length - right.cell_length - 4
        if room >= min(len(title), 16) or not quiet:
            break
        # The branch and the place are on other lines too; the server's name is the last to go.
        quiet.pop(0)
    shown = Content(title).truncate(max(0, room), ellipsis=True)
    left = Content("").join([name, Content("  "), shown])
    gap = max(1, width - left.cell_length - right.cell_length)
    return Content("").join([left, Content(" " * gap), right])


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else "·" for char in text)
