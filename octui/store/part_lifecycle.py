"""Which of two tellings of the same part is the later one."""

from octui.wire.parts import Part, ReasoningPart, TextPart, ToolPart

FINAL_STATES = frozenset({"completed", "error"})


def grows(part: Part | None) -> bool:
    """Whether its text may still be written: it was begun and not ended.

    Text without any time was never streamed and stands as it is.
    """
    return isinstance(part, TextPart | ReasoningPart) and part.time is not None and part.time.end is None


def ended(part: Part | None) -> bool:
    """Whether the server has said its last word on it."""
    if isinstance(part, ToolPart):
        return part.state.status in FINAL_STATES
    return isinstance(part, TextPart | ReasoningPart) and part.time is not None and part.time.end is not None


def later(part: Part, held: Part | None) -> bool:
    """Whether `part` ends what `held` still shows under way; never true both ways round."""
    if isinstance(part, ToolPart):
        return isinstance(held, ToolPart) and ended(part) and not ended(held)
    return ended(part) and grows(held)


def text_of(part: Part | None) -> str:
    return part.text if isinstance(part, TextPart | ReasoningPart) else ""
