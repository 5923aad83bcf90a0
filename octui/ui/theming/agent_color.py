"""The colour of an agent, as servers name it."""

from textual.color import Color, ColorParseError


def parse_agent_color(name: str | None) -> Color | None:
    """None for no colour, and for a name that Textual does not know, such as one of OpenCode's own themes."""
    try:
        return Color.parse(name) if name else None
    except ColorParseError:
        return None
