"""Requests that take several steps: each looks at the result of the one before."""

import json
import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from octui.server.agent.guide.intents import FindDefinition, Procedure, ReadNamedFile, ToolIntent
from octui.server.agent.guide.manifests import list_top_level, strip_read_output
from octui.server.agent.guide.project_scripts import READ_FIRST, choose_project_command
from octui.server.agent.guide.summaries import list_found_paths, summarize_results
from octui.server.agent.models.language_model import ToolCallRequested, ToolResultTurn

Step = tuple[str, list[ToolIntent]]
"""What to say, and the tools to call next; without calls the procedure is over."""

_OTHER_SPELLINGS: Final = {"licence": "licen", "license": "licen"}
_DEFINING_WORDS: Final = "class|const|def|enum|fn|fun|func|function|interface|let|struct|trait|type|var"
_PURPOSES: Final = {
    "test": "run its tests",
    "lint": "check its code",
    "build": "build it",
    "start": "start it",
    "install": "install what it needs",
}


def run_procedure(procedure: Procedure, calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step:
    """The next step, after the calls of this turn so far and their results."""
    if results and results[-1].failed and results[-1].tool != "read":
        return summarize_results(calls, results[-1:]), []
    if isinstance(procedure, ReadNamedFile):
        return _read_named_file(procedure.name, calls, results)
    if isinstance(procedure, FindDefinition):
        return _find_definition(procedure.name, calls, results)
    return _run_project_script(procedure.kind, calls, results)


def _read_named_file(name: str, calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step:
    if not results:
        stem = re.sub(r"[ _-]", "", name.lower()) if " " in name else name.lower()
        stem = _OTHER_SPELLINGS.get(stem, stem)
        pattern = "".join(f"[{letter.upper()}{letter}]" if letter.isalpha() else re.escape(letter) for letter in stem)
        return f"Looking for `{name}`.\n", [ToolIntent("glob", {"pattern": f"{pattern}*"})]
    if results[-1].tool == "read":
        return summarize_results(calls, results[-1:]), []
    found = list_found_paths(results[-1].output)
    if not found:
        return f"No file here is called `{name}`. `list the files` shows what there is.\n", []
    nearest = min(found, key=lambda path: (len(PurePath(path).parts), len(path), path))
    return "", [ToolIntent("read", {"filePath": nearest})]


def find_missing_file(calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step | None:
    """The next step after a file was not where it was said to be: the rest of the project is searched for its name."""
    if not results or not results[0].failed or results[0].tool != "read" or len(calls) != len(results):
        return None
    path = str(json.loads(calls[0].arguments).get("filePath", ""))
    name = PurePath(path).name
    if not results[0].output.startswith("File not found") or PurePath(path).is_absolute() or len(results) > 2:
        return None
    if len(results) == 1:
        return f"There is no `{path}`. Looking for `{name}` elsewhere.\n", [
            ToolIntent("glob", {"pattern": f"**/{name}"})
        ]
    found = list_found_paths(results[1].output)
    if len(found) == 1:
        return "", [ToolIntent("read", {"filePath": found[0]})]
    if not found:
        return f"No file here is called `{name}`. `list the files` shows what there is.\n", []
    return summarize_results(calls, results[-1:]), []


def search_in_any_case(calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step | None:
    """The next step after a search found nothing: capital letters may be written otherwise."""
    if len(calls) != 1 or len(results) != 1 or results[0].tool != "grep" or results[0].failed:
        return None
    arguments = json.loads(calls[0].arguments)
    pattern = str(arguments.get("pattern", ""))
    if results[0].metadata.get("matches") or pattern.startswith("(?i)"):
        return None
    return "No match as typed. Searching in any case.\n", [
        ToolIntent("grep", {**arguments, "pattern": f"(?i){pattern}"})
    ]


def _find_definition(name: str, calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step:
    """By the words with which most languages define a name, then by the name alone."""
    if not results:
        pattern = rf"\b({_DEFINING_WORDS})\s+(\([^)]*\)\s*)?{name}\b"
        return f"Searching for the definition of `{name}`.\n", [ToolIntent("grep", {"pattern": pattern})]
    if len(results) == 1 and not results[0].metadata.get("matches"):
        return f"Nothing defines `{name}` in so many words. Searching for the name.\n", [
            ToolIntent("grep", {"pattern": rf"\b{name}\b"})
        ]
    return summarize_results(calls, results[-1:]), []


def _run_project_script(kind: str, calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step:
    listing = next((result.output for result in results if result.tool == "list"), None)
    if listing is None:
        return f"Looking for how to {_PURPOSES[kind]}.\n", [ToolIntent("list")]
    if results[-1].tool == "bash":
        return summarize_results(calls, results[-1:]), []
    top = list_top_level(listing)
    wanted = [name for name in READ_FIRST if name in top]
    if wanted and not any(result.tool == "read" for result in results):
        return "", [ToolIntent("read", {"filePath": name}) for name in wanted]
    files, has_python = _collect_read_files(calls, results), re.search(r"\.py$", listing, re.M) is not None
    command = choose_project_command(kind, top, files, has_python=has_python)
    if not command:
        return (
            f"I found no command to {_PURPOSES[kind]}: no Makefile, package.json, pyproject.toml or similar names one. "
            "Type `run` and the command.\n",
            [],
        )
    return f"Running `{command}`.\n", [ToolIntent("bash", {"command": command})]


def _collect_read_files(calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> dict[str, str]:
    named = {call.call_id: str(json.loads(call.arguments).get("filePath")) for call in calls if call.tool == "read"}
    return {
        named[result.call_id]: strip_read_output(result.output)
        for result in results
        if result.call_id in named and not result.failed
    }
