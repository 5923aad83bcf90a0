"""Builds intents from what a sentence pattern matched."""

import re
import shlex
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from octui.server.agent.guide.questions.topic_words import find_topic_by_word
from octui.server.agent.guide.questions.topics import find_topic
from octui.server.agent.guide.sentences.intents import (
    ChangeText,
    FindDefinition,
    Intent,
    ReadNamedFile,
    SmallTalk,
    ToolIntent,
)
from octui.server.agent.guide.sentences.pattern_parts import (
    FILE_LIKE,
    NAMED_DOCUMENT,
    POLITE_ENDING,
    extract_path,
    strip_polite_ending,
    strip_quotes,
)
from octui.server.agent.guide.sentences.shell_lines import is_command, is_shell_line
from octui.wire.struct import Json

_INTERPRETERS: Final = {"py": "python3", "js": "node", "mjs": "node", "rb": "ruby", "sh": "bash", "go": "go run"}
"""What runs a script that is named without the program."""
_COMMENT_SIGNS: Final = dict.fromkeys(("c", "cpp", "cs", "go", "h", "java", "js", "kt", "php", "rs", "ts", "tsx"), "//")
"""How a comment begins where it is not with `#`."""
_EVERYWHERE_WORDS: Final = """
all allem archivos code codebase código codigo dateien everything fichiers ficheros files here project projekt projet
proyecto repo repository todo tout whole 文件
"""
_EVERYWHERE: Final = frozenset(_EVERYWHERE_WORDS.split())
"""As a place to search in, they mean the whole project."""
_NO_NAME_WORDS: Final = """
ai code everything git he i it life me octui project repo repository she something that they this us we what you
yourself
"""
_NO_NAMES: Final = frozenset(_NO_NAME_WORDS.split())
"""Words that stand where a name in the code would, and are none."""


def build_run_intent(match: re.Match[str]) -> Intent | None:
    """A command as it was typed, if its first word is a program."""
    command = POLITE_ENDING.sub("", match["command"].strip()) if match["command"].isprintable() else match["command"]
    command = strip_quotes(command) if command.startswith("`") else command
    if not command or not is_command(command):
        return None
    if (ending := re.fullmatch(r"(?!\.?/)[\w./-]+\.(\w+)", command)) and (program := _INTERPRETERS.get(ending[1])):
        return build_file_command(program, command, file=command)
    lead = f"Running `{command}`." if "`" not in command and "\n" not in command else ""
    return ToolIntent("bash", {"command": command}, lead)


def build_list_intent(match: re.Match[str]) -> Intent | None:
    where = match.groupdict().get("where")
    path = extract_path(where) if where else ""
    if path.lower() in ("", "here", "this", "this project", "this folder", "project", "it", "."):
        return ToolIntent("list", {}, "Listing the files.")
    return ToolIntent("list", {"path": path}, f"Listing the files in `{path}`.")


def build_read_intent(match: re.Match[str]) -> Intent | None:
    groups = match.groupdict()
    path = extract_path(match["path"])
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
        elif groups.get("single"):
            arguments["limit"] = 1
    return ToolIntent("read", arguments, f"Reading `{path}`.", file=path)


def build_unexplained_read(match: re.Match[str]) -> Intent | None:
    """The text of a file where an explanation was asked for, which takes a model."""
    path = extract_path(match["path"])
    if (not FILE_LIKE.search(path) and not NAMED_DOCUMENT.fullmatch(path)) or " " in path:
        return None
    if not re.search(r"[./\\~]", path):
        return ReadNamedFile(path)
    lead = f"I'm not an AI, so I can't explain it. Here is `{path}` itself."
    return ToolIntent("read", {"filePath": path}, lead, file=path)


def build_unjudged_read(match: re.Match[str]) -> Intent | None:
    """The text of a file that was to be judged or improved, which takes a model."""
    path = extract_path(match["path"])
    lead = f"I'm not an AI, so I can't judge or improve it: `/connect` a model for that. Here is `{path}` itself."
    return ToolIntent("read", {"filePath": path}, lead, file=path) if path and " " not in path else None


def build_shown_definition(match: re.Match[str]) -> Intent | None:
    """The definition of what is to be explained, which takes a model."""
    name = _extract_symbol(match["name"])
    return FindDefinition(name, is_shown=True) if name and name.lower() not in _NO_NAMES else None


def _extract_symbol(text: str) -> str:
    """The last part of a name such as `Cart.total()`; an empty string for anything else."""
    written = re.fullmatch(r"(?:[\w$]+(?:\.|::))*(?P<name>\w+)(?:\(\))?", strip_quotes(strip_polite_ending(text)))
    return written["name"] if written is not None else ""


def build_command(command: str, path: str = "") -> Callable[[re.Match[str]], Intent | None]:
    """Runs a fixed command, with the named group as a quoted path after it."""

    def build(match: re.Match[str]) -> Intent | None:
        if not path:
            return build_file_command(command, file="")
        named = extract_path(match[path])
        return build_file_command(command, named, file=named) if named and " " not in named else None

    return build


def build_file_command(command: str, *paths: str, file: str) -> ToolIntent:
    line = " ".join([command, *map(quote_path, paths)])
    return ToolIntent("bash", {"command": line}, f"Running `{line}`.", file=file)


def quote_path(path: str) -> str:
    return shlex.quote(f"./{path}" if path.startswith("-") else path)


def build_search_intent(match: re.Match[str]) -> Intent | None:
    named = re.sub(r"^(?:the|an?|my|our)\s+", "", strip_polite_ending(match["what"]), flags=re.I)
    term = strip_quotes(named)
    if term == named and " " in term and re.match(r"(?:where|wo|dónde|où)\b", match[0], re.I):
        return None
    where = extract_path(match["where"]) if match["where"] else ""
    if not term or term.lower() in ("out", "it", "that"):
        return None
    if set(where.lower().split()) <= _EVERYWHERE | {"the", "this", "my"}:
        where = ""
    arguments: Json = {"pattern": re.escape(term).replace(r"\ ", " ").replace(r"\-", "-")} | (
        {"path": where} if where else {}
    )
    return ToolIntent("grep", arguments, f"Searching for `{term}`." if "`" not in term else "Searching for it.")


def build_glob_intent(match: re.Match[str]) -> Intent | None:
    pattern = strip_quotes(strip_polite_ending(match["pattern"]))
    if not re.fullmatch(r"[\w.*?/{},\[\]-]+", pattern):
        return None
    if not any(mark in pattern for mark in "*?{["):
        pattern = f"*{pattern}*" if "." not in pattern else pattern
    return ToolIntent("glob", {"pattern": pattern}, f"Searching for files named `{pattern}`.")


def build_replace_intent(match: re.Match[str]) -> Intent | None:
    path = extract_path(match["path"])
    old, new = strip_quotes(match["old"]), strip_quotes(match["new"])
    if not path or not old or " " in path:
        return None
    every = bool(match.groupdict().get("every"))
    arguments = {"filePath": path, "oldString": old, "newString": new} | ({"replaceAll": True} if every else {})
    return ToolIntent("edit", arguments, f"Editing `{path}`.", file=path)


def build_write_intent(match: re.Match[str]) -> Intent | None:
    path = extract_path(match["path"])
    if not path or " " in path or not FILE_LIKE.search(path):
        return None
    content = strip_quotes(match["content"] or "")
    return ToolIntent("write", {"filePath": path, "content": f"{content}\n" if content else ""}, f"Writing `{path}`.")


def append_line(lines: Sequence[str], *, text: str) -> list[str]:
    return [*lines, text]


def build_append_intent(match: re.Match[str]) -> Intent | None:
    path, content = extract_path(match["path"]), strip_quotes(match["content"])
    if match.groupdict().get("comment"):
        content = add_comment_sign(path, content)
    if not path or " " in path or "\n" in content:
        return None
    return ChangeText(path, partial(append_line, text=content), makes_file="." in path)


def add_comment_sign(path: str, text: str) -> str:
    return f"{_COMMENT_SIGNS.get(path.rpartition('.')[2], '#')} {text}"


def build_fetch_intent(match: re.Match[str]) -> Intent | None:
    url = match["url"].rstrip(".,;!?)")
    return ToolIntent("webfetch", {"url": url, "format": "markdown"}, f"Fetching <{url}>.")


def build_small_talk(about: str) -> Callable[[re.Match[str]], Intent]:
    return lambda _: SmallTalk(about)


def build_topic_answer(match: re.Match[str]) -> Intent | None:
    topic = find_topic(strip_polite_ending(match["question"]))
    return SmallTalk(topic) if topic else None


def build_foreign_topic_answer(match: re.Match[str]) -> Intent | None:
    topic = find_topic_by_word(match["question"])
    return SmallTalk(topic) if topic else None


def build_word_topic_answer(match: re.Match[str]) -> Intent | None:
    topic = find_topic_by_word(match["question"], in_english=True)
    return SmallTalk(topic) if topic else None


def build_shell_line(match: re.Match[str]) -> Intent | None:
    return build_run_intent(match) if is_shell_line(match["command"]) else None
