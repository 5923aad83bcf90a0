"""The agent picker."""

from collections.abc import Callable, Iterator, Sequence

from octui.ui.pickers.offered import OfferPicker
from octui.ui.pickers.rows import PickerRow
from octui.ui.theming.agent_color import parse_agent_color
from octui.wire.catalog import Agent


def iter_agent_rows(agents: Sequence[Agent], current: str) -> Iterator[PickerRow]:
    """Primary agents, each with its colour; subagents, which only agents and mentions can call, are left out."""
    for agent in agents:
        if agent.is_selectable:
            yield PickerRow(
                id=agent.name,
                title=agent.name,
                detail=agent.description or ("native" if agent.native else ""),
                glyph="■",
                style=_find_color_style(agent.color),
                current=agent.name == current,
                search_text=agent.description or "",
            )


class AgentPicker(OfferPicker[str]):
    """Returns the name of an agent."""

    def __init__(
        self, agents: Callable[[], Sequence[Agent]], current: str, is_awaited: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(
            "Agents",
            lambda: iter_agent_rows(agents(), current),
            answer=lambda row: row.id,
            is_awaited=lambda: not agents() and is_awaited(),
            loading="Reading agents…",
            empty="The server offers no agents.",
            columns=True,
        )


def _find_color_style(name: str | None) -> str:
    color = parse_agent_color(name)
    return color.hex if color is not None else "$text-primary"
