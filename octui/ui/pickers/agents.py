"""The agent picker."""

from collections.abc import Sequence

from textual.color import Color, ColorParseError

from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow
from octui.wire.catalog import Agent


def build_agent_rows(agents: Sequence[Agent], current: str) -> list[PickerRow]:
    """Primary agents, each with its colour; subagents, which only agents and mentions can call, are left out."""
    return [
        PickerRow(
            id=agent.name,
            title=agent.name,
            detail=agent.description or ("native" if agent.native else ""),
            glyph="■",
            style=_parse_color(agent.color),
            current=agent.name == current,
            search_text=agent.description or "",
        )
        for agent in agents
        if agent.is_selectable
    ]


class AgentPicker(Picker[str]):
    """Returns the name of an agent."""

    def __init__(self, agents: Sequence[Agent], current: str) -> None:
        super().__init__("Agents", lambda: build_agent_rows(agents, current), answer=lambda row: row.id, columns=True)


def _parse_color(name: str | None) -> str:
    """The colour as a style; unknown names, such as those of OpenCode's own themes, become the primary colour."""
    try:
        return Color.parse(name).hex if name else "$text-primary"
    except ColorParseError:
        return "$text-primary"
