"""Requests that take several steps: each looks at the result of the one before."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Final, assert_never

from octui.server.agent.guide.manifests import list_top_level
from octui.server.agent.guide.paths import match_any_case
from octui.server.agent.guide.project_scripts import READ_FIRST, choose_project_command
from octui.server.agent.guide.sentences.intents import (
    ChangeText,
    FindDefinition,
    Intent,
    Procedure,
    ReadNamedFile,
    ReplaceEverywhere,
    RunScript,
    ToolIntent,
)
from octui.server.agent.guide.step import Step
from octui.server.agent.guide.summaries import (
    collect_read_files,
    find_only_match,
    list_found_paths,
    list_tree_files,
    summarize_results,
)
from octui.server.agent.guide.text_changes import change_text, replace_everywhere
from octui.server.agent.models.language_model import ToolCallRequested, ToolResultTurn

_LOOKING_TOOLS: Final = frozenset({"glob", "grep", "list", "read"})
_OTHER_SPELLINGS: Final = {"licence": "licen", "license": "licen"}
_DEFINING_WORDS: Final = "class|const|def|enum|fn|fun|func|function|interface|let|struct|trait|type|var"
_DEFINITION_LINES: Final = 15
_PURPOSES: Final = {
    "test": "run its tests",
    "format": "format its code",
    "lint": "check its code",
    "build": "build it",
    "start": "start it",
    "install": "install what it needs",
}


def run_procedure(procedure: Procedure, calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step:
    """The next step, after the calls of this turn so far and their results."""
    if results and results[-1].failed and results[-1].tool != "read":
        return summarize_results(calls, results[-1:]), []
    match procedure:
        case ReadNamedFile(name):
            return _read_named_file(name, calls, results)
        case FindDefinition():
            return _find_definition(procedure, calls, results)
        case RunScript(kind):
            return _run_project_script(kind, calls, results)
        case ChangeText():
            return change_text(procedure, calls, results)
        case ReplaceEverywhere():
            return replace_everywhere(procedure, calls, results)
    assert_never(procedure)


def list_tools(intents: Iterable[Intent]) -> set[str]:
    """The tools that some intents call, whatever the results are."""
    used = {intent.tool for intent in intents if isinstance(intent, ToolIntent)}
    if any(isinstance(intent, Procedure) for intent in intents):
        used |= _LOOKING_TOOLS
    return used | {"edit"} if any(isinstance(intent, ChangeText | ReplaceEverywhere) for intent in intents) else used


def _read_named_file(name: str, calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step:
    if not results:
        stem = re.sub(r"[ _-]", "", name.lower()) if " " in name else name.lower()
        stem = _OTHER_SPELLINGS.get(stem, stem)
        return f"Looking for `{name}`.\n", [ToolIntent("glob", {"pattern": f"{match_any_case(stem)}*"})]
    if results[-1].tool == "read":
        return summarize_results(calls, results[-1:]), []
    found = list_found_paths(results[-1].output)
    if not found:
        return f"No file here is called `{name}`. `list the files` shows what there is.\n", []
    nearest = min(found, key=lambda path: (len(PurePath(path).parts), len(path), path))
    return "", [ToolIntent("read", {"filePath": nearest})]


def search_in_any_case(calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step | None:
    """The next step after a search found nothing: the text may be in other capital letters."""
    if len(calls) != 1 or len(results) != 1 or results[0].tool != "grep" or results[0].failed:
        return None
    arguments = json.loads(calls[0].arguments)
    pattern = str(arguments.get("pattern", ""))
    if results[0].metadata.get("matches") or pattern.startswith("(?i)"):
        return None
    return "No match as typed. Searching again, ignoring case.\n", [
        ToolIntent("grep", {**arguments, "pattern": f"(?i){pattern}"})
    ]


def replace_every_match(calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step | None:
    """The next step after a text to replace was found more than once, which the user who names a word may not know."""
    if not calls or not results or results[-1].tool != "edit" or not results[-1].failed:
        return None
    arguments = json.loads(calls[-1].arguments)
    if "occurs" not in results[-1].output or arguments.get("replaceAll"):
        return None
    return "It occurs more than once. Replacing all of them.\n", [ToolIntent("edit", {**arguments, "replaceAll": True})]


def _find_definition(
    request: FindDefinition, calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]
) -> Step:
    """By the words with which most languages define a name, then by the name alone."""
    name = request.name
    if not results:
        pattern = rf"\b({_DEFINING_WORDS})\s+(\([^)]*\)\s*)?{name}\b"
        return f"Searching for the definition of `{name}`.\n", [ToolIntent("grep", {"pattern": pattern})]
    if results[-1].tool == "read":
        return summarize_results(calls, results[-1:]), []
    if len(results) == 1 and not results[0].metadata.get("matches"):
        return f"I found no definition of `{name}`. Searching for the name.\n", [
            ToolIntent("grep", {"pattern": rf"\b{name}\b"})
        ]
    if request.is_shown and not results[-1].metadata.get("matches"):
        return f"Nothing here is called `{name}`, and explaining takes a model: `/connect` adds one.\n", []
    if request.is_shown and len(results) == 1 and (place := find_only_match(results[0].output)) is not None:
        path, line = place
        return "I'm not an AI, so I can't explain it. Here is where it is defined.\n", [
            ToolIntent("read", {"filePath": path, "offset": line, "limit": _DEFINITION_LINES})
        ]
    return summarize_results(calls, results[-1:]), []


def _run_project_script(kind: str, calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step:
    listing = next((result.output for result in results if result.tool == "list"), None)
    if listing is None:
        return f"Looking for how to {_PURPOSES[kind]}.\n", [ToolIntent("list")]
    if results[-1].tool == "bash":
        return summarize_results(calls, results[-1:]), []
    top = list_top_level(listing)
    telling = [name for name in READ_FIRST if name in top]
    if telling and not any(result.tool == "read" for result in results):
        return "", [ToolIntent("read", {"filePath": name}) for name in telling]
    files, below = collect_read_files(calls, results), list(list_tree_files(listing))
    command = choose_project_command(kind, top, files, below)
    if not command:
        return (
            f"I found no command to {_PURPOSES[kind]}: no Makefile, package.json, pyproject.toml or similar names one. "
            "Type `run` and the command.\n",
            [],
        )
    return f"Running `{command}`.\n", [ToolIntent("bash", {"command": command})]
