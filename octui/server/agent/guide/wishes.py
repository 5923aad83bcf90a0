"""What a sentence asks for, made of the words that were found in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from octui.wire.struct import Json


@dataclass(frozen=True, slots=True)
class Wish:
    """A call of a tool that somebody asked for, with the words that lead to it."""

    tool: str
    arguments: Json = field(default_factory=dict)
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """A wish for words: `help`, `hello`, `thanks` or `connect`."""

    about: str


Meaning = Wish | Saying
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Meaning | None]]

QUOTED: Final = r"""(?:"[^"\n]*"|'[^'\n]*'|“[^”\n]*”|`[^`\n]+`)"""
FILE_LIKE: Final = re.compile(
    r"^[@~./]|[/\\]|\.[A-Za-z0-9_]{1,8}$|^(?:README|LICENSE|Makefile|Dockerfile|CHANGELOG)$", re.I
)
ENDINGS: Final = re.compile(r"(?:[,\s]+(?:please|for me|thanks|thank you|now))*[.!?\s]*$", re.I)


def unquoted(text: str) -> str:
    """Words without the quotes around them."""
    text = text.strip()
    if len(text) >= 2 and (text[0], text[-1]) in {('"', '"'), ("'", "'"), ("“", "”"), ("`", "`")}:
        return text[1:-1]
    return text


def _trimmed(text: str) -> str:
    return ENDINGS.sub("", text.strip())


def _path(text: str) -> str:
    """The path in a few words: `the file src/app.py` is `src/app.py`."""
    words = _trimmed(text)
    words = re.sub(
        r"^(?:the\s+|my\s+|our\s+)?(?:contents?\s+of\s+)?(?:the\s+)?(?:files?|folder|directory|dir)\s+",
        "",
        words,
        flags=re.I,
    )
    words = re.sub(r"\s+(?:file|folder|directory)$", "", words, flags=re.I)
    return unquoted(re.sub(r"^the\s+", "", words, flags=re.I)).removeprefix("@")


def run_wish(found: re.Match[str]) -> Meaning | None:
    command = found["command"].strip()
    command = unquoted(command) if command.startswith("`") else command
    return (
        Wish("bash", {"command": command}, f"I run `{command}`." if "`" not in command and "\n" not in command else "")
        if command
        else None
    )


def list_wish(found: re.Match[str]) -> Meaning | None:
    where = found.groupdict().get("where")
    path = _path(where) if where else ""
    if path.lower() in ("", "here", "this", "this project", "this folder", "project", "it", "."):
        return Wish("list", {}, "I list the files.")
    return Wish("list", {"path": path}, f"I list the files of `{path}`.")


def read_wish(found: re.Match[str]) -> Meaning | None:
    path = _path(found["path"])
    if not path or " " in path or not (FILE_LIKE.search(path) or found["verb"].lower() in ("read", "cat")):
        return None
    arguments: Json = {"filePath": path}
    if found["first"]:
        arguments["offset"] = int(found["first"])
        if found["last"]:
            arguments["limit"] = max(1, int(found["last"]) - int(found["first"]) + 1)
    return Wish("read", arguments, f"I read `{path}`.")


def find_wish(found: re.Match[str]) -> Meaning | None:
    sought = unquoted(_trimmed(found["what"]))
    where = _path(found["where"]) if found["where"] else ""
    if not sought or sought.lower() in ("out", "it", "that"):
        return None
    if where.lower() in ("all files", "the files", "files", "this project", "the project", "the code", "here", "code"):
        where = ""
    arguments: Json = {"pattern": re.escape(sought).replace(r"\ ", " ").replace(r"\-", "-")} | (
        {"path": where} if where else {}
    )
    return Wish("grep", arguments, f"I look for `{sought}`." if "`" not in sought else "I look for it.")


def glob_wish(found: re.Match[str]) -> Meaning | None:
    pattern = unquoted(_trimmed(found["pattern"]))
    if not re.fullmatch(r"[\w.*?/{},\[\]-]+", pattern):
        return None
    if not any(mark in pattern for mark in "*?{["):
        pattern = f"*{pattern}*" if "." not in pattern else pattern
    return Wish("glob", {"pattern": pattern}, f"I look for files called `{pattern}`.")


def replace_wish(found: re.Match[str]) -> Meaning | None:
    path = _path(found["path"])
    old, new = unquoted(found["old"]), unquoted(found["new"])
    if not path or not old or " " in path:
        return None
    every = bool(found.groupdict().get("every"))
    arguments = {"filePath": path, "oldString": old, "newString": new} | ({"replaceAll": True} if every else {})
    return Wish("edit", arguments, f"I change `{path}`.")


def write_wish(found: re.Match[str]) -> Meaning | None:
    path = _path(found["path"])
    if not path or " " in path or not FILE_LIKE.search(path):
        return None
    content = unquoted(found["content"] or "")
    return Wish("write", {"filePath": path, "content": f"{content}\n" if content else ""}, f"I write `{path}`.")


def plan_wish(found: re.Match[str]) -> Meaning | None:
    goal = unquoted(_trimmed(found["goal"] or ""))
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
    return Wish("todowrite", {"todos": todos}, "I write down a plan.")


def ask_wish(_: re.Match[str]) -> Meaning | None:
    options = [
        {"label": "Look around", "description": "List the files and read the README"},
        {"label": "Change something", "description": "Write a file and see the diff"},
        {"label": "Connect a model", "description": "Leave the guide behind"},
    ]
    item = {"question": "What would you like to do next?", "header": "Next", "options": options}
    return Wish("question", {"questions": [item]}, "Here is a question.")


def delegate_wish(found: re.Match[str]) -> Meaning | None:
    work = unquoted(found["work"].strip())
    if not work:
        return None
    words = " ".join(work.split()[:6])
    arguments = {"description": words, "prompt": work, "subagent_type": "general"}
    return Wish("task", arguments, "I give that to a subagent.")


def fetch_wish(found: re.Match[str]) -> Meaning | None:
    url = found["url"].rstrip(".,;!?)")
    return Wish("webfetch", {"url": url, "format": "markdown"}, f"I fetch <{url}>.")


def saying(about: str) -> Callable[[re.Match[str]], Meaning]:
    return lambda _: Saying(about)
