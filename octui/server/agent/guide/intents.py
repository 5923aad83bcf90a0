"""Intents: the tool call or reply a sentence asks for, built from the matched words."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from octui.wire.struct import Json


@dataclass(frozen=True, slots=True)
class ToolIntent:
    """A tool call the user asked for; `lead` is the text before it."""

    tool: str
    arguments: Json = field(default_factory=dict)
    lead: str = ""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A request for a text reply: `help`, `hello`, `thanks` or `connect`."""

    topic: str


Intent = ToolIntent | SmallTalk
IntentRule = tuple[re.Pattern[str], Callable[[re.Match[str]], Intent | None]]

QUOTED: Final = r"""(?:"[^"\n]*"|'[^'\n]*'|“[^”\n]*”|`[^`\n]+`)"""
FILE_LIKE: Final = re.compile(
    r"^[@~./]|[/\\]|\.[A-Za-z0-9_]{1,8}$|^(?:README|LICENSE|Makefile|Dockerfile|CHANGELOG)$", re.I
)
POLITE_ENDING: Final = re.compile(r"(?:[,\s]+(?:please|for me|thanks|thank you|now))*[.!?\s]*$", re.I)


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
    command = match["command"].strip()
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
    path = _extract_path(match["path"])
    if not path or " " in path or not (FILE_LIKE.search(path) or match["verb"].lower() in ("read", "cat")):
        return None
    arguments: Json = {"filePath": path}
    if match["first"]:
        arguments["offset"] = int(match["first"])
        if match["last"]:
            arguments["limit"] = max(1, int(match["last"]) - int(match["first"]) + 1)
    return ToolIntent("read", arguments, f"Reading `{path}`.")


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
