"""Output for terminals and pipes that cannot take all of Unicode: the nearest ASCII, as wide as what it replaces."""

import codecs
import unicodedata
from typing import Final

REPLACEMENT: Final = "octui.ascii"
"""The error handler's name, for `errors=`."""

_LOOKALIKES: Final = {
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("“”„″", '"'),
    **dict.fromkeys("‐‑‒–—―−⋯", "-"),
    **dict.fromkeys("›»❯▶▸→↳↪⟩〉》⇥", ">"),
    **dict.fromkeys("‹«❮◀◂←⟨〈《↵↻", "<"),
    **dict.fromkeys("↑▲△", "^"),
    **dict.fromkeys("↓▼▽▾", "v"),
    **dict.fromkeys("•●◆◈★✱✻⚙◐✓✔", "*"),
    **dict.fromkeys("○◌◦◇☆", "o"),
    **dict.fromkeys("✗✘×⌿", "x"),
    **dict.fromkeys("▪■▣▮█", "#"),
    **dict.fromkeys("▯□▢", "_"),
    **dict.fromkeys("…·", "."),
    "⚠": "!",
    "≡": "=",
}


def register_replacement() -> None:
    """Make the error handler known to `codecs`; what cannot be encoded is then replaced, and nothing raises."""
    codecs.register_error(REPLACEMENT, _replace_characters)


def replace_character(character: str) -> str:
    """ASCII of the same number of cells: none for combining and invisible characters, two for wide ones."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return ""
    width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
    nearest = _LOOKALIKES.get(character) or _replace_drawing(character) or _strip_accents(character)
    return nearest[:width].ljust(width) if nearest else "?" * width


def _replace_characters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(replace_character, error.object[error.start : error.end])), error.end


def _replace_drawing(character: str) -> str:
    """Frames, bars and blocks, by what their names say about them."""
    words = set(unicodedata.name(character, "").replace("-", " ").split())
    if {"BOX", "DRAWINGS"} <= words:
        if "DIAGONAL" in words:
            return "/"
        across, along = words & {"HORIZONTAL", "LEFT", "RIGHT"}, words & {"VERTICAL", "UP", "DOWN"}
        if across and along:
            return "+"
        return "|" if along else "=" if "DOUBLE" in words else "-"
    if "BLOCK" in words:
        return "|" if "LEFT" in words and not words & {"THREE", "FIVE", "SEVEN"} else "#"
    if "SHADE" in words:
        return ":"
    return "*" if "BRAILLE" in words else ""


def _strip_accents(character: str) -> str:
    """A letter without its accents, a full-width letter as a plain one, the picture of a control character as `^`."""
    if "\u2400" <= character <= "\u2426":
        return "^"
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return plain if plain.isprintable() else ""
