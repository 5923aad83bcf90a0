"""OpenCode's theme files: JSON with definitions, references, and a value for dark and one for light terminals.

The format is that of https://opencode.ai/docs/themes: `{"defs": {name: colour}, "theme": {token: colour}}`. A colour is
`"#rrggbb"`, a number of xterm's 256 colours, `"none"`, the name of a definition or of another token, or an object with
one of these for `dark` and one for `light`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Final

from octui.lazy_dataclasses import dataclass

MAX_BYTES: Final = 1_000_000

NONE: Final = "none"
"""A colour that leaves the terminal's own in place."""

REQUIRED: Final = ("primary", "text", "background")
"""Without these there is nothing to derive the other tokens from."""

_HEX: Final = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_NO_COLOURS: Final = frozenset({"thinkingOpacity"})
"""Tokens that are numbers of another kind."""


class ThemeFileError(ValueError):
    """A theme file cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """The content of a theme file, not yet resolved."""

    defs: Mapping[str, Any]
    tokens: Mapping[str, Any]

    def resolve_tokens(self, *, dark: bool) -> dict[str, str]:
        """Each token's colour as `#rrggbb` or `none`; raises ThemeFileError."""
        resolver = _Resolver(self, "dark" if dark else "light")
        return {name: resolver.resolve_token(name) for name in self.tokens if name not in _NO_COLOURS}

    @property
    def has_both_modes(self) -> bool:
        """Whether it says anything for light terminals that it does not say for dark ones."""
        return self.resolve_tokens(dark=True) != self.resolve_tokens(dark=False)


def read_theme_file(path: Path) -> ThemeFile:
    """Read and check a file; raises ThemeFileError with the reason."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as failure:
        raise ThemeFileError(f"it cannot be read ({failure.strerror})") from None
    if len(content) > MAX_BYTES:
        raise ThemeFileError("it is larger than 1 MB")
    return parse_theme_file(content)


def parse_theme_file(content: bytes) -> ThemeFile:
    """Check the text of a theme file in both modes; raises ThemeFileError with the reason."""
    try:
        values = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ThemeFileError("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ThemeFileError(f"it is not JSON: {error.msg}, line {error.lineno}, column {error.colno}") from None
    except (ValueError, RecursionError):
        raise ThemeFileError("it is not JSON that can be read") from None
    if not isinstance(values, dict):
        raise ThemeFileError("it is not a JSON object")
    defs, tokens = values.get("defs", {}), values.get("theme")
    if not isinstance(tokens, dict):
        raise ThemeFileError("it has no object “theme”")
    if not isinstance(defs, dict):
        raise ThemeFileError("“defs” is not an object")
    if missing := [name for name in REQUIRED if name not in tokens]:
        raise ThemeFileError(f"“theme” has no {' and no '.join(missing)}")
    theme = ThemeFile(defs, tokens)
    for dark in (True, False):
        theme.resolve_tokens(dark=dark)
    return theme


@dataclass(slots=True)
class _Resolver:
    """Follows references in one mode; a reference is looked up among the definitions, then among the tokens."""

    file: ThemeFile
    mode: str
    resolved: dict[str, str] = field(default_factory=dict)

    def resolve_token(self, name: str) -> str:
        if name not in self.resolved:
            self.resolved[name] = self._resolve_value(self.file.tokens[name], name)
        return self.resolved[name]

    def _resolve_value(self, value: Any, token: str) -> str:
        visited = {("theme", token)}
        while True:
            match value:
                case dict():
                    value = self._choose_mode(value, token)
                case bool():
                    break
                case int():
                    return _convert_xterm_colour(value, token)
                case "none" | "transparent":
                    return NONE
                case str() if value.startswith("#"):
                    return _normalize_hex(value, token)
                case str():
                    place = self._find_reference(value, token)
                    if place in visited:
                        raise ThemeFileError(f"{token} refers to itself, by way of {_quote_value(value)}")
                    visited.add(place)
                    value = (self.file.defs if place[0] == "defs" else self.file.tokens)[value]
                case _:
                    break
        raise ThemeFileError(f"{token} is {_quote_value(value)}, which is not a colour")

    def _choose_mode(self, modes: Mapping[str, Any], token: str) -> Any:
        if self.mode not in modes:
            raise ThemeFileError(f"{token} has no value for {self.mode} terminals")
        if isinstance(modes[self.mode], dict):
            raise ThemeFileError(f"{token} has modes within modes")
        return modes[self.mode]

    def _find_reference(self, name: str, token: str) -> tuple[str, str]:
        if name in self.file.defs:
            return "defs", name
        if name in self.file.tokens:
            return "theme", name
        raise ThemeFileError(f"{token} refers to {_quote_value(name)}, which is not defined")


def _normalize_hex(text: str, token: str) -> str:
    """As `#rrggbb`, or with two more digits for the opacity."""
    if not _HEX.fullmatch(text):
        raise ThemeFileError(f"{token} is {_quote_value(text)}, which is not a colour")
    digits = text[1:].lower()
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    return NONE if digits[6:] == "00" else f"#{digits}"


_BASIC: Final = (
    *("#000000", "#800000", "#008000", "#808000", "#000080", "#800080", "#008080", "#c0c0c0"),
    *("#808080", "#ff0000", "#00ff00", "#ffff00", "#0000ff", "#ff00ff", "#00ffff", "#ffffff"),
)
"""xterm's colours 0 to 15."""


def _convert_xterm_colour(number: int, token: str) -> str:
    """The colour of xterm with this number: 16 basic ones, a cube of 216, and 24 greys."""
    if not 0 <= number <= 255:
        raise ThemeFileError(f"{token} is {number}; colours by number are 0 to 255")
    if number < 16:
        return _BASIC[number]
    if number >= 232:
        grey = 8 + 10 * (number - 232)
        return f"#{grey:02x}{grey:02x}{grey:02x}"
    red, green, blue = ((number - 16) // 36, (number - 16) // 6 % 6, (number - 16) % 6)
    return "#" + "".join(f"{55 + 40 * step if step else 0:02x}" for step in (red, green, blue))


def _quote_value(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 40 else f"{text[:40]}…"
