"""Requests joined by `and then`, where one takes several steps: each begins when the one before it is over."""

from collections.abc import Sequence

from octui.server.agent.guide.procedures import run_procedure
from octui.server.agent.guide.sentences.intents import Intent, SmallTalk, ToolIntent
from octui.server.agent.guide.step import Step
from octui.server.agent.guide.summaries import summarize_results
from octui.server.agent.models.language_model import ToolCallRequested, ToolResultTurn

Batch = tuple[list[ToolCallRequested], list[ToolResultTurn]]
"""The calls of one answer, and their results."""


def run_chain(intents: Sequence[Intent], batches: Sequence[Batch]) -> Step:
    """The next step of the first request that is not over; a failure ends them all."""
    said = ""
    for intent in intents:
        taken = 0
        while True:
            calls = [call for batch in batches[:taken] for call in batch[0]]
            results = [result for batch in batches[:taken] for result in batch[1]]
            text, next_calls = _run_step(intent, calls, results)
            if not next_calls:
                break
            if taken == len(batches):
                return said + text, next_calls
            taken += 1
        batches = batches[taken:]
        said += "" if batches else text
        if results and results[-1].failed:
            break
    return said, []


def _run_step(intent: Intent, calls: list[ToolCallRequested], results: list[ToolResultTurn]) -> Step:
    match intent:
        case SmallTalk():
            return "", []
        case ToolIntent():
            return (summarize_results(calls, results), []) if calls else (f"{intent.lead}\n", [intent])
        case procedure:
            return run_procedure(procedure, calls, results)
