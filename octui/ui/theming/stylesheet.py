"""The styles: the first screen's are read at the start, the rest when a screen needs them, or a little later.

A node's styles are looked for among all rules there are, so that fewer rules make every screen faster, too.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, partial
from pathlib import PurePath
from typing import Any, Final

from textual._styles_cache import StylesCache
from textual.app import App
from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.styles import RulesMap, Styles
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from octui.config.paths import get_styles_folder
from octui.ui.theming.parsed_styles import ParsedStyles
from octui.ui.theming.style_conditions import StyleConditions

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

KNOWN_BACKGROUNDS: Final = 256
"""Pairs of colours: more than all screens of a theme have."""

PARSED_SOURCES: Final = 1024
"""More than twice the number of style sheets and of widget classes with styles of their own."""


def get_style_paths(names: Iterable[str] = STYLE_NAMES) -> list[str | PurePath]:
    """The files of these styles."""
    folder = get_styles_folder()
    return [folder / f"{name}.tcss" for name in names]


class GrowingStylesheet(Stylesheet):
    """Textual's, which can be given more styles while octui runs, parses only those, and applies what changed."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(PARSED_SOURCES)
        self._conditions = StyleConditions()
        self._parsed = ParsedStyles(variables)

    def set_variables(self, variables: dict[str, str]) -> None:
        super().set_variables(variables)
        self._parsed = ParsedStyles(variables)

    def parse(self) -> None:
        super().parse()
        self._conditions.take_rules(self._rules)

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        """Parse a source once: what changes as classes come that inherit from a widget is the rank of its rules."""
        key = (css, read_from, is_default_rules, scope)
        if (rules := self._parse_cache.get(key)) is None:
            if (rules := self._parsed.find_rules(key)) is None:
                rules = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
                self._parsed.add_rules(key, rules)
            self._parse_cache[key] = rules
        for rule in rules:
            rule.tie_breaker = tie_breaker
        return rules

    def apply(
        self, node: DOMNode, *, animate: bool = False, cache: dict[tuple[Any, ...], RulesMap] | None = None
    ) -> None:
        super().apply(node, animate=animate, cache=cache)
        # Textual makes bare nodes for the parts of a widget, and drops them at once.
        if type(node) is not DOMNode:
            self._conditions.remember_node(node)

    def update_nodes(self, nodes: Iterable[DOMNode], animate: bool = False) -> None:
        """Look for the rules of those nodes again for which anything changed that selectors ask for."""
        if self._require_parse:
            self.parse()
        outdated: list[DOMNode] = []
        kept: list[DOMNode] = []
        for node in nodes:
            if isinstance(node, Widget) and node.parent is None:
                # It gets its styles once it has a place.
                continue
            if self._is_outdated(node):
                outdated.append(node)
            elif outdated:
                kept.append(node)
        with _refresh_once():
            super().update_nodes(outdated, animate=animate)
        for node in kept:
            # It may lie on the background of one that changed.
            node.notify_style_update()

    def _is_outdated(self, node: DOMNode) -> bool:
        return self._conditions.is_outdated(node) or any(map(self._conditions.is_outdated, _list_scrollbars(node)))

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


def _list_scrollbars(node: DOMNode) -> list[Widget]:
    """Those that are shown: Textual gives them their styles together with those of their widget."""
    if not isinstance(node, Widget) or not node.is_scrollable:
        return []
    bars: list[Widget] = []
    if node.show_vertical_scrollbar and node.scrollbar_size_vertical:
        bars.append(node.vertical_scrollbar)
    if node.show_horizontal_scrollbar and node.scrollbar_size_horizontal:
        bars.append(node.horizontal_scrollbar)
    return [*bars, node.scrollbar_corner] if len(bars) > 1 else bars


def install_growing_stylesheet(app: App[int]) -> GrowingStylesheet:
    """Let this app read the styles of a screen when it opens; nothing that is shown already is touched by them."""
    stylesheet = app.stylesheet = GrowingStylesheet(app.theme_variables)

    def load_styles(screen: Screen[Any]) -> None:
        stylesheet.add_styles(get_style_paths(SCREEN_STYLES.get(type(screen).__name__, STYLE_NAMES)))
        # Its widgets do not exist yet: with the classes for its size they will be styled once, not twice.
        screen.update_classes(find_size_classes(screen, app.size), update=False)
        stylesheet.apply(screen)

    setattr(app, "_load_screen_css", load_styles)  # noqa: B010  # Textual's parses everything again
    return stylesheet


def find_size_classes(screen: Screen[Any], size: Size) -> dict[str, bool]:
    """The classes that Textual gives a screen of this size, and those that it takes from it."""
    app = screen.app
    columns = (
        app.HORIZONTAL_BREAKPOINTS if screen.HORIZONTAL_BREAKPOINTS is None else screen.HORIZONTAL_BREAKPOINTS
    ) or []
    rows = (app.VERTICAL_BREAKPOINTS if screen.VERTICAL_BREAKPOINTS is None else screen.VERTICAL_BREAKPOINTS) or []
    given = screen._get_breakpoint_classes(size.width, columns) | screen._get_breakpoint_classes(size.height, rows)
    return {name: name in given for _, name in (*columns, *rows)}


_refresh_now: Final = Styles.refresh
_refreshes: ContextVar[dict[Any, Styles] | None] = ContextVar("refreshes", default=None)
"""What was asked for while the styles of many nodes change; None at other times."""


@contextmanager
def _refresh_once() -> Iterator[None]:
    """Have each node drawn again once for all that changes of it, and not once more for each node that it is in.

    Textual marks all nodes in a node for each colour of it, of which a screen has twenty.
    """
    asked: dict[Any, Styles] = {}
    token = _refreshes.set(asked)
    try:
        yield
    finally:
        _refreshes.reset(token)
    whole = {node for node, layout, children, *_ in asked if children and not layout}
    for (node, layout, children, parent, repaint), styles in asked.items():
        if layout or parent or whole.isdisjoint(node.ancestors):
            _refresh_now(styles, layout=layout, children=children, parent=parent, repaint=repaint)


def _refresh_styles(
    styles: Styles, *, layout: bool = False, children: bool = False, parent: bool = False, repaint: bool = True
) -> None:
    if (asked := _refreshes.get()) is None:
        _refresh_now(styles, layout=layout, children=children, parent=parent, repaint=repaint)
    elif styles.node is not None and styles.node._is_mounted:
        asked[styles.node, layout, children, parent, repaint] = styles


def install_rare_refreshes() -> None:
    setattr(Styles, "refresh", _refresh_styles)  # noqa: B010  # Textual has no setting for it


def install_fast_rule_lookup() -> None:
    """Let Python compare rules by identity in C; Textual's own function for it is called for each rule and node."""
    setattr(RuleSet, "__hash__", object.__hash__)  # noqa: B010  # Textual has no setting for it


def install_shared_backgrounds() -> None:
    """Let Textual remember backgrounds by their colours alone.

    By widget, as it remembers the last thousand, it keeps all that hundreds of closed screens had drawn.
    """
    mix = StylesCache.get_inner_outer.__wrapped__
    setattr(StylesCache, "get_inner_outer", staticmethod(lru_cache(KNOWN_BACKGROUNDS)(partial(mix, None))))  # noqa: B010


install_fast_rule_lookup()
install_shared_backgrounds()
install_rare_refreshes()
