"""Commands that programs are given in their arguments, where rules do not look for commands.

Programs in other languages, such as those of `python -c`, are not among them: `interpreters.py` finds these.
"""

import re
from collections.abc import Sequence
from typing import Final

from octui.server.permissions.commands.command_variables import is_command_variable
from octui.server.permissions.commands.git_names import GIT_COMMANDS
from octui.server.permissions.commands.program_names import get_program_name, list_names
from octui.server.permissions.shell.syntax import ShellWord

_OPTIONS: Final[dict[str, re.Pattern[str]]] = {
    name: re.compile(pattern, re.DOTALL)
    for names, pattern in (
        ("tar bsdtar gtar", r"-[A-Za-z]*[IF].*|--(?:to-c|us|check.*=|in|inf|new|rsh|rm).*"),
        ("make gmake", r"(?:SHELL|\.SHELLFLAGS|MAKE)[:+?]*=.*|--eval.*|.*\$[({](?:shell|eval|call|file)\b.*"),
        ("zip", r"-TT.*|-[A-Za-z]*T[A-Za-z]*T|--unzip.*"),
        ("split", r"--f.*"),
        ("rsync", r"-[A-Za-z]*e.*|--rsh.*|--rsync-path.*"),
        ("scp sftp", r"-[A-Za-z]*[SoDFb].*"),
        ("cpio", r"--rsh.*"),
        ("wget", r"--use-askpass.*|-[A-Za-z]*e.*|--execute.*|--config.*"),
        ("man", r"-[A-Za-z]*[PH].*|--pager.*|--html.*"),
        ("vim vi nvim view vimdiff gvim ex", r"-[cSsuUWeE].*|\+.+|--cmd.*|--remote.*"),
        ("less more most", r"\+.*!.*|-k.*|--lesskey.*"),
        ("fd fdfind", r"-[A-Za-z]*[xX].*|--exec.*"),
        ("sqlite3", r".*\.(?:shell|system|load|import|once|output|excel|edit)\b.*|-cmd|-init"),
        ("psql mysql mariadb", r".*\\[!oigwcs].*|--pager.*"),
        ("ip", r"exec|-b.*"),
        ("nix-shell", r"--run|--command"),
        ("openssl", r"-engine|-provider.*"),
        ("gcc g++ cc clang", r"-wrapper.*|-fplugin.*|-B.*"),
        ("curl", r"--libcurl"),
        ("npx", r"-c.*|--call.*"),
        (
            "npm pnpm yarn bun",
            r"-c|--call.*|--shell-mode|(?:script-shell|node-options|git|editor|shell|prefix|userconfig|yarnPath)(?:=.*)?"
            r"|scripts\..*",
        ),
        ("cmake", r"-E|-P.*"),
        ("gs", r".*%pipe%.*|-c|-dNOSAFER"),
        ("latex pdflatex xelatex lualatex tex pdftex", r"--?shell-escape|--?enable-write18"),
    )
    for name in names.split()
}
"""Arguments of a program that hold a command, or name a file of them."""

_TAKING_FILES: Final = frozenset(
    {"tar", "bsdtar", "gtar", "zip", "rsync", "scp", "sftp", "split", "man", "less", "more"}
)
"""Programs that are often given all files of a folder."""

_RUNNING_PROGRAMS: Final = {
    "awk": re.compile(r"\A(?:-l|--load)|@load\b|\bsystem\s*\(|\|&?\s*getline|\bprintf?\b[^;}|]*\|&?\s*[\w\"(]"),
    "sed": re.compile(
        r"(?:\A|[;\n{}!$,/0-9])[ \t]*e(?:[\s;}]|\Z)"
        r"|s([^\w\s\\])(?:\\.|(?!\1)[^\\])*\1(?:\\.|(?!\1)[^\\])*\1[a-zA-Z0-9]*e",
        re.DOTALL,
    ),
}
"""What runs a command in a program for awk or sed."""

MAX_LENGTH: Final = 2000
"""A longer argument is not looked into."""

_GIT_SUBCOMMANDS: Final[dict[str, re.Pattern[str]]] = {
    "bisect": re.compile(r"run"),
    "rebase": re.compile(r"-x.*|--exec.*", re.DOTALL),
    "submodule": re.compile(r"foreach"),
    "submodule--helper": re.compile(r"foreach"),
    "difftool": re.compile(r"-x.*|--ext.*", re.DOTALL),
    "grep": re.compile(r"-O.*|--open.*", re.DOTALL),
    "clone": re.compile(r"-[uc].*|--up.*|--conf.*|--template.*", re.DOTALL),
    "filter-branch": re.compile(r"--.*"),
    "send-email": re.compile(r"--.*(?:cmd|server).*", re.DOTALL),
    "instaweb": re.compile(r"-d.*|--httpd.*|-b.*|--browser.*", re.DOTALL),
    "hook": re.compile(r"run"),
    "init": re.compile(r"--template.*", re.DOTALL),
    "config": re.compile(
        r"(?!(?:user|color|init|advice|push|pull|fetch|branch|gui|rerere|i18n)\.)[\w-]+\..*", re.DOTALL
    ),
}
_GIT_WITH_REMOTES: Final = frozenset({"fetch", "pull", "push", "ls-remote", "archive"})
_GIT_PREFIX_WITH_VALUE: Final = frozenset({"-C", "--git-dir", "--work-tree", "--namespace", "-c"})
_READS_SETTING: Final = frozenset(
    {"--get", "--get-all", "--get-regexp", "--list", "-l", "get", "list", "--unset", "unset"}
)

_PACKAGE_RUNNERS: Final = list_names(
    "npx bunx uvx pnpx npm_exec npm_x pnpm_exec pnpm_dlx yarn_exec yarn_dlx bun_x uv_run uv_tool poetry_run pipenv_run",
    "pdm_run hatch_run rye_run pixi_run bundle_exec conda_run mamba_run micromamba_run mise_exec mise_x asdf_exec",
    "direnv_exec pyenv_exec rbenv_exec rustup_run pipx_run volta_run nvm_exec dotenv cross-env env-cmd hyperfine",
    "nodemon concurrently docker_exec docker_run docker_compose docker-compose podman_run podman_exec nerdctl_run",
    "nerdctl_exec buildah_run lxc_exec kubectl_exec flatpak_run snap_run nix-shell nix_run",
)
"""What runs the program that its arguments name, in an environment of its own."""

MAX_SUFFIXES: Final = 32


def is_given_command(words: Sequence[ShellWord]) -> bool:
    """Whether an argument surely holds a command that the program runs."""
    name = get_program_name(words[0])
    texts = [word.unquoted for word in words[1:]]
    if name in ("export", "declare", "typeset", "readonly", "env", "sudo"):
        return any(is_command_variable(word.raw) or is_command_variable(word.unquoted) for word in words[1:])
    if name == "git":
        return _is_git_given_command(texts)
    if name == "tar" and texts and texts[0][:1] != "-" and not {"I", "F"}.isdisjoint(texts[0]):
        return True
    base = next((known for known in _RUNNING_PROGRAMS if name.endswith(known)), "")
    if base and any(len(text) > MAX_LENGTH or _RUNNING_PROGRAMS[base].search(text) for text in texts):
        return True
    options = _OPTIONS.get(name)
    return options is not None and any(len(text) > MAX_LENGTH or options.fullmatch(text) for text in texts)


def has_unseen_command(words: Sequence[ShellWord]) -> bool:
    """Whether a word may become an option that holds a command, or git runs an alias."""
    name = get_program_name(words[0])
    if name == "git":
        return _has_unseen_git_command(words)
    return name in _OPTIONS and any(_may_become_option(word, takes_files=name in _TAKING_FILES) for word in words[1:])


def list_named_words(words: Sequence[ShellWord]) -> tuple[Sequence[ShellWord], ...]:
    """What a package runner may run: its arguments, from each of them on."""
    name = get_program_name(words[0])
    pair = f"{name} {words[1].unquoted}" if len(words) > 1 else name
    taken = 1 if name in _PACKAGE_RUNNERS else 2 if pair in _PACKAGE_RUNNERS else 0
    return tuple(words[start:] for start in range(taken, min(len(words), taken + MAX_SUFFIXES))) if taken else ()


def list_named_commands(words: Sequence[ShellWord]) -> tuple[str, ...]:
    """The same as texts, also with the bare name of the program."""
    found: list[str] = []
    for named in list_named_words(words):
        rest = " ".join(word.unquoted for word in named)
        found += [rest, rest[len(named[0].unquoted.rpartition("/")[0]) :].lstrip("/")]
    return tuple(dict.fromkeys(found))


def _is_git_given_command(texts: Sequence[str]) -> bool:
    if any(text.startswith(("ext::", "fd::")) for text in texts):
        return True
    at = 0
    while at < len(texts) and texts[at][:1] == "-":
        if texts[at].startswith(("--git-dir", "--work-tree")):
            return True
        at += 2 if texts[at] in _GIT_PREFIX_WITH_VALUE else 1
    options = _GIT_SUBCOMMANDS.get(texts[at]) if at < len(texts) else None
    arguments = texts[at + 1 :]
    if options is None or (texts[at] == "config" and not _READS_SETTING.isdisjoint(arguments)):
        return False
    found = next((place for place, text in enumerate(arguments) if options.fullmatch(text)), None)
    # A setting without a value is only read.
    return found is not None and (texts[at] != "config" or found + 1 < len(arguments))


def _has_unseen_git_command(words: Sequence[ShellWord]) -> bool:
    at = 1
    while at < len(words) and words[at].unquoted[:1] == "-":
        at += 2 if words[at].unquoted in _GIT_PREFIX_WITH_VALUE else 1
    if not all(word.literal for word in words[1 : at + 1]):
        return True
    if at >= len(words):
        return False
    subcommand = words[at].unquoted
    if subcommand not in GIT_COMMANDS:
        # An alias, or a program of that name.
        return True
    return (subcommand in _GIT_SUBCOMMANDS or subcommand in _GIT_WITH_REMOTES) and any(
        _may_become_option(word) and not word.unquoted.startswith("$(git ") for word in words[at + 1 :]
    )


def _may_become_option(word: ShellWord, *, takes_files: bool = False) -> bool:
    """Whether a shell may make an option of a word: of a variable, or of the name of a file that a pattern matches."""
    return not word.literal and word.unquoted[:1] in ("$`*?[" if takes_files else "$`")
