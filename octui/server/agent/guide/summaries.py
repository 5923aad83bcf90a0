"""The results of the tool calls, in a line or two each."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final

from octui.server.agent.guide.manifests import strip_read_output
from octui.server.agent.models.language_model import ToolCallRequested, ToolResultTurn
from octui.wire.struct import JsonObject

MAX_LINE_LENGTH: Final = 160
PREVIEW_LINES: Final = 20
SHOWN_MATCHES: Final = 10
NAMED_FILES: Final = 8
SHORT_OUTPUT: Final = 80
"""A line of as many characters is said again in the answer."""
SHOWING_CHANGES: Final = ("git status --short && git diff --stat HEAD", "git diff HEAD")
"""Commands that print nothing where nothing changed."""
HINTS: Final = {
    "Look around": "Type `list the files`, then `read README.md`.",
    "Change something": "Type `write hello to notes.txt`, then `replace hello with goodbye in notes.txt`.",
    "Connect a model": "Type `/connect`.",
}
"""What to try after each answer to the sample question."""


def summarize_results(calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> str:
    """One line per call; the call itself is shown above it. The text of a single file is shown too."""
    by_id = {call.call_id: call for call in calls}
    lines = [_summarize_result(by_id.get(result.call_id), result) for result in results]
    if len(results) == 1:
        return f"{lines[0]}\n{_preview_file(results[0], by_id.get(results[0].call_id))}"
    return "\n".join(f"- {line}" for line in lines) + "\n"


def _summarize_result(call: ToolCallRequested | None, result: ToolResultTurn) -> str:
    arguments = _decode_arguments(call)
    if result.failed:
        return _summarize_failure(result, arguments)
    metadata = result.metadata
    match result.tool:
        case "bash":
            return _summarize_bash(str(arguments.get("command")), metadata)
        case "read":
            return _summarize_read(metadata)
        case "write":
            return f"Wrote `{arguments.get('filePath')}`."
        case "edit":
            return f"Edited `{arguments.get('filePath')}` (diff above). `/undo` reverts it."
        case "grep":
            total = _format_result_count(metadata.get("matches"), "match", "matches", "No matches.")
            return f"{total}{_list_matches(result.output)}"
        case "glob":
            total = _format_result_count(metadata.get("count"), "match", "matches", "No matching files.")
            return f"{total}{list_paths(list_found_paths(result.output))}"
        case "list":
            return _summarize_list(result)
        case "todowrite":
            return "That's the plan; it stays in the sidebar. A real model would add its own steps."
        case "todoread":
            todos = metadata.get("todos")
            count = len(todos) if isinstance(todos, list) else 0
            return _format_result_count(count, "todo", "todos", "No todos yet: type `make a plan`.")
        case "question":
            return _summarize_question(metadata)
        case "task":
            return "The subagent finished; its session shows what it did."
        case "webfetch":
            return f"Fetched {len(result.output):,} characters."
        case _:
            return f"`{result.tool}` finished."


def _summarize_failure(result: ToolResultTurn, arguments: JsonObject) -> str:
    error = result.output
    if error.startswith("oldString was not found"):
        path, text = arguments.get("filePath"), _truncate_line(_first_line_of(str(arguments.get("oldString"))))
        return (
            f"`{path}` does not contain `` {text} ``. The text has to match exactly; `read {path}` shows what is there."
        )
    if "rejected permission" in error:
        _, _, reason = error.partition("following feedback: ")
        if reason:
            return (
                f"Rejected: “{_first_line_of(reason)}”. I'm not an AI, so I can't adapt; tell me what to run instead."
            )
        return "Rejected. Nothing was run."
    if "specified a rule" in error:
        return "Blocked by a permission rule. Nothing was run."
    if "dismissed this question" in error:
        return "Skipped."
    return f"Failed: {_first_line_of(error)}"


def _summarize_bash(command: str, metadata: JsonObject) -> str:
    code, output = metadata.get("exit"), str(metadata.get("output") or "").strip()
    if code is None:
        return "It was stopped."
    if code == 1 and command.startswith("diff "):
        return "They differ."
    if code != 0:
        last = output.rpartition("\n")[2]
        is_said = last and "`" not in last and len(last) <= SHORT_OUTPUT
        return f"It failed with exit code {code}{f': `{last}`' if is_said else '.'}"
    if not output:
        return "Nothing has changed since the last commit." if command in SHOWING_CHANGES else "Done, no output."
    is_short = "\n" not in output and "`" not in output and len(output) <= SHORT_OUTPUT
    return f"Done (exit 0): `{output}`" if is_short else "Done (exit 0)."


def _summarize_list(result: ToolResultTurn) -> str:
    files = list(list_tree_files(result.output))
    count = _format_result_count(result.metadata.get("count"), "file", "files", "No files.")
    if not files:
        return count
    names = ", ".join(f"`{file}`" for file in files[:NAMED_FILES])
    return f"{count.removesuffix('.')}: {names}{', …' if len(files) > NAMED_FILES else ''}"


def _list_matches(output: str) -> str:
    """The first matches as a list, each with its file and line."""
    return _format_list([f"- `{path}:{line}`{_quote_match(text)}" for path, line, text in _iterate_matches(output)])


def _quote_match(text: str) -> str:
    text = _truncate_line(text.strip())
    return f" `` {text} ``" if "`" in text else f" `{text}`" if text else ""


def find_only_match(output: str) -> tuple[str, int] | None:
    """The file and line of what the grep tool printed, unless that is more than one match."""
    places = [(path, line) for path, line, _ in _iterate_matches(output)]
    return places[0] if len(places) == 1 else None


def list_matched_paths(output: str) -> list[str]:
    """The files with a match in what the grep tool printed."""
    return list(dict.fromkeys(path for path, _, _ in _iterate_matches(output)))


def _iterate_matches(output: str) -> Iterator[tuple[str, int, str]]:
    """The file, the line's number and the line of each match that the grep tool printed."""
    path = ""
    for line in output.splitlines()[1:]:
        if match := re.fullmatch(r"  Line (\d+): ?(.*)", line):
            yield path, int(match[1]), match[2]
        elif line.endswith(":"):
            path = line.removesuffix(":")


def collect_read_files(calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> dict[str, str]:
    """The texts of the files that were read, by the paths in the calls."""
    named = {call.call_id: str(json.loads(call.arguments).get("filePath")) for call in calls if call.tool == "read"}
    return {
        named[result.call_id]: strip_read_output(result.output)
        for result in results
        if result.call_id in named and not result.failed
    }


def list_found_paths(output: str) -> list[str]:
    """The paths that the glob tool printed, without its remarks."""
    return [line for line in output.splitlines() if line and not line.startswith("(") and line != "No files found"]


def list_paths(paths: Sequence[str]) -> str:
    """The first paths as a list."""
    return _format_list([f"- `{path}`" for path in paths])


def _format_list(lines: Sequence[str]) -> str:
    """The first lines below an empty one, and how many more there are."""
    more = len(lines) - SHOWN_MATCHES
    rest = [f"- and {more} more"] if more > 0 else []
    return "".join(f"\n{line}" for line in ["", *lines[:SHOWN_MATCHES], *rest]) if lines else ""


def list_tree_files(tree: str) -> Iterator[str]:
    """The paths of the files in a tree as the list tool prints it, two spaces a level below its first line."""
    folders: list[str] = []
    for line in tree.splitlines()[1:]:
        name = line.lstrip(" ")
        depth = (len(line) - len(name)) // 2
        if depth == 0:
            continue
        del folders[depth - 1 :]
        if name.endswith("/"):
            folders.append(name)
        else:
            yield "".join(folders) + name


def _summarize_read(metadata: JsonObject) -> str:
    display = metadata.get("display")
    if not isinstance(display, dict):
        return "Attached above."
    if display.get("type") == "directory":
        return _format_result_count(display.get("totalEntries"), "entry", "entries", "Empty directory.")
    total, first, last = display.get("totalLines"), display.get("lineStart"), display.get("lineEnd")
    if display.get("truncated") or first != 1:
        return f"Lines {first}–{last} of {total}."
    return _format_result_count(total, "line", "lines", "Empty file.")


def _preview_file(result: ToolResultTurn, call: ToolCallRequested | None) -> str:
    """The first lines of a file that was read, as a code block in the language of the file."""
    display = result.metadata.get("display")
    text = display.get("text") if isinstance(display, dict) and not result.failed else None
    if not isinstance(text, str) or not text.strip():
        return ""
    lines = text.splitlines()
    shown = [_truncate_line(line) for line in lines[:PREVIEW_LINES]]
    if len(lines) > PREVIEW_LINES:
        shown.append("…")
    fence = "```"
    while any(fence in line for line in shown):
        fence += "`"
    language = PurePath(str(_decode_arguments(call).get("filePath", ""))).suffix.removeprefix(".")
    return "\n".join(["", f"{fence}{language if language.isalnum() else ''}", *shown, fence, ""])


def _summarize_question(metadata: JsonObject) -> str:
    answers = metadata.get("answers")
    chosen = [", ".join(map(str, answer)) for answer in answers if answer] if isinstance(answers, list) else []
    if not chosen:
        return "Skipped."
    return f"You chose “{_first_line_of(chosen[0])}”. {HINTS.get(chosen[0], 'A real model would continue from here.')}"


def _format_result_count(count: object, one: str, many: str, none: str) -> str:
    number = count if isinstance(count, int) else 0
    return none if not number else f"{number:,} {one if number == 1 else many}."


def _decode_arguments(call: ToolCallRequested | None) -> JsonObject:
    try:
        arguments = json.loads(call.arguments) if call is not None else {}
    except ValueError:
        return {}
    return arguments if isinstance(arguments, dict) else {}


def _first_line_of(text: str) -> str:
    return _truncate_line(text.strip().partition("\n")[0])


def _truncate_line(line: str) -> str:
    return line if len(line) <= MAX_LINE_LENGTH else f"{line[:MAX_LINE_LENGTH]}…"
