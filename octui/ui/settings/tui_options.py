"""The options of OpenCode's `tui.json` as settings of octui; its keys are read elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from octui.config.settings.registry import (
    ATTENTION_BELL,
    ATTENTION_MODE,
    ATTENTION_ROUTE,
    DIFF_STYLE,
    MOUSE,
    PROMPT_COLUMNS,
    PROMPT_CURSOR,
    PROMPT_ROWS,
    SCROLL_SPEED,
    THEME,
)
from octui.config.settings.setting import Setting, Value
from octui.ui.tui_files import TuiFile


@dataclass(frozen=True, slots=True)
class TuiOptions:
    """Values by the names of settings, and a sentence for each that cannot be used."""

    values: Mapping[str, Value] = field(default_factory=dict)
    mistakes: tuple[str, ...] = ()


class _Option(NamedTuple):
    path: tuple[str, ...]
    """Its keys in the file, from the outermost."""
    setting: Setting[Any]
    expected: str
    """What it has to be, as the end of a sentence."""
    convert: Callable[[Any], Value | None]
    """The setting's value; None for one that is not allowed."""
    is_personal: bool = False
    """A project, which may be a stranger's, cannot set it."""


def _convert_flag(on: Value, off: Value) -> Callable[[Any], Value | None]:
    return lambda value: (on if value else off) if isinstance(value, bool) else None


def _convert_speed(value: Any) -> Value | None:
    """Whole rows: OpenCode's fractions of one would do nothing."""
    return min(100, max(1, round(value))) if _is_number(value) and value > 0 else None


def _convert_width(value: Any) -> Value | None:
    if value == "auto":
        return 0
    return min(value, 500) if type(value) is int and value > 0 else None


def _convert_cursor(value: Any) -> Value | None:
    """The official client's cursor is a block that blinks where the file says nothing else."""
    if not isinstance(value, Mapping):
        return None
    style, is_blinking = value.get("style", "block"), value.get("blinking", True)
    if style not in ("block", "underline", "line", "default") or not isinstance(is_blinking, bool):
        return None
    return "terminal" if style == "default" else f"blinking {style}" if is_blinking else str(style)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_FLAG: Final = "true or false"

_OPTIONS: Final = (
    _Option(("theme",), THEME, "a name", lambda value: value if isinstance(value, str) and value else None),
    _Option(("mouse",), MOUSE, _FLAG, _convert_flag(on=True, off=False)),
    _Option(("scroll_speed",), SCROLL_SPEED, "a number above 0", _convert_speed),
    _Option(
        ("diff_style",),
        DIFF_STYLE,
        "auto or stacked",
        lambda value: value if value in DIFF_STYLE.choices else None,
    ),
    _Option(
        ("prompt", "max_height"),
        PROMPT_ROWS,
        "a whole number above 0",
        lambda value: min(value, 200) if type(value) is int and value > 0 else None,
    ),
    _Option(("prompt", "max_width"), PROMPT_COLUMNS, "a whole number above 0 or auto", _convert_width),
    _Option(
        ("cursor",),
        PROMPT_CURSOR,
        "a style (block, underline, line or default) and whether it is blinking (true or false)",
        _convert_cursor,
    ),
    _Option(("attention", "enabled"), ATTENTION_MODE, _FLAG, _convert_flag("unfocused", "off"), is_personal=True),
    _Option(("attention", "notifications"), ATTENTION_ROUTE, _FLAG, _convert_flag("auto", "off"), is_personal=True),
    _Option(("attention", "sound"), ATTENTION_BELL, _FLAG, _convert_flag(on=True, off=False), is_personal=True),
)


def read_tui_options(file: TuiFile) -> TuiOptions:
    """What a file sets; an option that octui has no counterpart of is left out without a word."""
    values: dict[str, Value] = {}
    mistakes: list[str] = []
    for option, written in _list_written(file):
        converted = option.convert(written)
        if converted is not None:
            values[option.setting.name] = converted
            continue
        line = file.find_line(*option.path)
        place = f"{file.path}{f', line {line}' if line else ''}"
        mistakes.append(f"{place}: {'.'.join(option.path)} is not {option.expected}.")
    return TuiOptions(values, tuple(mistakes))


def _list_written(file: TuiFile) -> Iterator[tuple[_Option, Any]]:
    for option in _OPTIONS:
        value: Any = file.values
        for key in option.path:
            value = value.get(key) if isinstance(value, Mapping) else None
        if value is not None and not (option.is_personal and file.is_project):
            yield option, value
