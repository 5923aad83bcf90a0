"""How far a tool call has come, as a person sees it."""

from enum import Enum, auto
from typing import Final

from octui.render.blocks import ToolBlock

_OUTCOMES: Final = (
    ("dismissed this question", "dismissed"),
    ("user dismissed", "dismissed"),
    ("rejected permission", "rejected"),
    ("specified a rule", "denied by a rule"),
)
"""How servers say that a person, not the program, ended a call."""
BRIEF: Final = 10_000
"""Characters of an error that are looked at to show its beginning."""

_FEEDBACK: Final = "with the following feedback: "
_PREFIX: Final = "Error: "
"""What older servers put before the error of every tool."""


class ToolStatus(Enum):
    PENDING = auto()
    """The model is still writing down what the tool is to do."""
    RUNNING = auto()
    AWAITING_REPLY = auto()
    """A person has to answer first."""
    COMPLETED = auto()
    FAILED = auto()
    REJECTED = auto()
    ABANDONED = auto()
    """Nobody is at it any more, and it never ended."""


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
    """What a person's no did to a call, in a word or two; `""` when it ended in another way."""
    return next((said for words, said in _OUTCOMES if words in error[:400]), "")


def extract_error_text(block: ToolBlock, *, brief: bool = False) -> str:
    """What is worth reading of how a call failed: the tool's error, or the reason a person gave.

    In `brief`, only how it begins, without blank lines and without the list of everything the model could have called.
    """
    state = block.part.state
    if block.part.tool == "invalid" and state.status == "completed":
        reason = state.input.get("error")
        said = (reason if isinstance(reason, str) else state.output)[: BRIEF if brief else None]
        return said.partition(" Available tools: ")[0] if brief else said
    if state.status != "error":
        return ""
    match derive_tool_status(block):
        case ToolStatus.REJECTED:
            return state.error[: BRIEF if brief else None].partition(_FEEDBACK)[2]
        case ToolStatus.ABANDONED:
            return ""
        case _:
            said = state.error[: BRIEF if brief else None].removeprefix(_PREFIX)
            return said.replace("\n\n", "\n") if brief else said
