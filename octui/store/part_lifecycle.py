"""The stages of a part, and a check that decides which of two versions of it is newer."""

from octui.wire.parts import Part, ReasoningPart, TextPart, ToolPart

FINAL_STATES = frozenset({"completed", "error"})


def is_streaming(part: Part | None) -> bool:
    """Whether its text may still be streaming: it has started and not ended.

    Text without any time was never streamed and is final.
    """
    return isinstance(part, TextPart | ReasoningPart) and part.time is not None and part.time.end is None


def has_ended(part: Part | None) -> bool:
    """Whether the server has finished it."""
    if isinstance(part, ToolPart):
        return part.state.status in FINAL_STATES
    return isinstance(part, TextPart | ReasoningPart) and part.time is not None and part.time.end is not None


def is_later(part: Part, known: Part | None) -> bool:
    """Whether `part` is finished while `known` is still in progress; never true in both directions."""
    if isinstance(part, ToolPart):
        return isinstance(known, ToolPart) and has_ended(part) and not has_ended(known)
    return has_ended(part) and is_streaming(known)


def get_part_text(part: Part | None) -> str:
    return part.text if isinstance(part, TextPart | ReasoningPart) else ""
