"""What OpenCode's `tui.json` and `tui.jsonc` say; octui only reads them.

Comments and trailing commas are allowed; what is below a key `tui` counts like what stands beside it.
"""

import stat
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Final

from octui.lazy_dataclasses import dataclass
from octui.server.config.config_interpolation import fill_placeholders
from octui.server.config.jsonc import JsoncError, find_key_line, parse_jsonc
from octui.ui.tui_paths import list_tui_paths

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


def read_tui_files(directory: Path) -> tuple[TuiFile, ...]:
    """Every file that counts in a directory, the weakest first."""
    return tuple(_read_tui_file(path, is_project=is_project) for path, is_project in list_tui_paths(directory))


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
        return TuiFile(path, text=text, is_project=is_project, problem="is not a JSON object")
    nested = decoded.pop(_NESTED, None)
    values = {**nested, **decoded} if isinstance(nested, dict) else decoded
    # What the environment and other files hold is none of a project's business.
    filled = values if is_project else fill_placeholders(values, path.parent)
    return TuiFile(path, filled, text, is_project)
