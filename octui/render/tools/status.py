"""The status of a tool call, as it is shown."""

from enum import Enum, auto
from typing import Final

from octui.render.blocks import ToolBlock

_OUTCOMES: Final = (
    ("dismissed this question", "dismissed"),
    ("user dismissed", "dismissed"),
    ("rejected permission", "rejected"),
    ("specified a rule", "blocked by a rule"),
)
"""How servers report that a user's decision or rule, not the tool, ended a call."""
BRIEF: Final = 10_000
"""Characters of an error that are read to show its beginning."""

_FEEDBACK: Final = "with the following feedback: "
_PREFIX: Final = "Error: "
"""What older servers put before the error of every tool."""


class ToolStatus(Enum):
    PENDING = auto()
    """The model is still writing the arguments."""
    RUNNING = auto()
    AWAITING_REPLY = auto()
    """It waits for the user."""
    COMPLETED = auto()
    FAILED = auto()
    REJECTED = auto()
    ABANDONED = auto()
    """Its run is over, but it never ended."""


def derive_tool_status(block: ToolBlock) -> ToolStatus:
    state = block.part.state
    match state.status:
        case "completed":
            return ToolStatus.FAILED if block.part.tool == "invalid" else ToolStatus.COMPLETED
        case "error" if describe_rejection(state.error):
            return ToolStatus.REJECTED
        case "error":
            return ToolStatus.ABANDONED if state.metadata.get("interrupted") is True else ToolStatus.FAILED
        case _ if block.awaits_reply:
            return ToolStatus.AWAITING_REPLY
        case _ if block.is_abandoned:
            return ToolStatus.ABANDONED
        case "running":
            return ToolStatus.RUNNING
        case _:
            return ToolStatus.PENDING


def describe_rejection(error: str) -> str:
    """How a rejection ended a call, in a word or two; `""` when it ended in another way."""
    return next((text for words, text in _OUTCOMES if words in error[:400]), "")


def extract_error_text(block: ToolBlock, *, brief: bool = False) -> str:
    """Why a call failed: the tool's error, or the note the user rejected it with.

    If `brief`, only its beginning, without blank lines and without the list of available tools.
    """
    state = block.part.state
    if block.part.tool == "invalid" and state.status == "completed":
        reason = state.input.get("error")
        text = (reason if isinstance(reason, str) else state.output)[: BRIEF if brief else None]
        return text.partition(" Available tools: ")[0] if brief else text
    if state.status != "error":
        return ""
    match derive_tool_status(block):
        case ToolStatus.REJECTED:
            return state.error[: BRIEF if brief else None].partition(_FEEDBACK)[2]
        case ToolStatus.ABANDONED:
            return ""
        case _:
            text = state.error[: BRIEF if brief else None].removeprefix(_PREFIX)
            return text.replace("\n\n", "\n") if brief else text
