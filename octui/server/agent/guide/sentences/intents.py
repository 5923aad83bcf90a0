"""Intents: the tool call or reply a sentence asks for, built from the matched words."""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from octui.server.agent.guide.questions.foreign_topics import find_foreign_topic
from octui.server.agent.guide.questions.topics import find_topic
from octui.server.agent.guide.sentences.lexicon import FILE_ENDINGS, LANGUAGES
from octui.server.agent.guide.sentences.shell_lines import is_shell_line
from octui.server.agent.guide.sentences.spelling import normalize_spelling
from octui.wire.struct import Json


@dataclass(frozen=True, slots=True)
class ToolIntent:
    """A tool call the user asked for; `lead` is the text before it."""

    tool: str
    arguments: Json = field(default_factory=dict)
    lead: str = ""
    file: str = ""
    """The file it is about, to be looked for elsewhere when it is not where it was said to be."""
    makes_file: bool = False
    """Whether the file may be a new one."""


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
    """A request for where a name is defined, and for the text of its definition when that is to be shown."""

    name: str
    is_shown: bool = False


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
_INTERPRETERS: Final = {"py": "python3", "js": "node", "mjs": "node", "rb": "ruby", "sh": "bash", "go": "go run"}
"""What runs a script that is named without the program."""
_VERSION_COMMANDS: Final = {
    "go": "go version",
    "java": "java -version",
    "python": "python3 --version",
    "rust": "rustc --version",
}
_COMMENT_SIGNS: Final = dict.fromkeys(("c", "cpp", "cs", "go", "h", "java", "js", "kt", "php", "rs", "ts", "tsx"), "//")
"""How a comment begins where it is not with `#`."""
POLITE_ENDING: Final = re.compile(
    r"(?:[,\s]+(?:please|for me|thanks|thank you|now|bitte|por favor|s'il (?:te|vous) pla[iî]t))*[.!?\s]*$", re.I
)


_EVERYWHERE: Final = (
    *("all files", "the files", "files", "this project", "the project", "the code", "here", "code"),
    *(
        "código",
        "codigo",
        "proyecto",
        "projekt",
        "projet",
        "repo",
        "dateien",
        "archivos",
        "ficheros",
        "fichiers",
        "文件",
    ),
    *("whole project", "repository", "everything", "all", "todo", "tout", "allem"),
)
_NO_NAME_WORDS: Final = """
ai code everything git he i it life me octui project repo repository she something that they this us we what you
yourself
"""
_NO_NAMES: Final = frozenset(_NO_NAME_WORDS.split())
"""What is asked about as a name is, and is none."""


def strip_quotes(text: str) -> str:
    """The text without surrounding quotes."""
    text = text.strip()
    if len(text) >= 2 and (text[0], text[-1]) in {('"', '"'), ("'", "'"), ("“", "”"), ("`", "`")}:
        return text[1:-1]
    return text


def strip_polite_ending(text: str) -> str:
    return POLITE_ENDING.sub("", text.strip())


def extract_path(text: str) -> str:
    """The path in a phrase: `the file src/app.py` is `src/app.py`."""
    words = strip_polite_ending(text)
    words = re.sub(
        r"^(?:the\s+|my\s+|our\s+)?(?:contents?\s+of\s+)?(?:the\s+)?(?:files?|folder|directory|dir)\s+(?:called\s+|named\s+)?",
        "",
        words,
        flags=re.I,
    )
    words = re.sub(r"\s+(?:file|folder|directory)$", "", words, flags=re.I)
    return strip_quotes(re.sub(r"^the\s+", "", words, flags=re.I)).removeprefix("@")


def build_run_intent(match: re.Match[str]) -> Intent | None:
    command = re.sub(r"[,\s]+(?:please|for me)[.!]*$", "", match["command"].strip(), flags=re.I)
    if re.match(
        r"(?:the|a|an|my|our|this|that|it|all|some|these|those|die|das|der|den|el|la|las|los|le|les)\b", command, re.I
    ):
        return None
    if command.isalpha() and normalize_spelling(command) != command:
        return None
    command = strip_quotes(command) if command.startswith("`") else command
    if (ending := re.fullmatch(r"(?!\.?/)[\w./-]+\.(\w+)", command)) and (program := _INTERPRETERS.get(ending[1])):
        return build_file_command(program, command, file=command)
    return (
        ToolIntent(
            "bash", {"command": command}, f"Running `{command}`." if "`" not in command and "\n" not in command else ""
        )
        if command
        else None
    )


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


def build_version_intent(match: re.Match[str]) -> Intent | None:
    program = (match["program"] or match["named"]).lower()
    return build_file_command(_VERSION_COMMANDS.get(program, f"{program} --version"), file="")


def build_program_check(match: re.Match[str]) -> Intent | None:
    program = match["program"].lower()
    return build_file_command("command -v", "python3" if program == "python" else program, file="")


def build_definition_intent(match: re.Match[str]) -> Intent | None:
    name = _extract_symbol(match["name"])
    return FindDefinition(name) if name else None


def build_shown_definition(match: re.Match[str]) -> Intent | None:
    """The definition of what is to be explained, which takes a model."""
    name = _extract_symbol(re.sub(r"^(?:the|la|le|el|die|der|das)\s+", "", match["name"].strip(), flags=re.I))
    return FindDefinition(name, is_shown=True) if name and name.lower() not in _NO_NAMES else None


def build_usage_intent(match: re.Match[str]) -> Intent | None:
    name = _extract_symbol(match["name"])
    return ToolIntent("grep", {"pattern": rf"\b{name}\b"}, f"Searching for `{name}`.") if name else None


def _extract_symbol(text: str) -> str:
    """The last part of a name such as `Cart.total()`; an empty string for anything else."""
    written = re.fullmatch(r"(?:[\w$]+(?:\.|::))*(?P<name>\w+)(?:\(\))?", strip_quotes(strip_polite_ending(text)))
    return written["name"] if written is not None else ""


def build_command(command: str, *paths: str, makes_file: bool = False) -> Callable[[re.Match[str]], Intent | None]:
    """Runs a fixed command, with the named groups as quoted paths behind it, the first of which already exists."""

    def build(match: re.Match[str]) -> Intent | None:
        named = [extract_path(match[path]) for path in paths]
        if not all(named) or any(" " in path for path in named):
            return None
        file = named[0] if named and not makes_file else ""
        return build_file_command(command, *named, file=file)

    return build


def build_rename_intent(match: re.Match[str]) -> Intent | None:
    """A file gets another name in the folder where it is."""
    path, target = extract_path(match["path"]), extract_path(match["target"])
    if not path or not target or " " in f"{path}{target}":
        return None
    folder, slash, _ = path.rpartition("/")
    return build_file_command("mv", path, target if "/" in target else f"{folder}{slash}{target}", file=path)


def build_move_intent(match: re.Match[str]) -> Intent | None:
    """A file goes into a folder, which is made if there is none."""
    path, target = extract_path(match["path"]), extract_path(match["target"] or match["folder"])
    if not path or not target or " " in f"{path}{target}":
        return None
    folder = _quote_path(target.rstrip("/"))
    line = f"mkdir -p {folder} && mv {_quote_path(path)} {folder}/"
    return ToolIntent("bash", {"command": line}, f"Running `{line}`.", file=path)


def build_folder_removal(match: re.Match[str]) -> Intent | None:
    path = extract_path(match["path"] or match["named"])
    return build_file_command("rm -r", path, file="") if path and " " not in path else None


def build_file_command(command: str, *paths: str, file: str) -> ToolIntent:
    line = " ".join([command, *map(_quote_path, paths)])
    return ToolIntent("bash", {"command": line}, f"Running `{line}`.", file=file)


def _quote_path(path: str) -> str:
    return shlex.quote(f"./{path}" if path.startswith("-") else path)


def build_removal_by_ending(match: re.Match[str]) -> Intent | None:
    """Removes all files with an ending, named as such or by its language."""
    ending = LANGUAGES.get(match["ending"].lower(), match["ending"].lower())
    if ending not in FILE_ENDINGS:
        return None
    line = f"find . -name '*.{ending}' -not -path './.git/*' -delete -print"
    return ToolIntent("bash", {"command": line}, f"Deleting all files that end in `.{ending}`.")


def build_search_intent(match: re.Match[str]) -> Intent | None:
    term = strip_quotes(re.sub(r"^(?:the|an?|my|our)\s+", "", strip_polite_ending(match["what"]), flags=re.I))
    where = extract_path(match["where"]) if match["where"] else ""
    if not term or term.lower() in ("out", "it", "that"):
        return None
    if where.lower() in _EVERYWHERE:
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


def build_append_intent(match: re.Match[str]) -> Intent | None:
    """A line at the end of a file: with a shell, as no tool writes there without the whole text."""
    path, content = extract_path(match["path"]), strip_quotes(match["content"])
    if match.groupdict().get("comment"):
        content = add_comment_sign(path, content)
    if not path or " " in path or "\n" in content:
        return None
    command = f"printf '%s\\n' {shlex.quote(content)} >> {_quote_path(path)}"
    return ToolIntent("bash", {"command": command}, f"Adding to `{path}`.", file=path, makes_file="." in path)


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
    topic = find_foreign_topic(match["question"])
    return SmallTalk(topic) if topic else None


def build_shell_line(match: re.Match[str]) -> Intent | None:
    return build_run_intent(match) if is_shell_line(match["command"]) else None


def build_script(kind: str) -> Callable[[re.Match[str]], Intent]:
    return lambda _: RunScript(kind)
