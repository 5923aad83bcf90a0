"""Where octui keeps its files: the platform's folders, the XDG variables, or one folder named by `OCTUI_HOME`."""

import os
from pathlib import Path

import platformdirs

import octui

HOME_VARIABLE = "OCTUI_HOME"
"""When set, every folder is inside this one."""

_NAME = "octui"


def get_config_folder() -> Path:
    return _get_octui_home("config") or platformdirs.user_config_path(_NAME, appauthor=False)


def get_state_folder() -> Path:
    return _get_octui_home("state") or platformdirs.user_state_path(_NAME, appauthor=False)


def get_data_folder() -> Path:
    return _get_octui_home("data") or platformdirs.user_data_path(_NAME, appauthor=False)


def get_cache_folder() -> Path:
    return _get_octui_home("cache") or platformdirs.user_cache_path(_NAME, appauthor=False)


def get_log_folder() -> Path:
    return _get_octui_home("log") or platformdirs.user_log_path(_NAME, appauthor=False)


def get_styles_folder() -> Path:
    """The `.tcss` files and `themes/`: inside the package in a wheel, next to it in a checkout."""
    package = Path(octui.__file__).parent
    installed = package / "styles"
    return installed if installed.is_dir() else package.parent / "styles"


def abbreviate_own_home(path: Path | str) -> str:
    """A path on this machine with `~` for the home directory."""
    path, home = Path(path), Path.home()
    return str("~" / path.relative_to(home)) if path.is_relative_to(home) else str(path)


def describe_file_failure(error: OSError) -> str:
    """The reason that one of octui's own files could not be read or written, and its folder; no final period."""
    reason = error.strerror or str(error)
    if not isinstance(error.filename, str):
        return reason
    return f"{reason} in {abbreviate_own_home(Path(error.filename).parent)}"


def _get_octui_home(kind: str) -> Path | None:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home).expanduser().absolute() / kind if home else None
