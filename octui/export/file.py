"""Writes an exported session to a file of this machine."""

import os
from contextlib import suppress
from pathlib import Path


class ExportFailed(Exception):
    """The file was not written; `str()` is one sentence."""


def resolve_export_path(name: str) -> Path:
    """The file that was named, from the current directory; raises ExportFailed for what can be no file."""
    try:
        path = Path(name.strip()).expanduser()
        absolute = path if path.is_absolute() else Path.cwd() / path
    except (OSError, RuntimeError) as error:
        raise ExportFailed(f"{name} is not a file name: {error}.") from None
    if not name.strip() or absolute.is_dir():
        raise ExportFailed(f"{absolute} is a folder; add a file name." if name.strip() else "The file name is empty.")
    return absolute


def write_export(path: Path, text: str) -> None:
    """Write the text in one step, replacing what is there; raises ExportFailed."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_text(text, encoding="utf-8", errors="replace")
        if path.exists():
            fresh.chmod(path.stat().st_mode & 0o777)
        fresh.replace(path)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            fresh.unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ExportFailed(f"{path} could not be written: {reason}.") from None
