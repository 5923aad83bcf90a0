"""The popup of keys that may follow the leader, in as many columns as there is room for."""

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from octui.render.text.sanitize import clip_text, measure_width
from octui.ui.actions.command_actions import CommandActions
from octui.ui.commands.table import find_app_command
from octui.ui.key_hints import format_first_key, format_hints, format_key, style_hint_line
from octui.ui.keymap import LEADER_ID, KeyContext, get_keymap

COLUMN_WIDTH: Final = 32
"""The least number of cells for a key and its title."""


def list_next_keys(actions: CommandActions) -> list[tuple[str, str]]:
    """Each key that may follow the leader now, as it is shown, and the title of what it does."""
    keys = []
    for key, command_id in get_keymap().list_leader_ids(KeyContext.APP).items():
        command = find_app_command(command_id)
        if command is not None and command.is_enabled(actions):
            keys.append((format_key(key), command.title))
    return sorted(keys, key=lambda item: (len(item[0]) > 1, not item[0].isalnum(), item[0].lower(), item[0].isupper()))


def render_next_keys(keys: Sequence[tuple[str, str]], width: int) -> Content:
    """The keys column by column, titles clipped to their column."""
    if not keys:
        return Content.styled("Nothing follows the leader here.", "$foreground-muted")
    columns = max(1, width // COLUMN_WIDTH)
    height = -(-len(keys) // columns)
    column_width = width // columns
    key_width = max(measure_width(key) for key, _ in keys)
    lines = []
    for row in range(height):
        cells = []
        for key, title in keys[row::height]:
            shown = clip_text(title, column_width - key_width - 2)
            gap = " " * (column_width - key_width - 1 - measure_width(shown))
            cells += [Content.styled(f"{key:>{key_width}}", "bold $text-accent"), Content(f" {shown}{gap}")]
        lines.append(Content("").join(cells))
    return Content("\n").join(lines)


class WhichKey(VerticalScroll, can_focus=False):
    """At the bottom of the screen, over what is there."""

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__(id="which-key")
        self._keys = keys
        self._body = Static("", markup=False)

    def compose(self) -> ComposeResult:
        self.border_title = f"{format_first_key(LEADER_ID)} …"
        self.border_subtitle = style_hint_line(format_hints(("which-key.scroll.up which-key.scroll.down", "scroll")))
        yield self._body

    def on_mount(self) -> None:
        self.call_after_refresh(self._draw_keys)

    def on_resize(self) -> None:
        self._draw_keys()

    def _draw_keys(self) -> None:
        self._body.update(render_next_keys(self._keys, max(10, self.scrollable_content_region.width)))

    def scroll_keys(self, command_id: str) -> None:
        """Scroll as a command of the keymap says."""
        match command_id:
            case "which-key.scroll.up":
                self.scroll_relative(y=-1, animate=False)
            case "which-key.scroll.down":
                self.scroll_relative(y=1, animate=False)
            case "which-key.page.up":
                self.scroll_page_up(animate=False)
            case "which-key.page.down":
                self.scroll_page_down(animate=False)
            case "which-key.home":
                self.scroll_home(animate=False)
            case "which-key.end":
                self.scroll_end(animate=False)
            case _:
                pass
