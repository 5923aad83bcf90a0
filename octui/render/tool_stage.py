"""How far a tool call has come, as a person sees it."""

from enum import Enum, auto
from typing import Final

from octui.render.blocks import ToolBlock

_OUTCOMES: Final = (
    ("dismissed this question", "dismissed"),
    ("user dismissed", "dismissed"),
    ("rejected permission", "refused"),
    ("specified a rule", "denied by a rule"),
)
"""How servers say that a person, not the program, ended a call."""
BRIEF: Final = 10_000
"""Characters of an error that are looked at to show its beginning."""

_FEEDBACK: Final = "with the following feedback: "
_PREFIX: Final = "Error: "
"""What older servers put before the error of every tool."""


class Stage(Enum):
    PENDING = auto()
    """The model is still writing down what the tool is to do."""
    RUNNING = auto()
    WAITING = auto()
    """A person has to answer first."""
    DONE = auto()
    FAILED = auto()
    REFUSED = auto()
    CUT_OFF = auto()
    """Nobody is at it any more, and it never ended."""


def stage_of(block: ToolBlock) -> Stage:
    state = block.part.state
    match state.status:
        case "completed":
            return Stage.FAILED if block.part.tool == "invalid" else Stage.DONE
        case "error" if outcome(state.error):
            return Stage.REFUSED
        case "error":
            return Stage.CUT_OFF if state.metadata.get("interrupted") is True else Stage.FAILED
        case _ if block.asking:
            return Stage.WAITING
        case _ if block.dead:
            return Stage.CUT_OFF
        case "running":
            return Stage.RUNNING
        case _:
            return Stage.PENDING


def outcome(error: str) -> str:
    """What a person's no did to a call, in a word or two; `""` when it ended in another way."""
    return next((said for words, said in _OUTCOMES if words in error[:400]), "")


def complaint(block: ToolBlock, *, brief: bool = False) -> str:
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
    match stage_of(block):
        case Stage.REFUSED:
            return state.error[: BRIEF if brief else None].partition(_FEEDBACK)[2]
        case Stage.CUT_OFF:
            return ""
        case _:
            said = state.error[: BRIEF if brief else None].removeprefix(_PREFIX)
            return said.replace("\n\n", "\n") if brief else said
