"""What came of the calls, in a line or two each."""

import json
from collections.abc import Sequence

from octui.server.agent.models.language_model import ToolCallRequested, ToolResultTurn
from octui.wire.struct import Json

MAX_LINE_LENGTH = 160


def summarize_results(calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> str:
    """One sentence a call, most of which people have seen already above it."""
    by_id = {call.call_id: call for call in calls}
    lines = [_summarize_result(by_id.get(result.call_id), result) for result in results]
    return lines[0] + "\n" if len(lines) == 1 else "\n".join(f"- {line}" for line in lines) + "\n"


def _summarize_result(call: ToolCallRequested | None, result: ToolResultTurn) -> str:
    given = _decode_arguments(call)
    if result.failed:
        return _summarize_failure(result)
    known = result.metadata
    match result.tool:
        case "bash":
            return _summarize_bash(known)
        case "read":
            return _summarize_read(known)
        case "write":
            return f"`{given.get('filePath')}` is written."
        case "edit":
            return f"`{given.get('filePath')}` is changed; the diff is above, and `/undo` takes it back."
        case "grep":
            return _format_result_count(known.get("matches"), "match", "matches", "Nothing matches.")
        case "glob":
            return _format_result_count(known.get("count"), "file fits", "files fit", "No file fits.")
        case "list":
            return _format_result_count(
                known.get("count"), "file is here", "files are here", "There are no files here."
            )
        case "todowrite":
            return "That is the plan; it stays in the sidebar. A real model would fill it with steps of its own."
        case "todoread":
            todos = known.get("todos")
            return _format_result_count(
                len(todos) if isinstance(todos, list) else 0,
                "entry",
                "entries",
                "There is no list yet: say `make a plan`.",
            )
        case "question":
            return _summarize_question(known)
        case "task":
            return "The subagent has answered; open the call above to see its session and what it did."
        case "webfetch":
            return f"The page is here: {len(result.output):,} characters of Markdown. Open the call above to read it."
        case _:
            return f"`{result.tool}` has done its work."


def _summarize_failure(result: ToolResultTurn) -> str:
    said = result.output
    if "rejected permission" in said:
        _, _, reason = said.partition("following feedback: ")
        if reason:
            return f"You said no: “{_first_line_of(reason)}”. I am not an AI, so tell me what to do instead."
        return "You said no, so nothing was done."
    if "specified a rule" in said:
        return "A rule of yours forbids that, so nothing was done and nobody was asked."
    if "dismissed this question" in said:
        return "You did not want to answer, which is fine."
    return f"That did not work: {_first_line_of(said)}"


def _summarize_bash(known: Json) -> str:
    code = known.get("exit")
    if code == 0:
        return "It ended well." if known.get("output") else "It ended well, and printed nothing."
    if code is None:
        return "It was ended before it was done."
    return f"It ended with exit code {code}, which usually means that something is wrong."


def _summarize_read(known: Json) -> str:
    display = known.get("display")
    if not isinstance(display, dict):
        return "It is attached above."
    if display.get("type") == "directory":
        return _format_result_count(display.get("totalEntries"), "entry", "entries", "It is empty.")
    total, first, last = display.get("totalLines"), display.get("lineStart"), display.get("lineEnd")
    if display.get("truncated") or first != 1:
        return f"These are lines {first} to {last} of {total}. Open the call above to read them."
    return _format_result_count(total, "line", "lines", "It is empty.") + " Open the call above to read it."


def _summarize_question(known: Json) -> str:
    answers = known.get("answers")
    chosen = [", ".join(map(str, answer)) for answer in answers if answer] if isinstance(answers, list) else []
    if not chosen:
        return "No answer, which is fine."
    hints = {
        "Look around": "Say `list the files`, then `read README.md`.",
        "Change something": "Say `write hello to notes.txt`, then `replace hello with goodbye in notes.txt`.",
        "Connect a model": "Say `/connect`.",
    }
    return f"You chose “{_first_line_of(chosen[0])}”. {hints.get(chosen[0], 'A real model would go on from here.')}"


def _format_result_count(count: object, one: str, many: str, none: str) -> str:
    number = count if isinstance(count, int) else 0
    return none if not number else f"{number:,} {one if number == 1 else many}."


def _decode_arguments(call: ToolCallRequested | None) -> Json:
    try:
        given = json.loads(call.arguments) if call is not None else {}
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _first_line_of(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= MAX_LINE_LENGTH else f"{line[:MAX_LINE_LENGTH]}…"
