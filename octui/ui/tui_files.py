"""OpenCode's `tui.json` and `tui.jsonc`: where they are, and what they say; octui only reads them.

The order, later ones winning: the folder of the user's configuration, `$OPENCODE_TUI_CONFIG`, the files of the project
from its top down, its `.opencode` folders, `$OPENCODE_CONFIG_DIR`. Comments and trailing commas are allowed; what is
below a key `tui` counts like what stands beside it.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Final

from octui.lazy_dataclasses import dataclass
from octui.server import server_paths
from octui.server.config.config_interpolation import fill_placeholders
from octui.server.config.jsonc import JsoncError, find_key_line, parse_jsonc

FILE_NAMES: Final = ("tui.json", "tui.jsonc")
FILE_VARIABLE: Final = "OPENCODE_TUI_CONFIG"
FOLDER_VARIABLE: Final = "OPENCODE_CONFIG_DIR"
NO_PROJECT_VARIABLE: Final = "OPENCODE_DISABLE_PROJECT_CONFIG"
MAX_BYTES: Final = 1_000_000
_NESTED: Final = "tui"


@dataclass(frozen=True, slots=True)
class TuiFile:
    """One file as it was read."""

    path: Path
    values: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    is_project: bool = False
    """It comes with the project, which may be a stranger's."""
    problem: str = ""
    """Why it cannot be used, as a sentence without the file's name."""
    problem_line: int = 0

    def find_line(self, *keys: str) -> int:
        """The line of a key, from 1; 0 when it is not found."""
        return find_key_line(self.text, keys) or find_key_line(self.text, (_NESTED, *keys))


def list_tui_paths(directory: Path) -> list[tuple[Path, bool]]:
    """Every file there is, the weakest first, each with whether it is the project's."""
    return [candidate for candidate in _list_candidates(directory) if _is_there(candidate[0])]


def read_tui_files(directory: Path) -> tuple[TuiFile, ...]:
    """Every file that counts in a directory, the weakest first."""
    return tuple(_read_tui_file(path, is_project=is_project) for path, is_project in list_tui_paths(directory))


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


def _read_tui_file(path: Path, *, is_project: bool) -> TuiFile:
    try:
        # Not opened unless it is a file: a pipe would wait for its writer.
        if not stat.S_ISREG(path.stat().st_mode):
            return TuiFile(path, is_project=is_project, problem="is not a file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        return TuiFile(path, is_project=is_project, problem=f"cannot be read ({error.strerror})")
    if len(content) > MAX_BYTES:
        return TuiFile(path, is_project=is_project, problem="is too large for a configuration")
    text = content.decode("utf-8", errors="replace")
    try:
        decoded = parse_jsonc(text)
    except JsoncError as error:
        return TuiFile(path, text=text, is_project=is_project, problem=f"is not JSON: {error}", problem_line=error.line)
    if not isinstance(decoded, dict):
        return TuiFile(path, text=text, is_project=is_project, problem="has no object at its top")
    nested = decoded.pop(_NESTED, None)
    values = {**nested, **decoded} if isinstance(nested, dict) else decoded
    # What the environment and other files hold is no business of a project's.
    filled = values if is_project else fill_placeholders(values, path.parent)
    return TuiFile(path, filled, text, is_project)
