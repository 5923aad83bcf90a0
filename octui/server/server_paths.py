"""The server's own folders, and OpenCode's configuration folder."""

import os
from pathlib import Path

import platformdirs

HOME_VARIABLE = "OCTUI_HOME"
"""When set, all of the server's own files are inside this folder."""

WORKTREES_FOLDER = "worktree"
"""The part of the data folder with worktrees, a folder for each project's id."""

_NAME = "octui"


def locate_data_folder() -> Path:
    """The folder of the database, credentials and snapshots: private to the server."""
    return (_folder_in_home("data") or platformdirs.user_data_path(_NAME, appauthor=False)) / "server"


def locate_config_folder() -> Path:
    """The folder of this server's own `opencode.json`, agents and commands; `PATCH /global/config` writes here."""
    return (_folder_in_home("config") or platformdirs.user_config_path(_NAME, appauthor=False)) / "server"


def locate_log_folder() -> Path:
    return _folder_in_home("log") or platformdirs.user_log_path(_NAME, appauthor=False)


def locate_opencode_folder() -> Path:
    """The folder of the user's OpenCode configuration, which is only read."""
    given = os.environ.get("XDG_CONFIG_HOME")
    return (Path(given) if given else Path.home() / ".config") / "opencode"


def abbreviate_home(path: Path) -> str:
    """A path as a sentence for the user names it, which has little room in a toast."""
    home = Path.home()
    return str("~" / path.relative_to(home)) if path.is_relative_to(home) else str(path)


def _folder_in_home(kind: str) -> Path | None:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home).expanduser().absolute() / kind if home else None
