"""Requests that are understood by the meanings of their words, in any order: `are there any tests?`, `zeig die Tests`.

A request is understood when every word of it is: one that is not known can only be the name it is about.
"""

from typing import Final

from octui.server.agent.guide.sentences.intents import Intent, ReadNamedFile
from octui.server.agent.guide.sentences.lexicon import FILLER, read_tokens
from octui.server.agent.guide.sentences.worded_intents import (
    count_language,
    find_definition,
    find_file,
    find_program,
    find_todos,
    find_todos_in_capitals,
    find_uses,
    list_all_functions,
    list_files,
    list_functions,
    list_imports,
    match_configuration,
    match_language,
    match_tests,
    match_tests_of,
    move_file,
    read_file,
    read_first,
    read_last,
    read_line_unexplained,
    read_unexplained,
    remove_by_language,
    rename_file,
    run_command,
    run_script,
    search_language,
    search_name,
    show_commits,
    show_definition,
    show_file_history,
    show_version,
)
from octui.server.agent.guide.sentences.worded_matching import Request, match_request
from octui.server.agent.guide.summaries import SHOWING_CHANGES

_ASKING: Final = "show find what where exists contain who count project files folder folders"
"""What may be said besides in any request for information."""
_PLACE: Final = "place:path|name|word"
"""A folder or a branch may be called as any word is."""
_MANIFESTS: Final = "requirements.txt pyproject.toml package.json Cargo.toml go.mod Gemfile"
_SHOWING_MANIFESTS: Final = f"head -n 40 $(ls {_MANIFESTS} 2>/dev/null)"

_SCRIPTS: Final = (
    Request("run test", "project what where", "", run_script("test")),
    Request("test", "run project", "", run_script("test")),
    Request("test outcome", "what why run project show", "", run_script("test")),
    Request("lint", "run show find exists outcome project files what", "", run_script("lint")),
    Request("format", "run project files lint", "", run_script("format")),
    Request("build outcome", "run project", "", run_script("test")),
    Request("build", "run project outcome what", "", run_script("build")),
    Request("install dependencies", "project run", "", run_script("install")),
    Request("install", "project", "", run_script("install")),
    Request("run project", "what", "", run_script("start")),
    Request("run", "what", "", run_script("start")),
)
_CHANGES: Final = (
    Request("delete", "files", "path", run_command("rm {path}"), is_order=True),
    Request("delete folder", "contain files", _PLACE, run_command("rm -r {place}"), is_order=True),
    Request("delete files", "contain", "ending:language|name", remove_by_language, is_order=True),
    Request(
        "rename folder",
        "contain",
        f"{_PLACE} target:path|name|word",
        run_command("mv {place} {target}"),
        is_order=True,
    ),
    Request("rename", "files contain", "path target:path|name", rename_file, is_order=True),
    Request("move", "files folder make contain changed", "path target:path|name", move_file, is_order=True),
    Request(
        "copy", "files folder make contain", "path target:path|name", run_command("cp {path} {target}"), is_order=True
    ),
    Request("make copy", "files contain", "path target:path|name", run_command("cp {path} {target}"), is_order=True),
    Request("make folder", "contain changed", _PLACE, run_command("mkdir -p {place}"), is_order=True),
    Request("make executable", "files", "path", run_command("chmod +x {path}"), is_order=True),
    Request("unpack", "files", "path", run_command("unzip {path}"), is_order=True),
    Request("make branch", "contain git switch changed", _PLACE, run_command("git switch -c {place}"), is_order=True),
    Request("delete branch", "contain git", _PLACE, run_command("git branch -d {place}"), is_order=True),
    Request("switch branch", "contain git", "place:path|name|trunk", run_command("git switch {place}"), is_order=True),
    Request("switch", "git branch", "place:trunk", run_command("git switch {place}"), is_order=True),
    Request("merge", "branch contain git", "place:path|name|trunk", run_command("git merge {place}"), is_order=True),
    Request("make git", "project changed", "", run_command("git init"), is_order=True),
    Request("stash", "changed files git uncommitted recent", "", run_command("git stash"), is_order=True),
)
_GIT: Final = (
    Request("who write|changed", "recent first files changed", "path", show_file_history),
    Request("who write", "project files changed", "", run_command("git shortlog --summary --numbered --email HEAD")),
    Request("commit recent", "show what when who contain explain define git", "", run_command("git show --stat HEAD")),
    Request("commits|commit count", "what exists project git", "", run_command("git rev-list --count HEAD")),
    Request("changed since", f"{_ASKING} git recent commit", "", run_command(SHOWING_CHANGES[0])),
    Request("changed recent commit", f"{_ASKING} git", "", run_command("git show --stat HEAD")),
    Request("changed", f"{_ASKING} git uncommitted recent", "", run_command(SHOWING_CHANGES[0])),
    Request("changed", f"{_ASKING} git branch", "place:trunk", run_command("git diff --stat {place}")),
    Request("status", "show what git project", "", run_command("git status")),
    Request("exists commit", "changed files", "", run_command("git status")),
    Request("uncommitted", "exists changed files show what git", "", run_command("git status")),
    Request("branches", f"{_ASKING} git", "", run_command("git branch --all")),
    Request("branch", "show what git where", "", run_command("git branch --show-current")),
    Request(
        "commits|commit",
        "show what when who git project recent first exists commit commits",
        "number?",
        show_commits,
    ),
    Request("tags", "show what exists git", "", run_command("git tag --sort=-creatordate")),
    Request("remotes", "show what exists git", "", run_command("git remote -v")),
)
_MACHINE: Final = (
    Request("version", "what show use installed exists project", "program:name|language", show_version),
    Request("installed", "exists what show find", "program:name|language", find_program),
    Request("disk", "size count show what exists", "", run_command("df -h .")),
    Request("memory", "size count show what exists", "", run_command("free -h")),
    Request("processes", "show what run", "", run_command("ps aux")),
)
_SIZES: Final = (
    Request("lines count", "project files what exists write", "", run_command("git ls-files | xargs wc -l")),
    Request("lines count language", "what exists project files", "language", count_language),
    Request("lines count", "what exists project files", "path", run_command("wc -l {path}")),
    Request("long what", "files", "path", run_command("wc -l {path}")),
    Request("terms count", "what exists files contain", "path", run_command("wc -w {path}")),
    Request("size files", _ASKING, "", run_command("git ls-files -z | xargs -0 du -ah | sort -rh | head")),
    Request("size project|folder", "what count show", "", run_command("du -sh .")),
    Request("size", "what count show files", "path", run_command("du -h {path}")),
    Request("compare", "files show", "path other:path", run_command("diff -u {path} {other}")),
    Request("changed", "what files exists show", "path other:path", run_command("diff -u {path} {other}")),
)
_LOOKING: Final = (
    Request("todo", f"{_ASKING} use", "", find_todos),
    Request("show|what|exists|count", "project files", "name:symbol", find_todos_in_capitals),
    Request("first lines", "show what explain", "path number?", read_first),
    Request("recent lines", "show what explain", "path number?", read_last),
    Request("explain lines", "what show", "path number", read_line_unexplained),
    Request("language files", _ASKING, "language", match_language),
    Request("config", _ASKING, "", match_configuration),
    Request("dependencies", "show what exists project use", "", run_command(_SHOWING_MANIFESTS)),
    Request("docs", f"{_ASKING} explain", "", lambda _: ReadNamedFile("readme")),
    Request("function show|what|find|exists|count", "show what find exists define where", "path", list_functions),
    Request("function show|find|count|exists", "what project files", "", list_all_functions),
    Request("use show|what|find|exists|count", "show what find exists count", "path", list_imports),
    Request("what files define|function", "what files where find exists who", "name", find_definition),
    Request("use|contain files language", _ASKING, "language name", search_language),
    Request("contain files|where|who", _ASKING, "name", search_name),
    Request("define", "where what find show function who files", "name:name|word", find_definition),
    Request("use", f"{_ASKING} function", "name:name|word", find_uses),
    Request("where|find function", "show", "name", find_definition),
    Request("what|explain", "function explain", "name:call|symbol", show_definition),
    Request("explain|what function", "what explain", "name", show_definition),
    Request("exists|where", "what find project files", "path", find_file),
    Request("show|what|find|exists|where test", _ASKING, "", match_tests),
    Request("show|find|exists|where test", _ASKING, "name", match_tests_of),
    Request("explain", "what show project files function", "path", read_unexplained),
    Request("show|what", "files contain project write", "path", read_file),
    Request("what|explain project", "explain what show files", "", lambda _: ReadNamedFile("readme")),
    Request("show|what folders", "exists", "", run_command("ls -d */")),
    Request("show|what|find|exists|where|count files|folder", _ASKING, "", list_files),
    Request("show|what|exists files|folder", "what exists files folder contain", "name", list_files),
    Request("show|what exists|contain", "project", "", list_files),
    Request("find|where", "contain project files", "name:name|symbol|call", search_name),
)
REQUESTS: Final = (*_SCRIPTS, *_CHANGES, *_SIZES, *_GIT, *_MACHINE, *_LOOKING)
"""The first one that fits wins."""


def parse_worded_request(sentence: str) -> Intent | None:
    """What a sentence asks for, by the meanings of its words; None when one of them is left over."""
    words = read_tokens(sentence)
    tokens = [token for token in words if token.meaning != FILLER]
    fillers = [token for token in words if token.meaning == FILLER]
    for request in REQUESTS:
        subject = match_request(request, tokens, fillers)
        if subject is not None and (intent := request.build(subject)) is not None:
            return intent
    return None
