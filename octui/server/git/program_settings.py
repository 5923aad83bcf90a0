"""Git settings that name programs, and the options under which no repository can make git run one.

A clone brings no settings, but an archive, a shared folder or a copied checkout brings `.git/config`, hooks and more,
and git runs what they name as soon as somebody looks at a status.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from typing import Final

SECONDS: Final = 5.0

SAFE_SETTINGS: Final = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.alternateRefsCommand": "true",
    "core.askPass": "true",
    "core.editor": "true",
    "core.gitProxy": "",
    "core.pager": "cat",
    "core.sshCommand": "false",
    "core.protectHFS": "true",
    "core.protectNTFS": "true",
    "core.quotepath": "false",
    "advice.detachedHead": "false",
    "credential.helper": "",
    "diff.external": "",
    "gc.auto": "0",
    "gpg.program": "false",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "safe.bareRepository": "explicit",
    "submodule.recurse": "false",
}
"""A bare repository inside a project is one that its author made to be found there, hence `safe.bareRepository`."""

NAMES_A_PROGRAM: Final = re.compile(
    r"""
      filter\..*\.(?:clean|smudge|process|required)
    | diff\..*\.(?:command|textconv|cachetextconv)
    | merge\..*\.driver
    | (?:difftool|mergetool|browser|man|guitool)\..*\.(?:cmd|path)
    | remote\..*\.(?:uploadpack|receivepack|vcs|proxy)
    | (?:alias|credential|gpg|hook|lfs|pager|protocol|tar|trailer|url)\..*
    | (?:interactive\.difffilter|sequence\.editor|uploadpack\.packobjectshook|ssh\.variant)
    """,
    re.VERBOSE,
)
"""The names as git lists them: in lower case but for the part between the first and the last dot."""

USERS_SCOPES: Final = frozenset({"system", "global"})


class UnsafeRepository(Exception):
    """What a repository's settings would run cannot be known or prevented; `str()` says why."""


def format_options(settings: Mapping[str, str]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


SAFE_OPTIONS: Final = ("--no-pager", "--no-optional-locks", *format_options(SAFE_SETTINGS))


def find_overrides(git: str, directory: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The values that replace a repository's programs: the user's own where there are any, else none.

    Also holds `core.worktree` when the repository sets one. Raises UnsafeRepository and OSError.
    """
    users: dict[str, str] = {}
    brought: dict[str, str] = {}
    for scope, name, value in _list_settings(git, directory, environment):
        (users if scope in USERS_SCOPES else brought)[name] = value
    overrides = {name: users.get(name, _neutral_value(name)) for name in brought if NAMES_A_PROGRAM.fullmatch(name)}
    if strange := next((name for name in overrides if "=" in name), None):
        raise UnsafeRepository(f"The repository's git settings name a program that cannot be left out: {strange}.")
    if "core.worktree" in brought:
        overrides["core.worktree"] = brought["core.worktree"]
    return overrides


def _list_settings(git: str, directory: str, environment: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Scope, name and value of each setting; reading them runs nothing."""
    command = [git, *SAFE_OPTIONS, "config", "--list", "--show-scope", "-z"]
    try:
        listed = subprocess.run(
            command,
            cwd=directory,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise UnsafeRepository(f"Reading the repository's git settings took longer than {SECONDS:g} s.") from None
    if listed.returncode != 0:
        lines = listed.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UnsafeRepository(lines[-1].removeprefix("fatal: ") if lines else "The git settings cannot be read.")
    fields = iter(listed.stdout.split(b"\0"))
    # The options given above are listed too, with the scope `command`.
    for scope, setting in zip(fields, fields, strict=False):
        name, _, value = os.fsdecode(setting).partition("\n")
        if scope != b"command":
            yield scope.decode(), name, value


def _neutral_value(name: str) -> str:
    return "false" if name.endswith(".required") else ""
