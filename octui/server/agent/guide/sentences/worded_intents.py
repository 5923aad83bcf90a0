"""What the requests that are understood word by word become."""

import re
from collections.abc import Callable
from typing import Final

from octui.server.agent.guide.paths import match_any_case
from octui.server.agent.guide.sentences.git_intents import make_file_history
from octui.server.agent.guide.sentences.intent_builders import quote_path
from octui.server.agent.guide.sentences.intents import FindDefinition, Intent, ReadNamedFile, RunScript, ToolIntent
from octui.server.agent.guide.sentences.pattern_parts import NAMED_DOCUMENT
from octui.server.agent.guide.sentences.vocabulary import FILE_ENDINGS, LANGUAGES
from octui.server.agent.guide.sentences.worded_matching import Subject
from octui.wire.struct import Json

_DEFINING_WORDS: Final = (
    r"^\s*(export |public |private |static |async |pub )*(class|def|fn|func|function|interface|struct)\b"
)
_IMPORTING_WORDS: Final = r"^\s*(import|from|use|using|require|include|#include|const .*require\()"
_VERSION_COMMANDS: Final = {
    "go": "go version",
    "java": "java -version",
    "python": "python3 --version",
    "rust": "rustc --version",
}
_FIRST_LINES: Final = 20
_SHOWN_COMMITS: Final = 10


def run_command(command: str) -> Callable[[Subject], Intent]:
    """Runs a command with the words of the subject in it: `git merge {name}`."""

    def build(subject: Subject) -> Intent:
        words = {label: quote_path(word) for label, word in subject.items()}
        line = re.sub(r"\{(\w+)\}", lambda found: words[found[1]], command)
        return ToolIntent("bash", {"command": line}, f"Running `{line}`.", file=subject.get("path", ""))

    return build


def run_script(kind: str) -> Callable[[Subject], Intent]:
    return lambda _: RunScript(kind)


def rename_file(subject: Subject) -> Intent:
    """A file gets another name in the folder where it is."""
    path, target = subject["path"], subject["target"]
    folder, slash, _ = path.rpartition("/")
    return run_command("mv {path} {target}")(
        {"path": path, "target": target if "/" in target else f"{folder}{slash}{target}"}
    )


def move_file(subject: Subject) -> Intent:
    """A file goes to another path, or into a folder, which is made if there is none."""
    target = subject["target"].rstrip("/")
    if "." in target.rpartition("/")[2]:
        return rename_file(subject)
    return run_command("mkdir -p {target} && mv {path} {target}/")({**subject, "target": target})


def remove_by_language(subject: Subject) -> Intent | None:
    """Removes all files with an ending, named as such or by its language."""
    ending = LANGUAGES.get(subject["ending"].lower(), subject["ending"].lower())
    if ending not in FILE_ENDINGS:
        return None
    line = f"find . -name '*.{ending}' -not -path './.git/*' -delete -print"
    return ToolIntent("bash", {"command": line}, f"Deleting all files that end in `.{ending}`.")


def show_version(subject: Subject) -> Intent:
    program = subject["program"].lower()
    return run_command(_VERSION_COMMANDS.get(program, f"{program} --version"))({})


def find_program(subject: Subject) -> Intent:
    program = subject["program"].lower()
    return run_command("command -v {program}")({"program": "python3" if program == "python" else program})


def find_file(subject: Subject) -> Intent:
    path = subject["path"]
    return ReadNamedFile(path) if NAMED_DOCUMENT.fullmatch(path) else _match_files(f"**/{path}", f"`{path}`")


def list_files(subject: Subject) -> Intent:
    place = subject.get("path") or subject.get("name")
    if place and NAMED_DOCUMENT.fullmatch(place):
        return ReadNamedFile(place)
    return ToolIntent("list", {"path": place} if place else {}, f"Listing the files{f' in `{place}`' * bool(place)}.")


def find_todos(_: Subject) -> Intent:
    return ToolIntent("grep", {"pattern": "TODO|FIXME"}, "Searching for `TODO` and `FIXME`.")


def find_todos_in_capitals(subject: Subject) -> Intent | None:
    """`list every TODO` asks for them; `find TODO` is a search for the word as it stands."""
    return find_todos(subject) if subject["name"] in ("TODO", "TODOS", "FIXME", "FIXMES") else None


def match_tests(_: Subject) -> Intent:
    return _match_files("*[tT]est*", "files named after tests")


def match_tests_of(subject: Subject) -> Intent:
    name = match_any_case(subject["name"])
    return _match_files(f"**/{{*[tT]est*{name}*,*{name}*[tT]est*}}", f"tests of `{subject['name']}`")


def match_configuration(_: Subject) -> Intent:
    return _match_files("**/*{config,rc,.toml,.ini,.cfg,.json,.yml,.yaml}*", "configuration files")


def _match_files(pattern: str, what: str) -> Intent:
    return ToolIntent("glob", {"pattern": pattern}, f"Searching for {what}.")


def count_language(subject: Subject) -> Intent:
    return run_command(f"git ls-files '*.{LANGUAGES[subject['language'].lower()]}' | xargs wc -l")(subject)


def match_language(subject: Subject) -> Intent:
    ending = LANGUAGES[subject["language"].lower()]
    return _match_files(f"**/*.{ending}", f"`*.{ending}`")


def read_file(subject: Subject, lead: str = "Reading `{}`.", **lines: int) -> Intent:
    path = subject["path"]
    if NAMED_DOCUMENT.fullmatch(path) and not lines:
        return ReadNamedFile(path)
    return ToolIntent("read", {"filePath": path, **lines}, lead.format(path), file=path)


def read_first(subject: Subject) -> Intent:
    return read_file(subject, offset=1, limit=int(subject.get("number", _FIRST_LINES)) or _FIRST_LINES)


def read_last(subject: Subject) -> Intent:
    return run_command(f"tail -n {int(subject.get('number', 0)) or _FIRST_LINES} {{path}}")(subject)


def read_unexplained(subject: Subject) -> Intent:
    return read_file(subject, "I'm not an AI, so I can't explain it. Here is `{}` itself.")


def read_line_unexplained(subject: Subject) -> Intent:
    lead = "I'm not an AI, so I can't explain it. Here is the line of `{}`."
    return read_file(subject, lead, offset=int(subject["number"]) or 1, limit=1)


def list_functions(subject: Subject) -> Intent:
    return _search_file(subject["path"], _DEFINING_WORDS, "defines")


def list_all_functions(_: Subject) -> Intent:
    return ToolIntent("grep", {"pattern": _DEFINING_WORDS}, "Searching for what the files define.")


def list_imports(subject: Subject) -> Intent:
    return _search_file(subject["path"], _IMPORTING_WORDS, "imports")


def _search_file(path: str, pattern: str, what: str) -> Intent:
    include = path.replace("\\", "/").rpartition("/")[2]
    return ToolIntent("grep", {"pattern": pattern, "include": include}, f"Searching for what `{path}` {what}.")


def find_uses(subject: Subject) -> Intent:
    name = _last_part(subject)
    return ToolIntent("grep", {"pattern": rf"\b{name}\b"}, f"Searching for `{name}`.")


def show_file_history(subject: Subject) -> Intent:
    return make_file_history(subject["path"])


def search_name(subject: Subject) -> Intent:
    return ToolIntent("grep", {"pattern": re.escape(subject["name"])}, f"Searching for `{subject['name']}`.")


def search_language(subject: Subject) -> Intent:
    name, ending = _last_part(subject), LANGUAGES[subject["language"].lower()]
    arguments: Json = {"pattern": rf"\b{name}\b", "include": f"*.{ending}"}
    return ToolIntent("grep", arguments, f"Searching for `{name}` in `*.{ending}`.")


def find_definition(subject: Subject) -> Intent:
    return FindDefinition(_last_part(subject))


def show_definition(subject: Subject) -> Intent:
    return FindDefinition(_last_part(subject), is_shown=True)


def show_commits(subject: Subject) -> Intent:
    return run_command(f"git log --oneline -n {int(subject.get('number', 0)) or _SHOWN_COMMITS}")(subject)


def _last_part(subject: Subject) -> str:
    """`total` of `Cart.total`."""
    return re.split(r"\.|::", subject["name"])[-1]
