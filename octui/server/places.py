"""Where the server keeps its files, and whose configuration it reads."""

import os
from pathlib import Path

import platformdirs

HOME_VARIABLE = "OCTUI_HOME"
"""When set, everything the server writes of its own is inside this folder."""

_NAME = "octui"


def data_folder() -> Path:
    """The database, the keys, the snapshots: the server's own, nobody else's business."""
    return (_own("data") or platformdirs.user_data_path(_NAME, appauthor=False)) / "server"


def config_folder() -> Path:
    """What people set for this server alone: `opencode.json`, agents, commands; `PATCH /global/config` writes here."""
    return (_own("config") or platformdirs.user_config_path(_NAME, appauthor=False)) / "server"


def log_folder() -> Path:
    return _own("log") or platformdirs.user_log_path(_NAME, appauthor=False)


def opencode_folder() -> Path:
    """The person's own configuration of OpenCode, which is read and never written."""
    given = os.environ.get("XDG_CONFIG_HOME")
    return (Path(given) if given else Path.home() / ".config") / "opencode"


def _own(kind: str) -> Path | None:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home).expanduser().absolute() / kind if home else None
