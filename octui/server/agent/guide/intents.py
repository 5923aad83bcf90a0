"""Intents: the tool call or reply a sentence asks for, built from the matched words."""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from octui.server.agent.guide.shell_lines import is_shell_line
from octui.server.agent.guide.topics import find_topic
from octui.wire.struct import Json


@dataclass(frozen=True, slots=True)
class ToolIntent:
    """A tool call the user asked for; `lead` is the text before it."""

    tool: str
    arguments: Json = field(default_factory=dict)
    lead: str = ""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A request for a text reply: `help`, `hello`, or one of the topics in `topics.py`."""

    topic: str


@dataclass(frozen=True, slots=True)
class ReadNamedFile:
    """A request for a file by a name without folder and extension, such as `the readme`: it has to be found first."""

    name: str


@dataclass(frozen=True, slots=True)
class RunScript:
    """A request for what a project calls by different names: `test`, `build`, `lint`, `start` or `install`."""

    kind: str


@dataclass(frozen=True, slots=True)
class FindDefinition:
    """A request for where a name is defined."""

    name: str


Procedure = ReadNamedFile | RunScript | FindDefinition
"""Intents of several steps, each of which depends on the result of the one before."""

Intent = ToolIntent | SmallTalk | Procedure
IntentRule = tuple[re.Pattern[str], Callable[[re.Match[str]], Intent | None]]

QUOTED: Final = r"""(?:"[^"\n]*"|'[^'\n]*'|“[^”\n]*”|`[^`\n]+`)"""
FILE_LIKE: Final = re.compile(
    r"^[@~./]|[/\\]|\.[A-Za-z0-9_]{1,8}$|^(?:README|LICENSE|Makefile|Dockerfile|CHANGELOG)$", re.I
)
NAMED_DOCUMENT: Final = re.compile(
    r"read[ _-]?me|licen[cs]e|change[ _-]?log|contributing|security|makefile|dockerfile|gemfile|rakefile|justfile", re.I
)
POLITE_ENDING: Final = re.compile(
    r"(?:[,\s]+(?:please|for me|thanks|thank you|now|bitte|por favor|s'il (?:te|vous) pla[iî]t))*[.!?\s]*$", re.I
)


def strip_quotes(text: str) -> str:
    """The text without surrounding quotes."""
    text = text.strip()
    if len(text) >= 2 and (text[0], text[-1]) in {('"', '"'), ("'", "'"), ("“", "”"), ("`", "`")}:
        return text[1:-1]
    return text


def _strip_polite_ending(text: str) -> str:
    return POLITE_ENDING.sub("", text.strip())


def _extract_path(text: str) -> str:
    """The path in a phrase: `the file src/app.py` is `src/app.py`."""
    words = _strip_polite_ending(text)
    words = re.sub(
        r"^(?:the\s+|my\s+|our\s+)?(?:contents?\s+of\s+)?(?:the\s+)?(?:files?|folder|directory|dir)\s+",
        "",
        words,
        flags=re.I,
    )
    words = re.sub(r"\s+(?:file|folder|directory)$", "", words, flags=re.I)
    return strip_quotes(re.sub(r"^the\s+", "", words, flags=re.I)).removeprefix("@")


def build_run_intent(match: re.Match[str]) -> Intent | None:
    command = re.sub(r"[,\s]+(?:please|for me)[.!]*$", "", match["command"].strip(), flags=re.I)
    if re.match(r"(?:the|a|an|my|our|this|that|it|all|some|these|those)\b", command, re.I):
        return None
    command = strip_quotes(command) if command.startswith("`") else command
    return (
        ToolIntent(
            "bash", {"command": command}, f"Running `{command}`." if "`" not in command and "\n" not in command else ""
        )
        if command
        else None
    )


def build_list_intent(match: re.Match[str]) -> Intent | None:
    where = match.groupdict().get("where")
    path = _extract_path(where) if where else ""
    if path.lower() in ("", "here", "this", "this project", "this folder", "project", "it", "."):
        return ToolIntent("list", {}, "Listing the files.")
    return ToolIntent("list", {"path": path}, f"Listing the files in `{path}`.")


def build_read_intent(match: re.Match[str]) -> Intent | None:
    groups = match.groupdict()
    path = _extract_path(match["path"])
    is_reading = (groups.get("verb") or "read").lower() in ("read", "cat")
    if not path or " " in path or not (is_reading or FILE_LIKE.search(path) or NAMED_DOCUMENT.fullmatch(path)):
        return None
    if not re.search(r"[./\\~]", path):
        return ReadNamedFile(path)
    arguments: Json = {"filePath": path}
    if first := groups.get("first"):
        arguments["offset"] = int(first)
        if last := groups.get("last"):
            arguments["limit"] = max(1, int(last) - int(first) + 1)
    return ToolIntent("read", arguments, f"Reading `{path}`.")


def build_unexplained_read(match: re.Match[str]) -> Intent | None:
    """The text of a file where an explanation was asked for, which takes a model."""
    path = _extract_path(match["path"])
    if (not FILE_LIKE.search(path) and not NAMED_DOCUMENT.fullmatch(path)) or " " in path:
        return None
    if not re.search(r"[./\\~]", path):
        return ReadNamedFile(path)
    lead = f"I'm not an AI, so I can't explain it. Here is `{path}` itself."
    return ToolIntent("read", {"filePath": path}, lead)


def build_definition_intent(match: re.Match[str]) -> Intent | None:
    name = _extract_symbol(match["name"])
    return FindDefinition(name) if name else None


def build_usage_intent(match: re.Match[str]) -> Intent | None:
    name = _extract_symbol(match["name"])
    return ToolIntent("grep", {"pattern": rf"\b{name}\b"}, f"Searching for `{name}`.") if name else None


def _extract_symbol(text: str) -> str:
    """The last part of a name such as `Cart.total()`; an empty string for anything else."""
    written = re.fullmatch(r"(?:[\w$]+(?:\.|::))*(?P<name>\w+)(?:\(\))?", strip_quotes(_strip_polite_ending(text)))
    return written["name"] if written is not None else ""


def build_command(command: str, *paths: str) -> Callable[[re.Match[str]], Intent | None]:
    """Runs a fixed command, with the named groups as quoted paths behind it."""

    def build(match: re.Match[str]) -> Intent | None:
        named = [_extract_path(match[path]) for path in paths]
        if not all(named) or any(" " in path for path in named):
            return None
        line = " ".join([command, *(shlex.quote(f"./{path}" if path.startswith("-") else path) for path in named)])
        return ToolIntent("bash", {"command": line}, f"Running `{line}`.")

    return build


def build_file_history(match: re.Match[str]) -> Intent | None:
    """The last commits of a file, wherever in the project it is."""
    path = _extract_path(match["path"])
    if not path or " " in path:
        return None
    files = shlex.quote(f":(top,glob)**/{path.removeprefix('./')}")
    command = f"git log -n 5 --date=short --format='%h %ad %an: %s' -- {files}"
    return ToolIntent("bash", {"command": command}, f"Looking for the last commits of `{path}`.")


def build_search_intent(match: re.Match[str]) -> Intent | None:
    term = strip_quotes(_strip_polite_ending(match["what"]))
    where = _extract_path(match["where"]) if match["where"] else ""
    if not term or term.lower() in ("out", "it", "that"):
        return None
    if where.lower() in ("all files", "the files", "files", "this project", "the project", "the code", "here", "code"):
        where = ""
    arguments: Json = {"pattern": re.escape(term).replace(r"\ ", " ").replace(r"\-", "-")} | (
        {"path": where} if where else {}
    )
    return ToolIntent("grep", arguments, f"Searching for `{term}`." if "`" not in term else "Searching for it.")


def build_glob_intent(match: re.Match[str]) -> Intent | None:
    pattern = strip_quotes(_strip_polite_ending(match["pattern"]))
    if not re.fullmatch(r"[\w.*?/{},\[\]-]+", pattern):
        return None
    if not any(mark in pattern for mark in "*?{["):
        pattern = f"*{pattern}*" if "." not in pattern else pattern
    return ToolIntent("glob", {"pattern": pattern}, f"Searching for files named `{pattern}`.")


def build_replace_intent(match: re.Match[str]) -> Intent | None:
    path = _extract_path(match["path"])
    old, new = strip_quotes(match["old"]), strip_quotes(match["new"])
    if not path or not old or " " in path:
        return None
    every = bool(match.groupdict().get("every"))
    arguments = {"filePath": path, "oldString": old, "newString": new} | ({"replaceAll": True} if every else {})
    return ToolIntent("edit", arguments, f"Editing `{path}`.")


def build_write_intent(match: re.Match[str]) -> Intent | None:
    path = _extract_path(match["path"])
    if not path or " " in path or not FILE_LIKE.search(path):
        return None
    content = strip_quotes(match["content"] or "")
    return ToolIntent("write", {"filePath": path, "content": f"{content}\n" if content else ""}, f"Writing `{path}`.")


def build_append_intent(match: re.Match[str]) -> Intent | None:
    """A line at the end of a file: with a shell, as no tool writes there without the whole text."""
    path, content = _extract_path(match["path"]), strip_quotes(match["content"])
    if not path or " " in path or "\n" in content:
        return None
    target = shlex.quote(f"./{path}" if path.startswith("-") else path)
    return ToolIntent("bash", {"command": f"printf '%s\\n' {shlex.quote(content)} >> {target}"}, f"Adding to `{path}`.")


def build_plan_intent(match: re.Match[str]) -> Intent | None:
    goal = strip_quotes(_strip_polite_ending(match["goal"] or ""))
    subject = goal or "the next task"
    steps = (
        "Look at the current state",
        f"Decide what to change: {subject}",
        "Make the change",
        "Test it and review the diff",
    )
    statuses = ("in_progress", "pending", "pending", "pending")
    todos = [
        {"content": step, "status": status, "priority": "high" if number == 0 else "medium"}
        for number, (step, status) in enumerate(zip(steps, statuses, strict=True))
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


def build_fetch_intent(match: re.Match[str]) -> Intent | None:
    url = match["url"].rstrip(".,;!?)")
    return ToolIntent("webfetch", {"url": url, "format": "markdown"}, f"Fetching <{url}>.")


def build_small_talk(about: str) -> Callable[[re.Match[str]], Intent]:
    return lambda _: SmallTalk(about)


def build_topic_answer(match: re.Match[str]) -> Intent | None:
    topic = find_topic(_strip_polite_ending(match["question"]))
    return SmallTalk(topic) if topic else None


def build_shell_line(match: re.Match[str]) -> Intent | None:
    return build_run_intent(match) if is_shell_line(match["command"]) else None


def build_script(kind: str) -> Callable[[re.Match[str]], Intent]:
    return lambda _: RunScript(kind)
