"""Where OpenCode's `tui.json` and `tui.jsonc` are.

The order, later ones winning: the folder of the user's configuration, `$OPENCODE_TUI_CONFIG`, the files of the project
from its top down, its `.opencode` folders, `$OPENCODE_CONFIG_DIR`.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from octui.server import server_paths

FILE_NAMES: Final = ("tui.json", "tui.jsonc")
FILE_VARIABLE: Final = "OPENCODE_TUI_CONFIG"
FOLDER_VARIABLE: Final = "OPENCODE_CONFIG_DIR"
NO_PROJECT_VARIABLE: Final = "OPENCODE_DISABLE_PROJECT_CONFIG"


def list_tui_paths(directory: Path) -> list[tuple[Path, bool]]:
    """Every file there is, the weakest first, each with whether it is the project's."""
    return [candidate for candidate in _list_candidates(directory) if _is_there(candidate[0])]


def _list_candidates(directory: Path) -> Iterator[tuple[Path, bool]]:
    """Paths that may exist, each with whether it is the project's; a file of the user's own is never a project's."""
    home = Path.home()
    own = [server_paths.locate_opencode_folder() / name for name in FILE_NAMES]
    if named := os.environ.get(FILE_VARIABLE):
        own.append(Path(named).expanduser().absolute())
    own_last = [home / ".opencode" / name for name in FILE_NAMES]
    if folder := os.environ.get(FOLDER_VARIABLE):
        own_last += [Path(folder).expanduser().absolute() / name for name in FILE_NAMES]
    yield from ((path, False) for path in own)
    if not os.environ.get(NO_PROJECT_VARIABLE):
        taken = {*own, *own_last}
        chain = _list_project_folders(directory)
        bare = [folder / name for folder in chain for name in FILE_NAMES]
        dotted = [folder / ".opencode" / name for folder in chain for name in FILE_NAMES]
        yield from ((path, True) for path in (*bare, *dotted) if path not in taken)
    yield from ((path, False) for path in own_last)


def _list_project_folders(directory: Path) -> list[Path]:
    """From the top of the git worktree, or of the file system, down to the directory."""
    chain = [directory, *directory.parents]
    top = next((number for number, folder in enumerate(chain) if (folder / ".git").exists()), len(chain) - 1)
    return list(reversed(chain[: top + 1]))


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except OSError:
        return False
    return True
