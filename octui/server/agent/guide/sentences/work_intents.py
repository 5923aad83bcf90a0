"""What requests about the work itself become: a plan, a question, a subagent."""

import re

from octui.server.agent.guide.sentences.intents import Intent, ToolIntent
from octui.server.agent.guide.sentences.pattern_parts import strip_polite_ending, strip_quotes


def build_plan_intent(match: re.Match[str]) -> Intent | None:
    goal = strip_quotes(strip_polite_ending(match["goal"] or ""))
    named = [
        step
        for part in re.split(r"[,;\n]|\s+and\s+", match.groupdict().get("steps") or "")
        if (step := part.strip(" -*"))
    ]
    steps = named or (
        "Look at the current state",
        f"Decide what to change: {goal or 'the next task'}",
        "Make the change",
        "Test it and review the diff",
    )
    todos = [
        {
            "content": step,
            "status": "pending" if number else "in_progress",
            "priority": "medium" if number else "high",
        }
        for number, step in enumerate(steps)
    ]
    return ToolIntent("todowrite", {"todos": todos}, "Here is a plan.")


def build_question_intent(_: re.Match[str]) -> Intent | None:
    options = [
        {"label": "Look around", "description": "List the files and read the README"},
        {"label": "Change something", "description": "Write a file and see the diff"},
        {"label": "Connect a model", "description": "Use a real model instead of the guide"},
    ]
    item = {"question": "What would you like to do next?", "header": "Next", "options": options}
    return ToolIntent("question", {"questions": [item]}, "Here is a question.")


def build_delegate_intent(match: re.Match[str]) -> Intent | None:
    work = strip_quotes(match["work"].strip())
    if not work:
        return None
    words = " ".join(work.split()[:6])
    arguments = {"description": words, "prompt": work, "subagent_type": "general"}
    return ToolIntent("task", arguments, "Delegating to a subagent.")
