"""What a sentence asks for, made of the words that were found in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from octui.wire.struct import Json


@dataclass(frozen=True, slots=True)
class ToolIntent:
    """A call of a tool that somebody asked for, with the words that lead to it."""

    tool: str
    arguments: Json = field(default_factory=dict)
    lead: str = ""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A wish for words: `help`, `hello`, `thanks` or `connect`."""

    topic: str


Intent = ToolIntent | SmallTalk
IntentRule = tuple[re.Pattern[str], Callable[[re.Match[str]], Intent | None]]

QUOTED: Final = r"""(?:"[^"\n]*"|'[^'\n]*'|“[^”\n]*”|`[^`\n]+`)"""
FILE_LIKE: Final = re.compile(
    r"^[@~./]|[/\\]|\.[A-Za-z0-9_]{1,8}$|^(?:README|LICENSE|Makefile|Dockerfile|CHANGELOG)$", re.I
)
POLITE_ENDING: Final = re.compile(r"(?:[,\s]+(?:please|for me|thanks|thank you|now))*[.!?\s]*$", re.I)


def strip_quotes(text: str) -> str:
    """Words without the quotes around them."""
    text = text.strip()
    if len(text) >= 2 and (text[0], text[-1]) in {('"', '"'), ("'", "'"), ("“", "”"), ("`", "`")}:
        return text[1:-1]
    return text


def _strip_polite_ending(text: str) -> str:
    return POLITE_ENDING.sub("", text.strip())


def _extract_path(text: str) -> str:
    """The path in a few words: `the file src/app.py` is `src/app.py`."""
    words = _strip_polite_ending(text)
    words = re.sub(
        r"^(?:the\s+|my\s+|our\s+)?(?:contents?\s+of\s+)?(?:the\s+)?(?:files?|folder|directory|dir)\s+",
        "",
        words,
        flags=re.I,
    )
    words = re.sub(r"\s+(?:file|folder|directory)$", "", words, flags=re.I)
    return strip_quotes(re.sub(r"^the\s+", "", words, flags=re.I)).removeprefix("@")


def build_run_intent(found: re.Match[str]) -> Intent | None:
    command = found["command"].strip()
    command = strip_quotes(command) if command.startswith("`") else command
    return (
        ToolIntent(
            "bash", {"command": command}, f"I run `{command}`." if "`" not in command and "\n" not in command else ""
        )
        if command
        else None
    )


def build_list_intent(found: re.Match[str]) -> Intent | None:
    where = found.groupdict().get("where")
    path = _extract_path(where) if where else ""
    if path.lower() in ("", "here", "this", "this project", "this folder", "project", "it", "."):
        return ToolIntent("list", {}, "I list the files.")
    return ToolIntent("list", {"path": path}, f"I list the files of `{path}`.")


def build_read_intent(found: re.Match[str]) -> Intent | None:
    path = _extract_path(found["path"])
    if not path or " " in path or not (FILE_LIKE.search(path) or found["verb"].lower() in ("read", "cat")):
        return None
    arguments: Json = {"filePath": path}
    if found["first"]:
        arguments["offset"] = int(found["first"])
        if found["last"]:
            arguments["limit"] = max(1, int(found["last"]) - int(found["first"]) + 1)
    return ToolIntent("read", arguments, f"I read `{path}`.")


def build_search_intent(found: re.Match[str]) -> Intent | None:
    sought = strip_quotes(_strip_polite_ending(found["what"]))
    where = _extract_path(found["where"]) if found["where"] else ""
    if not sought or sought.lower() in ("out", "it", "that"):
        return None
    if where.lower() in ("all files", "the files", "files", "this project", "the project", "the code", "here", "code"):
        where = ""
    arguments: Json = {"pattern": re.escape(sought).replace(r"\ ", " ").replace(r"\-", "-")} | (
        {"path": where} if where else {}
    )
    return ToolIntent("grep", arguments, f"I look for `{sought}`." if "`" not in sought else "I look for it.")


def build_glob_intent(found: re.Match[str]) -> Intent | None:
    pattern = strip_quotes(_strip_polite_ending(found["pattern"]))
    if not re.fullmatch(r"[\w.*?/{},\[\]-]+", pattern):
        return None
    if not any(mark in pattern for mark in "*?{["):
        pattern = f"*{pattern}*" if "." not in pattern else pattern
    return ToolIntent("glob", {"pattern": pattern}, f"I look for files called `{pattern}`.")


def build_replace_intent(found: re.Match[str]) -> Intent | None:
    path = _extract_path(found["path"])
    old, new = strip_quotes(found["old"]), strip_quotes(found["new"])
    if not path or not old or " " in path:
        return None
    every = bool(found.groupdict().get("every"))
    arguments = {"filePath": path, "oldString": old, "newString": new} | ({"replaceAll": True} if every else {})
    return ToolIntent("edit", arguments, f"I change `{path}`.")


def build_write_intent(found: re.Match[str]) -> Intent | None:
    path = _extract_path(found["path"])
    if not path or " " in path or not FILE_LIKE.search(path):
        return None
    content = strip_quotes(found["content"] or "")
    return ToolIntent("write", {"filePath": path, "content": f"{content}\n" if content else ""}, f"I write `{path}`.")


def build_plan_intent(found: re.Match[str]) -> Intent | None:
    goal = strip_quotes(_strip_polite_ending(found["goal"] or ""))
    subject = goal or "the next piece of work"
    steps = (
        "Find out how it is now",
        f"Decide what is to change: {subject}",
        "Change it",
        "Check it, and look at the diff",
    )
    statuses = ("in_progress", "pending", "pending", "pending")
    todos = [
        {"content": step, "status": status, "priority": "high" if number == 0 else "medium"}
        for number, (step, status) in enumerate(zip(steps, statuses, strict=True))
    ]
    return ToolIntent("todowrite", {"todos": todos}, "I write down a plan.")


def build_question_intent(_: re.Match[str]) -> Intent | None:
    options = [
        {"label": "Look around", "description": "List the files and read the README"},
        {"label": "Change something", "description": "Write a file and see the diff"},
        {"label": "Connect a model", "description": "Leave the guide behind"},
    ]
    item = {"question": "What would you like to do next?", "header": "Next", "options": options}
    return ToolIntent("question", {"questions": [item]}, "Here is a question.")


def build_delegate_intent(found: re.Match[str]) -> Intent | None:
    work = strip_quotes(found["work"].strip())
    if not work:
        return None
    words = " ".join(work.split()[:6])
    arguments = {"description": words, "prompt": work, "subagent_type": "general"}
    return ToolIntent("task", arguments, "I give that to a subagent.")


def build_fetch_intent(found: re.Match[str]) -> Intent | None:
    url = found["url"].rstrip(".,;!?)")
    return ToolIntent("webfetch", {"url": url, "format": "markdown"}, f"I fetch <{url}>.")


def build_small_talk(about: str) -> Callable[[re.Match[str]], Intent]:
    return lambda _: SmallTalk(about)
