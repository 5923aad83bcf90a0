"""The palette for themes that leave colours to the terminal: only names, no backgrounds, nothing that could clash."""

from __future__ import annotations

from collections.abc import Mapping

from rich.color import Color, ColorParseError
from rich.style import Style

_ATTRIBUTES: dict[str, str] = {
    "text": "",
    "muted": "dim",
    "faint": "dim",
    "background": "",
    "surface": "",
    "panel": "",
    "selection": "reverse",
    "border": "dim",
    "code_background": "",
    "heading_4": "bold",
    "heading_5": "bold dim",
    "heading_6": "italic dim",
    "strong": "bold",
    "emph": "italic",
    "strike": "strike dim",
    "link_host": "dim",
    "quote": "dim",
    "quote_bar": "dim",
    "rule": "dim",
    "table_border": "dim",
    "table_head": "bold",
    "code_label": "dim",
    "diff_context": "",
    "diff_gutter": "dim",
    "diff_line_number": "dim",
    "syntax_text": "",
    "syntax_comment": "dim italic",
    "syntax_operator": "",
    "syntax_punctuation": "",
    "syntax_variable": "",
}
_COLOURED: dict[str, tuple[str, str]] = {
    "primary": ("primary", ""),
    "secondary": ("secondary", ""),
    "accent": ("accent", ""),
    "success": ("success", ""),
    "warning": ("warning", ""),
    "error": ("error", ""),
    "info": ("primary", ""),
    "border_active": ("primary", ""),
    "user_bar": ("primary", ""),
    "heading_1": ("primary", "bold"),
    "heading_2": ("primary", "bold"),
    "heading_3": ("secondary", "bold"),
    "inline_code": ("secondary", ""),
    "link": ("primary", "underline"),
    "image": ("secondary", "italic"),
    "list_marker": ("primary", ""),
    "task_done": ("success", ""),
    "diff_added": ("success", ""),
    "diff_removed": ("error", ""),
    "diff_added_emphasis": ("success", "reverse"),
    "diff_removed_emphasis": ("error", "reverse"),
    "diff_added_sign": ("success", ""),
    "diff_removed_sign": ("error", ""),
    "diff_added_line_number": ("success", "dim"),
    "diff_removed_line_number": ("error", "dim"),
    "diff_hunk": ("secondary", "dim"),
    "syntax_error": ("error", ""),
}
_SYNTAX: dict[str, str] = {
    "syntax_keyword": "magenta",
    "syntax_string": "green",
    "syntax_number": "yellow",
    "syntax_function": "blue",
    "syntax_type": "cyan",
    "syntax_builtin": "cyan",
    "syntax_constant": "yellow",
    "syntax_decorator": "magenta",
    "syntax_tag": "blue",
    "syntax_attribute": "cyan",
}
_FALLBACK = {
    "primary": "blue",
    "secondary": "cyan",
    "accent": "magenta",
    "success": "green",
    "warning": "yellow",
    "error": "red",
}


def build_ansi_styles(variables: Mapping[str, str]) -> tuple[dict[str, Style], tuple[Color, ...]]:
    """Every style of a palette by its field name, and the sixteen colours as the terminal has them."""
    styles = {name: Style.parse(attributes) for name, attributes in _ATTRIBUTES.items()}
    for name, (role, attributes) in _COLOURED.items():
        styles[name] = Style(color=_resolve_ansi_colour(variables, role)) + Style.parse(attributes)
    for name, colour in _SYNTAX.items():
        styles[name] = Style(color=colour)
    return styles, tuple(Color.from_ansi(number) for number in range(16))


def _resolve_ansi_colour(variables: Mapping[str, str], role: str) -> Color:
    value = variables.get(role, "").partition(" ")[0]
    try:
        colour = Color.parse(value.removeprefix("ansi_"))
    except ColorParseError:
        return Color.parse(_FALLBACK[role])
    return Color.parse(_FALLBACK[role]) if colour.is_default else colour
