"""The rows of a panel, and what is copied of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from octui.ui.pickers.rows import PickerRow


@dataclass(frozen=True, slots=True)
class PanelRow(PickerRow):
    """A row that the cursor can rest on; its title is a name, and its detail the value next to it."""

    about: str = ""
    """More of it, below the list while the cursor is on it."""
    copied: str = ""
    """What copying it gives, where that is not its detail."""

    @property
    def copied_text(self) -> str:
        return self.copied or self.detail or self.title

    @property
    def full_text(self) -> str:
        """Everything that is known about it."""
        return "\n\n".join(dict.fromkeys(part for part in (self.detail, self.about) if part)) or self.title


@dataclass(frozen=True, slots=True)
class PanelAction:
    """A command of the keymap that does something with the row under the cursor, or with the panel.

    Where it is not offered it is left out of the hints; one with an obstacle is greyed out, and its key says why.
    """

    command_id: str
    label: str
    perform: Callable[[PanelRow | None], None]
    is_offered: Callable[[PanelRow | None], bool] = lambda _: True
    find_obstacle: Callable[[PanelRow | None], str] = lambda _: ""


def format_as_markdown(title: str, rows: Iterable[PickerRow]) -> str:
    """All rows as a Markdown list below their headings, for an issue or a chat."""
    lines = [f"# {title}"]
    group: str | None = None
    for row in rows:
        if row.group != group:
            group = row.group
            lines += ["", *([f"## {group}", ""] if group else [])]
        detail = " ".join(row.detail.split())
        lines.append(f"- **{row.title}**: {detail}" if detail else f"- {row.title}")
    return "\n".join(lines) + "\n"
