"""Changes of a file that need its text first: it is read, and edited where it is to be different."""

import json
import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from octui.server.agent.guide.paths import match_any_case
from octui.server.agent.guide.sentences.intents import ChangeText, ReplaceEverywhere, ToolIntent
from octui.server.agent.guide.step import Step
from octui.server.agent.guide.summaries import list_found_paths, list_matched_paths, list_paths, summarize_results
from octui.server.agent.models.language_model import ToolCallRequested, ToolResultTurn

_MAX_FILES: Final = 20


def change_text(request: ChangeText, calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step:
    """Read the file, wherever in the project it is, and edit what changes."""
    if not results:
        return f"Reading `{request.path}` first.\n", [ToolIntent("read", {"filePath": request.path})]
    last = results[-1]
    if last.tool == "read" and not last.failed:
        return _edit_read_file(request, json.loads(calls[-1].arguments)["filePath"], last)
    if last.tool == "read" and last.output.startswith("File not found") and len(results) == 1:
        name = PurePath(request.path).name
        return f"There is no `{request.path}`. Looking for it elsewhere.\n", [
            ToolIntent("glob", {"pattern": f"**/{name}" if "." in name else f"{match_any_case(name)}*"})
        ]
    if last.tool == "glob" and not last.failed:
        return _choose_found_file(request, list_found_paths(last.output))
    return summarize_results(calls, results[-1:]), []


def _choose_found_file(request: ChangeText, found: Sequence[str]) -> Step:
    if len(found) == 1:
        return "", [ToolIntent("read", {"filePath": found[0]})]
    if found:
        return f"Which one? Name it with its folder.\n{list_paths(found)}\n", []
    if request.makes_file and (lines := request.change([])):
        return f"Writing `{request.path}`.\n", [
            ToolIntent("write", {"filePath": request.path, "content": "\n".join([*lines, ""])})
        ]
    return f"No file here is called `{PurePath(request.path).name}`. `list the files` shows what there is.\n", []


def _edit_read_file(request: ChangeText, path: str, read: ToolResultTurn) -> Step:
    display = read.metadata.get("display")
    text = display.get("text") if isinstance(display, dict) else None
    if not isinstance(text, str) or not isinstance(display, dict) or display.get("truncated"):
        return f"`{path}` is too long for me to edit by line: `/connect` a model, or use your editor.\n", []
    before = text.split("\n") if text else []
    after = request.change(before)
    if after == before:
        return f"Nothing to change in `{path}`.\n", []
    old, new = find_difference(before, after)
    return f"Editing `{path}`.\n", [ToolIntent("edit", {"filePath": path, "oldString": old, "newString": new})]


def find_difference(before: Sequence[str], after: Sequence[str]) -> tuple[str, str]:
    """The text that changes and what it becomes, with as many lines around it as make it the only one of its kind."""
    start = _count_common(before, after)
    end = min(_count_common(before[::-1], after[::-1]), len(before) - start, len(after) - start)
    text = "\n".join(before)
    while True:
        old, new = before[start : len(before) - end], after[start : len(after) - end]
        is_enough = old and new and text.count("\n".join(old)) == 1
        if is_enough or not (start or end):
            return "\n".join(old), "\n".join(new)
        start, end = (start - 1, end) if start else (start, end - 1)


def _count_common(left: Sequence[str], right: Sequence[str]) -> int:
    pairs = zip(left, right, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(left), len(right)))


def replace_everywhere(
    request: ReplaceEverywhere, calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]
) -> Step:
    """Find the files with the text, and edit each."""
    if not results:
        pattern = re.escape(request.old).replace(r"\ ", " ")
        return f"Searching for `{request.old}`.\n", [ToolIntent("grep", {"pattern": pattern})]
    if results[-1].tool != "grep":
        edits = [result for result in results if result.tool == "edit"]
        return summarize_results(calls, edits), []
    paths = list_matched_paths(results[-1].output)
    if not paths:
        return f"Nothing here has `{request.old}` in it.\n", []
    if len(paths) > _MAX_FILES or results[-1].metadata.get("truncated"):
        return f"More than {_MAX_FILES} files may have `{request.old}` in them. Name one: `… in {paths[0]}`.\n", []
    change = {"oldString": request.old, "newString": request.new, "replaceAll": True}
    return "", [ToolIntent("edit", {"filePath": path, **change}) for path in paths]
