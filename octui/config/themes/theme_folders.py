"""Where theme files are: OpenCode's folders, in its order, and those that come with octui.

A theme of the same name in a later folder replaces one in an earlier: octui's own, the user's, the project's from the
outermost `.opencode/themes` to the one of the working directory.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from octui.config.paths import get_config_folder, get_styles_folder


def list_included_themes() -> dict[str, Path]:
    """octui's own theme files, by name: an index, for which none of them is read."""
    return _list_folder(get_styles_folder() / "themes")


def list_custom_themes(directory: Path, environment: Mapping[str, str] | None = None) -> dict[str, Path]:
    """The files of the user and of the project, by name; `directory` is where octui works."""
    themes: dict[str, Path] = {}
    for folder in _iterate_theme_folders(directory, os.environ if environment is None else environment):
        themes |= _list_folder(folder)
    return themes


def _iterate_theme_folders(directory: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    home = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    yield Path(home) / "opencode" / "themes"
    yield get_config_folder() / "themes"
    if own := environment.get("OPENCODE_CONFIG_DIR"):
        yield Path(own) / "themes"
    for parent in reversed((directory, *directory.parents)):
        yield parent / ".opencode" / "themes"


def _list_folder(folder: Path) -> dict[str, Path]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith(".json"))
    except OSError:
        return {}
    return {name.removesuffix(".json"): folder / name for name in names if name != ".json"}
