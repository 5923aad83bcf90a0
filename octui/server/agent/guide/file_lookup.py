"""Files named without their folder, and looked for before anything is done with them."""

import re
from collections.abc import Sequence
from pathlib import Path, PurePath

from octui.server.agent.guide.paths import match_any_case
from octui.server.agent.guide.sentences.intents import Intent, ToolIntent
from octui.server.agent.guide.sentences.parser import parse_prompt
from octui.server.agent.guide.step import Step
from octui.server.agent.guide.summaries import list_found_paths, list_paths
from octui.server.agent.models.language_model import ToolResultTurn


def look_up_file(
    prompt: str, intents: Sequence[Intent], results: Sequence[ToolResultTurn], directory: str
) -> Step | list[Intent] | None:
    """The next step, or the intents with the path that was found; None when there is nothing to look for."""
    intent = intents[0] if len(intents) == 1 else None
    if not isinstance(intent, ToolIntent) or not _is_misplaced(intent.file, directory):
        return None
    if not results:
        return f"There is no `{intent.file}`. Looking for it elsewhere.\n", [
            ToolIntent("glob", {"pattern": _build_pattern(intent.file)})
        ]
    if len(results) > 1 or results[0].tool != "glob" or results[0].failed:
        return None
    found = list_found_paths(results[0].output)
    if len(found) == 1:
        return _put_path(prompt, intent.file, found[0])
    if found:
        return f"Which one? Name it with its folder.\n{list_paths(found)}\n", []
    return f"No file here is called `{PurePath(intent.file).name}`. `list the files` shows what there is.\n", []


def _is_misplaced(file: str, directory: str) -> bool:
    path = PurePath(file)
    if not file or path.is_absolute() or file.startswith("~") or ".." in path.parts:
        return False
    return not (Path(directory) / path).exists()


def _build_pattern(file: str) -> str:
    name = PurePath(file).name
    return f"**/{name}" if "." in name else f"{match_any_case(name)}*"


def _put_path(prompt: str, file: str, path: str) -> list[Intent]:
    """The intents of the prompt with the path in place of the file's name, which may occur twice in it."""
    for named in re.finditer(re.escape(file), prompt):
        intents = parse_prompt(f"{prompt[: named.start()]}{path}{prompt[named.end() :]}")
        if any(isinstance(intent, ToolIntent) and intent.file == path for intent in intents):
            return intents
    return []
