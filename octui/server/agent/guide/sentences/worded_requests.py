"""Requests that are understood by the meanings of their words, in any order: `are there any tests?`, `zeig die Tests`.

A request is understood when every word of it is: one that is not known can only be the name it is about.
"""

import re
import shlex
from collections.abc import Callable
from typing import Final, NamedTuple

from octui.server.agent.guide.paths import match_any_case
from octui.server.agent.guide.sentences.git_intents import (
    make_file_history,
)
from octui.server.agent.guide.sentences.intents import (
    NAMED_DOCUMENT,
    FindDefinition,
    Intent,
    ReadNamedFile,
    RunScript,
    ToolIntent,
)
from octui.server.agent.guide.sentences.lexicon import FILE_ENDINGS, FILLER, LANGUAGES, Token, read_tokens
from octui.server.agent.guide.summaries import SHOWING_CHANGES
from octui.wire.struct import Json

DEFINING_WORDS: Final = (
    r"^\s*(export |public |private |static |async |pub )*(class|def|fn|func|function|interface|struct)\b"
)
_IMPORTING_WORDS: Final = r"^\s*(import|from|use|using|require|include|#include|const .*require\()"
_FIRST_LINES: Final = 20
_SHOWN_COMMITS: Final = 10
_ASKING: Final = "show find what where exists contain who count project files"
"""What may be said besides in any request for information."""

Subject = dict[str, str]
"""What a sentence is about: a word for each of `path`, `call`, `name`, `number` and `language` in it."""


class Request(NamedTuple):
    """`needs` are meanings, alternatives joined by `|`; `may` are others that change nothing; `about` is a subject."""

    needs: str
    may: str
    about: str
    build: Callable[[Subject], Intent]


def _run(command: str) -> Callable[[Subject], Intent]:
    return lambda _: ToolIntent("bash", {"command": command}, f"Running `{command}`.")


def _run_on_file(command: str) -> Callable[[Subject], Intent]:
    def build(subject: Subject) -> Intent:
        line = f"{command} {shlex.quote(subject['path'])}"
        return ToolIntent("bash", {"command": line}, f"Running `{line}`.", file=subject["path"])

    return build


def _list(subject: Subject) -> Intent:
    place = subject.get("path") or subject.get("name")
    if place and NAMED_DOCUMENT.fullmatch(place):
        return ReadNamedFile(place)
    return ToolIntent("list", {"path": place} if place else {}, f"Listing the files{f' in `{place}`' * bool(place)}.")


def _find_todos(_: Subject) -> Intent:
    return ToolIntent("grep", {"pattern": "TODO|FIXME"}, "Searching for `TODO` and `FIXME`.")


def _match_tests(_: Subject) -> Intent:
    return _match_files("*[tT]est*", "files named after tests")


def _match_tests_of(subject: Subject) -> Intent:
    name = match_any_case(subject["name"])
    return _match_files(f"**/{{*[tT]est*{name}*,*{name}*[tT]est*}}", f"tests of `{subject['name']}`")


def _match_configuration(_: Subject) -> Intent:
    return _match_files("**/*{config,rc,.toml,.ini,.cfg,.json,.yml,.yaml}*", "configuration files")


def _match_files(pattern: str, what: str) -> Intent:
    return ToolIntent("glob", {"pattern": pattern}, f"Searching for {what}.")


def _count_language(subject: Subject) -> Intent:
    return _run(f"git ls-files '*.{LANGUAGES[subject['language'].lower()]}' | xargs wc -l")(subject)


def _match_language(subject: Subject) -> Intent:
    ending = LANGUAGES[subject["language"].lower()]
    return _match_files(f"**/*.{ending}", f"`*.{ending}`")


def _read(subject: Subject, lead: str = "Reading `{}`.", **lines: int) -> Intent:
    path = subject["path"]
    if NAMED_DOCUMENT.fullmatch(path) and not lines:
        return ReadNamedFile(path)
    return ToolIntent("read", {"filePath": path, **lines}, lead.format(path), file=path)


def _read_first(subject: Subject) -> Intent:
    return _read(subject, offset=1, limit=int(subject.get("number", _FIRST_LINES)) or _FIRST_LINES)


def _read_last(subject: Subject) -> Intent:
    return _run_on_file(f"tail -n {int(subject.get('number', 0)) or _FIRST_LINES}")(subject)


def _read_unexplained(subject: Subject) -> Intent:
    return _read(subject, "I'm not an AI, so I can't explain it. Here is `{}` itself.")


def _list_functions(subject: Subject) -> Intent:
    return _search_file(subject["path"], DEFINING_WORDS, "defines")


def _list_imports(subject: Subject) -> Intent:
    return _search_file(subject["path"], _IMPORTING_WORDS, "imports")


def _search_file(path: str, pattern: str, what: str) -> Intent:
    include = path.replace("\\", "/").rpartition("/")[2]
    return ToolIntent("grep", {"pattern": pattern, "include": include}, f"Searching for what `{path}` {what}.")


def _find_uses(subject: Subject) -> Intent:
    name = _last_part(subject)
    return ToolIntent("grep", {"pattern": rf"\b{name}\b"}, f"Searching for `{name}`.")


def _show_history(subject: Subject) -> Intent:
    return make_file_history(subject["path"])


def _search_name(subject: Subject) -> Intent:
    return ToolIntent("grep", {"pattern": subject["name"]}, f"Searching for `{subject['name']}`.")


def _search_language(subject: Subject) -> Intent:
    name, ending = _last_part(subject), LANGUAGES[subject["language"].lower()]
    arguments: Json = {"pattern": rf"\b{name}\b", "include": f"*.{ending}"}
    return ToolIntent("grep", arguments, f"Searching for `{name}` in `*.{ending}`.")


def _define(subject: Subject) -> Intent:
    return FindDefinition(_last_part(subject))


def _show_definition(subject: Subject) -> Intent:
    return FindDefinition(_last_part(subject), is_shown=True)


def _show_commits(subject: Subject) -> Intent:
    return _run(f"git log --oneline -n {int(subject.get('number', 0)) or _SHOWN_COMMITS}")(subject)


def _last_part(subject: Subject) -> str:
    """`total` of `Cart.total`."""
    return re.split(r"\.|::", subject["name"])[-1]


REQUESTS: Final = (
    Request("run test", "project what", "", lambda _: RunScript("test")),
    Request("run project", "what", "", lambda _: RunScript("start")),
    Request("test outcome", "what why run project show", "", lambda _: RunScript("test")),
    Request("todo", f"{_ASKING} use", "", _find_todos),
    Request("lines count", "project files what exists write", "", _run("git ls-files | xargs wc -l")),
    Request("lines count language", "what exists project files", "language", _count_language),
    Request("lines count", "what exists project files", "path", _run_on_file("wc -l")),
    Request("size files|project", _ASKING, "", _run("git ls-files -z | xargs -0 du -ah | sort -rh | head")),
    Request("first lines", "show what explain", "path number?", _read_first),
    Request("uncommitted lines", "show what explain", "path number?", _read_last),
    Request("language files", _ASKING, "language", _match_language),
    Request("config", _ASKING, "", _match_configuration),
    Request("docs", f"{_ASKING} explain", "", lambda _: ReadNamedFile("readme")),
    Request("function show|what|find|exists|count", "show what find exists define where", "path", _list_functions),
    Request("use show|what|find|exists|count", "show what find exists count", "path", _list_imports),
    Request("what files define|function", "what files where find exists who", "name", _define),
    Request("use|contain files language", _ASKING, "language name", _search_language),
    Request("contain files|where|who", _ASKING, "name", _search_name),
    Request("define", "where what find show function who", "name", _define),
    Request("use", f"{_ASKING} function", "name", _find_uses),
    Request("where|find function", "show", "name", _define),
    Request("what|explain", "function explain", "call", _show_definition),
    Request("explain|what function", "what explain", "name", _show_definition),
    Request("delete", "files", "path", _run_on_file("rm")),
    Request("who write|changed", "uncommitted first files changed", "path", _show_history),
    Request("who write", "project files changed", "", _run("git shortlog --summary --numbered --email HEAD")),
    Request("changed", f"{_ASKING} git uncommitted", "", _run(SHOWING_CHANGES[0])),
    Request("git status", "show what", "", _run("git status")),
    Request("branches", f"{_ASKING} git", "", _run("git branch --all")),
    Request("branch", "show what git where", "", _run("git branch --show-current")),
    Request("commits", "show what when who git project uncommitted first", "number?", _show_commits),
    Request("show|what|find|exists|where test", _ASKING, "", _match_tests),
    Request("show|find|exists|where test", _ASKING, "name", _match_tests_of),
    Request("explain", "what show project files function", "path", _read_unexplained),
    Request("show|what", "files contain", "path", _read),
    Request("what|explain project", "explain what show files", "", lambda _: ReadNamedFile("readme")),
    Request("show|what|find|exists|where|count files", _ASKING, "", _list),
    Request("show|what|exists files", "what exists", "name", _list),
    Request("show|what exists|contain", "project", "", _list),
)  # fmt: skip
"""The first one that fits wins."""
_SUBJECTS: Final = frozenset({"path", "call", "name", "number", "language"})


def parse_worded_request(sentence: str) -> Intent | None:
    """What a sentence asks for, by the meanings of its words; None when one of them is left over."""
    tokens = [token for token in read_tokens(sentence) if token.meaning != FILLER]
    for request in REQUESTS:
        if (subject := _match_request(request, tokens)) is not None:
            return request.build(subject)
    return None


def _match_request(request: Request, tokens: list[Token]) -> Subject | None:
    meanings = {token.meaning for token in tokens}
    needed = [set(alternatives.split("|")) for alternatives in request.needs.split()]
    if not all(alternatives & meanings for alternatives in needed):
        return None
    allowed = set().union(*needed) | set(request.may.split())
    rest = [token for token in tokens if token.meaning not in allowed or token.meaning in _SUBJECTS]
    subject: Subject = {}
    for token in rest:
        kind = token.meaning
        if kind in ("call", "path", "language") and kind not in request.about and _is_symbol(token):
            kind = "name"
        if kind == "name" and "path" in request.about and NAMED_DOCUMENT.fullmatch(token.text):
            kind = "path"
        if kind in subject or kind not in request.about.replace("?", "").split():
            return None
        subject[kind] = token.text
    wanted = [kind for kind in request.about.split() if not kind.endswith("?")]
    if "call" in subject:
        subject["name"] = subject["call"]
    return subject if all(kind in subject for kind in wanted) else None


def _is_symbol(token: Token) -> bool:
    """Whether it may name something in code: `Cart.total` does, `cart.py` is a file."""
    name, dot, ending = token.text.rpartition(".")
    return re.fullmatch(r"\w+(?:\.\w+)*", token.text) is not None and not (name and dot and ending in FILE_ENDINGS)
