"""Commands typed as in a shell: `git status` is one, `git is broken` is not."""

import re
from shutil import which
from typing import Final

_PROGRAM_NAMES: Final = """
ansible apt awk bash bat brew bun bundle bunx cargo cd chmod chown clang cmake composer cp ctest curl deno df
docker docker-compose dotnet du echo elixir env eslint export fd file flake8 free g++ gcc gdb gem gh git gradle
grep gunzip gzip helm hg hostname id java javac jest jq just kubectl ln ls lsof make mix mkdir mvn mypy mv node
nox npm npx php pip pip3 pnpm podman poetry pre-commit printenv printf ps psql pwd pyright pytest python python3
rails rake redis-cli rg rm rmdir rsync ruby ruff rustc rustup scp sed sh sqlite3 ssh stat swift systemctl tar
terraform tox tree tsc uname unzip uptime uv uvx vitest wc wget whoami yarn zig zip zsh
"""
_PROGRAMS: Final = frozenset(_PROGRAM_NAMES.split())
_ENGLISH_PROGRAM_NAMES: Final = (
    "cat cut date diff find go head kill less more sort tail test time touch watch which who"
)
_ENGLISH_PROGRAMS: Final = frozenset(_ENGLISH_PROGRAM_NAMES.split())
"""Programs whose names are common English words: what follows has to look like arguments."""

_PROSE_WORDS: Final = """
a about all an and any are because but can could did do does doesn't everything executable for has have help how i in is
isn't it its me my not of on or our please should so some something sure that the them there these they this
those to us was we were what when where why will with would you your
"""
_PROSE: Final = frozenset(_PROSE_WORDS.split())
_BUILTINS: Final = frozenset(
    {"alias", "bg", "command", "exec", "exit", "for", "if", "set", "source", "type", "ulimit", "umask", "while"}
)
_ARTICLES: Final = frozenset({"a", "an", "it", "me", "my", "sure", "that", "the", "this"})
_PATH_OR_OPTION: Final = re.compile(r"^(?:-|\.{0,2}/|~|\$|\.$|\.\.$)|[*=/]|\.[a-z0-9]{1,5}$", re.I)
_SUBCOMMANDS: Final = {"go": "build test run mod fmt vet get install generate version work env list tool"}
_ASSIGNMENT: Final = re.compile(r"^[A-Za-z_]\w*=\S*$")


def is_command(text: str) -> bool:
    """Whether text that was called a command may be one: it begins with a program, a path, or shell syntax."""
    words = [word for word in text.split() if not _ASSIGNMENT.match(word)]
    if not words or words[0].lower() in _ARTICLES:
        return False
    program = words[0]
    if program in _ENGLISH_PROGRAMS:
        return is_shell_line(text)
    is_known = program in _PROGRAMS or program in _BUILTINS or which(program) is not None
    return is_known or re.search(r"[\W_]", program) is not None


def is_shell_line(text: str) -> bool:
    """Whether one line is more likely a command than a sentence."""
    line = text.strip()
    words = line.split()
    while words and _ASSIGNMENT.match(words[0]):
        words = words[1:]
    if not words or "\n" in line:
        return False
    program, arguments = words[0], words[1:]
    if re.match(r"^\.{1,2}/\S", program):
        return not arguments or not _reads_as_prose(line, arguments)
    if program in _PROGRAMS:
        return not arguments or not _reads_as_prose(line, arguments)
    if program not in _ENGLISH_PROGRAMS:
        return False
    if program == "date":
        return not arguments
    if program == "which":
        return len(arguments) == 1 and not line.endswith("?")
    if arguments and arguments[0] in _SUBCOMMANDS.get(program, "").split():
        return True
    return bool(arguments) and all(map(_PATH_OR_OPTION.search, arguments[:1])) and not _reads_as_prose(line, arguments)


def _reads_as_prose(line: str, arguments: list[str]) -> bool:
    if arguments[0].lower() in _ARTICLES or re.search(r"^\S+ (?:for|nach|por) [\"'`“]", line):
        return True
    if re.search(r"[\"'|&;<>]", line):
        return False
    if line.endswith("?") or re.search(r"[\u4e00-\u9fff]", line):
        return True
    return any(word.lower().strip(",.!") in _PROSE for word in arguments)
