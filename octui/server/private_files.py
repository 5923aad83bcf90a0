"""Files that only their owner can read, replaced in one step."""

import itertools
import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from octui.server.server_paths import abbreviate_home


def write_private_file(path: Path, content: bytes) -> None:
    """Replace the file; `mkstemp` creates it with mode 0600 before anything is written. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def set_aside_damaged(path: Path, type_: Any, loss: str) -> str:
    """Rename a file that is not JSON of this type, so that the next write does not destroy it.

    Returns what the user should know, ending with `loss`; empty when the file is usable or missing. Raises OSError.
    """
    try:
        msgspec.json.decode(path.read_bytes(), type=type_)
    except FileNotFoundError:
        return ""
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        aside = _find_free_name(path)
        path.rename(aside)
        return f"{abbreviate_home(path)} could not be read, and was renamed to {aside.name}: {loss}."
    return ""


def _find_free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.broken{number or ''}") for number in itertools.count())
    return next(name for name in names if not name.exists())
