"""The environment for git: no prompts, no translations, and no variables that point to another repository."""

import os
from collections.abc import Mapping

from octui.server.orphans.watch import ORPHAN_WATCH

GIT_VARIABLES = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ASKPASS": "true",
    "GIT_EDITOR": "true",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "SSH_ASKPASS": "true",
}
"""No remote is ever contacted: to show the files of a partial clone, git would fetch them with any program."""

KEPT_GIT_VARIABLES = frozenset({"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH"})
"""All other GIT_ variables of the user point to a repository or change the output of commands."""

SECRET_VARIABLES = frozenset({"OPENCODE_SERVER_PASSWORD", "OPENCODE_SERVER_USERNAME"})


def build_child_environment() -> dict[str, str]:
    """The environment for child processes: the server's own without its secrets, with the mark of its children."""
    own = {name: value for name, value in os.environ.items() if name not in SECRET_VARIABLES}
    return own | ORPHAN_WATCH.mark_children()


def build_git_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {
        name: value
        for name, value in build_child_environment().items()
        if not name.startswith("GIT_") or name in KEPT_GIT_VARIABLES
    }
    return kept | GIT_VARIABLES | {"PATH": build_absolute_path()} | dict(extra or {})


def build_absolute_path() -> str:
    """The user's PATH without relative folders: with `.` in it, a repository could bring its own `git`."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if folder.startswith(os.sep))
