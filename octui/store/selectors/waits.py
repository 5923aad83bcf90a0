"""How long calls and turns waited for the user, where that was seen."""

from octui.store.selectors.messages import list_turn_answers
from octui.store.selectors.prompts import get_prompt_time
from octui.store.state import Spans, State
from octui.wire.parts import ToolPart


def get_wait_seconds(state: State, part: ToolPart) -> float:
    """How much of a call's time, as the server counts it, went by while it waited for the user; 0 if not known."""
    wait, time = state.call_waits.get(part.id), part.state.time
    if wait is None or time is None or time.start != wait.start:
        return 0
    return _sum_seconds(wait.spans)


def get_turn_wait(state: State, message_id: str) -> float:
    """How much of the time from the prompt of an answer to the answer's end was a wait, in seconds.

    Where the prompt is not loaded, the time is that of the answer alone.
    """
    if not state.message_waits:
        return 0
    whole = get_prompt_time(state, message_id) is not None
    answers = [info.id for info in list_turn_answers(state, message_id)] if whole else [message_id]
    return sum(_sum_seconds(state.message_waits.get(answer, ())) for answer in answers)


def _sum_seconds(spans: Spans) -> float:
    return sum(end - begin for begin, end in spans) / 1000
