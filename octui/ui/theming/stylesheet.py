"""The styles: the first screen's are read at the start, the rest when a screen needs them, or a little later.

A node's styles are looked for among all rules there are, so that fewer rules make every screen faster, too.
"""

import asyncio
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, Final

from textual.app import App
from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

from octui.config.paths import get_styles_folder

STYLE_NAMES: Final = (
    "app",
    "header",
    "chat",
    "sessions",
    "connect",
    "transcript",
    "cards",
    "composer",
    "pickers",
    "panels",
    "terminal",
    "files",
    "diffs",
    "messages",
)
"""In their order: of two rules that fit a node equally well, the later one counts."""

FIRST_STYLES: Final = ("app", "header", "sessions", "composer", "pickers")
"""What the overview of sessions shows, and what can appear above any screen."""

SCREEN_STYLES: Final = {
    "SessionsScreen": FIRST_STYLES,
    "ChatScreen": (*FIRST_STYLES, "chat", "transcript", "cards", "terminal"),
}
"""What the screens need that a start can show; any other waits for all styles, unless they were read by then."""

PARSED_SOURCES: Final = 512
"""More than there are files and classes of widgets, of which each has styles of its own."""


def get_style_paths(names: Iterable[str] = STYLE_NAMES) -> list[str | PurePath]:
    """The files of these styles."""
    folder = get_styles_folder()
    return [folder / f"{name}.tcss" for name in names]


class GrowingStylesheet(Stylesheet):
    """Textual's, which can be given more styles while octui runs, and parses only those."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(PARSED_SOURCES)

    def reparse(self) -> None:
        """Parse what is new, and everything after a change of variables; Textual's forgets what it parsed before."""
        self.parse()

    def add_styles(self, paths: Iterable[str | PurePath]) -> bool:
        """Read the files that were not read yet; returns whether there were any."""
        missing = [path for path in paths if not self.has_source(str(path))]
        for path in missing:
            self.read(path)
        if missing:
            rank = {str(path): place for place, path in enumerate(get_style_paths())}
            self.source = dict(sorted(self.source.items(), key=lambda source: rank.get(source[0][0], -1)))
        return bool(missing)

    async def read_ahead(self) -> None:
        """Read what is missing a file at a time, so that keys need not wait for it, and no screen opened later."""
        while missing := self.find_missing_styles():
            self.add_styles(missing[:1])
            self.parse()
            await asyncio.sleep(0)

    def find_missing_styles(self) -> list[str | PurePath]:
        """The files that were not read yet."""
        return [path for path in get_style_paths() if not self.has_source(str(path))]


def install_growing_stylesheet(app: App[int]) -> GrowingStylesheet:
    """Let this app read the styles of a screen when it opens; nothing that is shown already is touched by them."""
    stylesheet = app.stylesheet = GrowingStylesheet(app.theme_variables)

    def load_styles(screen: Screen[Any]) -> None:
        if stylesheet.add_styles(get_style_paths(SCREEN_STYLES.get(type(screen).__name__, STYLE_NAMES))):
            stylesheet.apply(screen)

    setattr(app, "_load_screen_css", load_styles)  # noqa: B010  # Textual's parses everything again
    return stylesheet


def install_fast_rule_lookup() -> None:
    """Let Python compare rules by identity in C; Textual's own function for it is called for each rule and node."""
    setattr(RuleSet, "__hash__", object.__hash__)  # noqa: B010  # Textual has no setting for it


install_fast_rule_lookup()
