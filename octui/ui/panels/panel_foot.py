"""The lines below the list of a panel: what is known about the row under the cursor, and the keys that do something."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from textual.content import Content

from octui.render.text.cell_width import is_wider_than
from octui.render.text.sanitize import clip_text, escape_message, measure_width, to_single_line, wrap_text
from octui.ui.key_hints import SEPARATOR, format_hint, style_hint_line
from octui.ui.panels.panel_rows import PanelAction, PanelRow
from octui.ui.pickers.rows import Line

MORE: Final = " …"
MAX_HINT_ROWS: Final = 3

_GENERAL_HINTS: Final = (
    (2, "panel.copy", "copy"),
    (0, "panel.copy.all", "copy all"),
    (3, "panel.filter", "filter"),
    (1, "panel.refresh", "reload"),
    (4, "panel.close", "close"),
)
"""Importance, command and verb of what every panel can do."""


def format_work_hint(label: str) -> Content:
    """What is being done, and the key that cancels it."""
    shown = Content.styled(f"◌ {to_single_line(label)}…", "$text-warning")
    return Content(SEPARATOR).join([shown, style_hint_line(format_hint("panel.close", "cancel"))])


def format_panel_hints(
    actions: Iterable[PanelAction], row: PanelRow | None, width: int, has_effect: Callable[[str], bool]
) -> Content:
    """The keys of a row's actions, then those of every panel, the least important of which are left out first."""
    own = [shown for action in actions if action.is_offered(row) and (shown := _format_action_hint(action, row))]
    for left_out in range(len(_GENERAL_HINTS)):
        general = (
            style_hint_line(hint)
            for importance, command_id, verb in _GENERAL_HINTS
            if importance >= left_out and has_effect(command_id) and (hint := format_hint(command_id, verb))
        )
        rows = _arrange_hints([*own, *general], width)
        if len(rows) <= MAX_HINT_ROWS:
            break
    return Content("\n").join(rows)


def has_row_beyond(lines: Iterable[Line], room: int) -> bool:
    """Whether more is known of any row than the list shows, which has so many cells for details."""
    rows = (line for line in lines if isinstance(line, PanelRow))
    return any(row.about or is_wider_than(row.detail, room) for row in rows)


def fit_text(text: str, width: int, rows: int) -> str:
    """As much of a text as fits, with a sign that there is more."""
    lines = wrap_text(escape_message(text), width)
    if len(lines) > rows:
        lines = [*lines[: rows - 1], clip_text(lines[rows - 1], width - measure_width(MORE)) + MORE]
    return "\n".join(lines)


def _format_action_hint(action: PanelAction, row: PanelRow | None) -> Content | None:
    hint = format_hint(action.command_id, action.label)
    if not hint:
        return None
    return Content.styled(hint, "$foreground-muted") if action.find_obstacle(row) else style_hint_line(hint)


def _arrange_hints(hints: Sequence[Content], width: int) -> list[Content]:
    """Hints in as many rows as they need; a key and its verb stay in one row."""
    rows: list[list[Content]] = [[]]
    taken = 0
    for hint in hints:
        if rows[-1] and taken + len(SEPARATOR) + hint.cell_length > width:
            rows.append([])
            taken = 0
        taken += hint.cell_length + (len(SEPARATOR) if rows[-1] else 0)
        rows[-1].append(hint)
    dot = Content.styled(SEPARATOR, "$foreground-muted")
    return [dot.join(row) for row in rows]
