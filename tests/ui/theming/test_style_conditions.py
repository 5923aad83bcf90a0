"""Nodes keep their styles while nothing changes that selectors ask for; otherwise they have what Textual gives them."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Button, Input, Static

from octui.ui.theming.stylesheet import GrowingStylesheet, find_size_classes

Change = Callable[["StyledApp"], object]


class StyledApp(App[None]):
    """Its rules look at classes, the focus, order, sizes and disabled nodes, of a node and of those above it."""

    CSS = """
    Static { color: red; }
    Static.-picked { color: blue; }
    #outer.-open Static { color: green; }
    .-leader #inner { background: grey; }
    #outer:focus-within > Static { color: yellow; }
    #inner:disabled Button { color: orange; }
    Button:focus { color: purple; }
    Static:last-child { text-style: bold; }
    Screen.-wide .first { width: 30; }
    StyledApp:blur Input { color: pink; }
    Input > .input--placeholder { color: cyan; }
    #outer.-open Input > .input--placeholder { color: magenta; }
    .-dark-mode .first { height: 2; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]

    def __init__(self) -> None:
        super().__init__()
        self.stylesheet = GrowingStylesheet(self.get_css_variables())

    def compose(self) -> ComposeResult:
        with Vertical(id="outer"):
            yield Static("first", classes="first")
            yield Static("second")
            with Vertical(id="inner"):
                yield Button("press")
                yield Input(placeholder="type")


CHANGES: dict[str, Change] = {
    "class": lambda app: app.query_one(".first").add_class("-picked"),
    "class above": lambda app: app.query_one("#outer").add_class("-open"),
    "class of the screen": lambda app: app.screen.add_class("-leader"),
    "no class that matters": lambda app: app.query_one("#outer").add_class("-unknown"),
    "focus": lambda app: app.set_focus(app.query_one(Button)),
    "disabled": lambda app: setattr(app.query_one("#inner"), "disabled", True),
    "another theme": lambda app: setattr(app, "theme", "textual-light"),
    "focus of the app": lambda app: setattr(app, "app_focus", False),
    "order": lambda app: app.query_one("#outer").move_child(app.query_one(".first"), after=app.query_one("#inner")),
    "removed class": lambda app: app.query_one("#outer").remove_class("-open"),
}


def list_rules(node: DOMNode) -> list[list[str]]:
    """Of a node and of its parts."""
    parts = node._component_styles
    return [node.styles.base.css_lines, *(parts[name].base.css_lines for name in sorted(parts))]


async def list_rules_after_changes(app: StyledApp, changes: Iterable[Change]) -> list[list[list[str]]]:
    """The rules in force of each node after each change."""
    seen = []
    async with app.run_test(size=(80, 24)) as pilot:
        for change in changes:
            change(app)
            await pilot.pause()
            seen.append([rules for node in app.screen.walk_children(with_self=True) for rules in list_rules(node)])
    return seen


@pytest.mark.parametrize("first", CHANGES)
async def test_every_node_has_the_styles_that_textual_gives_it(first: str) -> None:
    changes = [CHANGES[first], *CHANGES.values()]
    plain = StyledApp()
    plain.stylesheet = Stylesheet(variables=plain.get_css_variables())
    assert await list_rules_after_changes(StyledApp(), changes) == await list_rules_after_changes(plain, changes)


async def test_a_class_that_no_rule_below_asks_for_touches_one_node(monkeypatch: pytest.MonkeyPatch) -> None:
    app = StyledApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        styled: list[DOMNode] = []
        apply = GrowingStylesheet.apply

        def count(sheet: GrowingStylesheet, node: DOMNode, **options: Any) -> None:
            styled.append(node)
            apply(sheet, node, **options)

        monkeypatch.setattr(GrowingStylesheet, "apply", count)
        outer = app.query_one("#outer")
        outer.add_class("-unknown")
        assert styled == [outer]
        styled.clear()
        app.screen.update_node_styles()
        assert not styled


async def test_a_screen_has_the_classes_for_its_size_before_it_is_drawn() -> None:
    app = StyledApp()
    async with app.run_test(size=(80, 24)):
        screen: Screen[None] = Screen()
        assert find_size_classes(screen, app.size) == {"-narrow": False, "-wide": True}
