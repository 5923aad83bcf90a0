"""Truncation of long output; the full text is saved to a file."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MAX_CHARACTERS: Final = 30_000
MAX_LINES: Final = 2_000
MAX_SAVED_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TruncatedText:
    """`text` is what remains; `path` is the file with the full text, if it could be saved."""

    text: str
    path: Path | None = None
    truncated: bool = False


def truncate_end(text: str, folder: Path) -> TruncatedText:
    """The beginning of a text, with a note of how many lines were cut off the end."""
    lines = text.splitlines(keepends=True)
    if len(text) <= MAX_CHARACTERS and len(lines) <= MAX_LINES:
        return TruncatedText(text)
    shown = "".join(lines[:MAX_LINES])[:MAX_CHARACTERS]
    missing = len(lines) - len(shown.splitlines())
    path = save_full_output(text, folder)
    kept = f"Full output saved to: {path}" if path else "The full output could not be saved."
    return TruncatedText(f"{shown.rstrip()}\n\n...{missing} lines truncated...\n\n{kept}", path, truncated=True)


def truncate_start(text: str, saved: Path | None) -> str:
    """The end of a text, with a note of where the full text is."""
    place = f"Full output saved to: {saved}\n\n" if saved else ""
    return f"...output truncated...\n\n{place}{text[-MAX_CHARACTERS:]}"


def save_full_output(text: str, folder: Path) -> Path | None:
    """Save a text in the output folder; None when that fails."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="replace", dir=folder, prefix="out_", suffix=".txt", delete=False
        ) as file:
            file.write(text[:MAX_SAVED_BYTES])
    except OSError:
        return None
    return Path(file.name)
