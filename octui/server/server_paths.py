"""Where the server keeps its files, and whose configuration it reads."""

import os
from pathlib import Path

import platformdirs

HOME_VARIABLE = "OCTUI_HOME"
"""When set, everything the server writes of its own is inside this folder."""

_NAME = "octui"


def locate_data_folder() -> Path:
    """The database, the keys, the snapshots: the server's own, nobody else's business."""
    return (_folder_in_home("data") or platformdirs.user_data_path(_NAME, appauthor=False)) / "server"


def locate_config_folder() -> Path:
    """What people set for this server alone: `opencode.json`, agents, commands; `PATCH /global/config` writes here."""
    return (_folder_in_home("config") or platformdirs.user_config_path(_NAME, appauthor=False)) / "server"


def locate_log_folder() -> Path:
    return _folder_in_home("log") or platformdirs.user_log_path(_NAME, appauthor=False)


def locate_opencode_folder() -> Path:
    """The person's own configuration of OpenCode, which is read and never written."""
    given = os.environ.get("XDG_CONFIG_HOME")
    return (Path(given) if given else Path.home() / ".config") / "opencode"


def _folder_in_home(kind: str) -> Path | None:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home).expanduser().absolute() / kind if home else None
