"""The environment for git: no prompts, no translations, and no variables that point to another repository."""

import os
from collections.abc import Mapping

GIT_VARIABLES = {
    "GIT_ASKPASS": "true",
    "GIT_EDITOR": "true",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "SSH_ASKPASS": "true",
}

KEPT_GIT_VARIABLES = frozenset(
    {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH", "GIT_SSH_COMMAND"}
)
"""All other GIT_ variables of the user point to a repository or change the output of commands."""

SECRET_VARIABLES = frozenset({"OPENCODE_SERVER_PASSWORD", "OPENCODE_SERVER_USERNAME"})


def build_child_environment() -> dict[str, str]:
    """The environment for child processes: the server's own, without its secrets."""
    return {name: value for name, value in os.environ.items() if name not in SECRET_VARIABLES}


def build_git_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {
        name: value
        for name, value in build_child_environment().items()
        if not name.startswith("GIT_") or name in KEPT_GIT_VARIABLES
    }
    return kept | GIT_VARIABLES | dict(extra or {})
