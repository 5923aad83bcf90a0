"""What an option of octui is: its name, its type, what it may be set to, and how it is written."""

import json
from typing import Final, Generic, TypeVar

from octui.lazy_dataclasses import dataclass

Value = bool | int | float | str
T = TypeVar("T", bool, int, float, str)

_TYPE_NAMES: Final = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
_WORDS: Final = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}
_SHOWN: Final = 80
"""Characters of a wrong value that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[T]):
    """One option; its type is that of its default."""

    name: str
    """As it is written in the file; a dot puts it into a table, like `attention.mode`."""
    group: str
    """The heading it is listed under."""
    default: T
    summary: str
    """One sentence for the file, the settings screen and docs/settings.md."""
    choices: tuple[str, ...] = ()
    """The allowed values of an option that is not free text."""
    least: float | None = None
    most: float | None = None
    is_read_at_start: bool = False
    """A change takes effect when octui starts again."""

    @property
    def variable(self) -> str:
        """The environment variable that wins over every file."""
        return f"OCTUI_{self.name.upper().replace('.', '_')}"

    @property
    def allowed(self) -> str:
        """The allowed values, in words."""
        if self.choices:
            return ", ".join(map(format_value, self.choices))
        allowed = _TYPE_NAMES[type(self.default)]
        if self.least is not None and self.most is not None:
            return f"{allowed} from {_write_bound(self.least)} to {_write_bound(self.most)}"
        return allowed if self.least is None else f"{allowed}, at least {_write_bound(self.least)}"

    def find_mistake(self, value: object) -> str:
        """Why a value is not allowed, as a sentence; empty when it is."""
        is_number_of_kind = isinstance(self.default, float) and type(value) is int
        is_right = type(value) is type(self.default) or is_number_of_kind
        if is_right and self.choices:
            is_right = value in self.choices
        if is_right and isinstance(value, int | float):
            is_right = (self.least is None or value >= self.least) and (self.most is None or value <= self.most)
        shown = format_value(value)
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        return "" if is_right else f"{self.name} is {shown}; allowed: {self.allowed}."

    def parse_text(self, text: str) -> T | None:
        """The value that was typed or set in the environment; None when it is not of this type."""
        text = text.strip()
        if isinstance(self.default, bool):
            return _WORDS.get(text.lower())
        if isinstance(self.default, str):
            return text
        try:
            return type(self.default)(text)
        except ValueError:
            return None


def format_value(value: object) -> str:
    """The value as the file writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.1f}" if value.is_integer() else f"{value:g}"
    if isinstance(value, str):
        return _quote_text(value)
    return str(value)


def _write_bound(bound: float) -> str:
    return f"{bound:,.0f}" if bound == int(bound) else f"{bound:g}"


def _quote_text(text: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON, apart from DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
