"""A tool call in words: its glyph, its title, what it worked on, and what came of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from octui.render.blocks import ToolBlock
from octui.render.durations import spoken

REFUSALS = ("rejected permission", "specified a rule", "dismissed this question", "user dismissed")
"""How servers say that a person, not the program, ended a call."""


@dataclass(frozen=True, slots=True)
class Words:
    """`subject` is what the call is about; `note` what came of it, for the right edge."""

    glyph: str
    title: str
    subject: str = ""
    note: str = ""


def text_of(values: Mapping[str, object], *names: str) -> str:
    """The first of these that is a non-empty string."""
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def number_of(values: Mapping[str, object], name: str) -> int | None:
    value = values.get(name)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def shortened(path: str, directory: str) -> str:
    """A server's path as seen from the session's directory."""
    if not path:
        return ""
    if path == directory:
        return "."
    try:
        return str(PurePosixPath(path).relative_to(directory)) if directory else path
    except ValueError:
        return path


def refused(error: str) -> bool:
    """Whether a call ended because a person said no."""
    return any(words in error for words in REFUSALS)


def tool_words(block: ToolBlock) -> Words:
    """How to head a call; an unknown tool shows its name and arguments."""
    part = block.part
    given = part.state.input
    known = part.state.metadata
    path = shortened(text_of(given, "filePath", "path", "file"), block.directory)
    match part.tool:
        case "bash" | "shell":
            return Words("$", "", text_of(given, "command") or "…", _bash_note(block))
        case "edit" | "multiedit":
            return Words("←", "Edit", path, _change_note(known))
        case "write":
            return Words("←", "Wrote" if part.state.status == "completed" else "Write", path, _lines_note(given))
        case "apply_patch" | "patch":
            return Words("←", "Patch", part.state.title or "")
        case "read":
            return Words("→", "Read", path + _range(given), _read_note(known))
        case "glob":
            return Words("✱", "Glob", _pattern(block), _count_note(known, "count", "file"))
        case "grep":
            return Words("✱", "Grep", _pattern(block), _count_note(known, "matches", "match"))
        case "list" | "ls":
            return Words("→", "List", path or ".", _count_note(known, "count", "entry"))
        case "webfetch":
            return Words("%", "Fetch", text_of(given, "url"))
        case "websearch" | "codesearch":
            return Words("◈", "Search", text_of(given, "query"))
        case "todowrite" | "todoread":
            return Words("☰", "Todos")
        case "task":
            agent = text_of(given, "subagent_type") or "subagent"
            return Words("◆", agent[:1].upper() + agent[1:], text_of(given, "description"), _task_note(block))
        case "question":
            asked = given.get("questions")
            count = len(asked) if isinstance(asked, list) else 0
            return Words("?", "Asked", f"{count} questions" if count > 1 else "")
        case "skill":
            return Words("→", "Skill", text_of(given, "name"))
        case "invalid":
            return Words("✗", "Invalid call", text_of(given, "tool"))
        case _:
            return Words("⚙", part.tool, arguments(given))


def arguments(given: Mapping[str, object]) -> str:
    """Arguments on one line: `[name=value, …]`."""
    if not given:
        return ""
    return "[" + ", ".join(f"{name}={_short(value)}" for name, value in given.items()) + "]"


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


def _bash_note(block: ToolBlock) -> str:
    state = block.part.state
    exit_code = number_of(state.metadata, "exit")
    took = ""
    if state.time is not None and state.time.end is not None and state.time.end > state.time.start:
        took = spoken((state.time.end - state.time.start) / 1000)
    if state.status != "completed":
        return took if state.status == "error" else ""
    if exit_code is None:
        return took
    verdict = "✓" if exit_code == 0 else f"✗ exit {exit_code}"
    return " · ".join(part for part in (verdict, took) if part)


def _change_note(known: Mapping[str, object]) -> str:
    diff = known.get("filediff")
    if not isinstance(diff, dict):
        return ""
    added, removed = number_of(diff, "additions"), number_of(diff, "deletions")
    return f"+{added or 0} -{removed or 0}"


def _lines_note(given: Mapping[str, object]) -> str:
    content = given.get("content")
    if not isinstance(content, str):
        return ""
    lines = len(content.splitlines())
    return "1 line" if lines == 1 else f"{lines} lines"


def _range(given: Mapping[str, object]) -> str:
    offset, limit = number_of(given, "offset"), number_of(given, "limit")
    if offset is None and limit is None:
        return ""
    start = (offset or 0) + (0 if offset else 1)
    return f":{start}-{start + limit - 1}" if limit else f":{start}-"


def _read_note(known: Mapping[str, object]) -> str:
    display = known.get("display")
    if isinstance(display, dict) and (total := number_of(display, "totalLines")) is not None:
        return "1 line" if total == 1 else f"{total} lines"
    return ""


def _count_note(known: Mapping[str, object], name: str, noun: str) -> str:
    count = number_of(known, name)
    if count is None:
        return ""
    plural = {"match": "matches", "entry": "entries"}.get(noun, noun + "s")
    return f"1 {noun}" if count == 1 else f"{count} {plural}"


def _pattern(block: ToolBlock) -> str:
    given = block.part.state.input
    where = shortened(text_of(given, "path"), block.directory)
    pattern = f"“{text_of(given, 'pattern')}”" if text_of(given, "pattern") else ""
    return f"{pattern} in {where}" if where and where != "." else pattern


def _task_note(block: ToolBlock) -> str:
    child = block.child
    if child is None:
        return ""
    calls = f"{child.calls} calls" if child.calls != 1 else "1 call"
    return f"△ {child.asks} asks" if child.asks else (calls if child.calls else "")
