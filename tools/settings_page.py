"""Writes docs/settings.md from the registry of settings: `python -m tools.settings_page`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from octui.config.settings.registry import SETTINGS
from octui.config.settings.setting import Setting, format_value
from tools.markdown_table import render_table

PAGE: Final = Path(__file__).parents[1] / "docs" / "settings.md"

_HEAD: Final = """\
# Settings

<!-- python3 run.py settings writes this page -->

octui's settings are in one file, `octui.toml` in the folder that `octui doctor` names; `/settings` lists and changes
them while octui runs, and keeps your comments. A value that is not allowed is reported with its line, and the rest of
the file is used. The command line wins over the environment, the environment over the file, and the file over what
octui takes from OpenCode's `tui.json`.

Any option can be set by an environment variable as well: `OCTUI_` and the option's name in capitals, with `_` for `.`.
"""


def render_settings_page() -> str:
    """The page, as Markdown."""
    return "\n".join([_HEAD, *_render_groups()])


def main() -> None:
    PAGE.write_text(render_settings_page(), encoding="utf-8")


def _render_groups() -> Iterator[str]:
    for group in dict.fromkeys(setting.group for setting in SETTINGS):
        yield f"## {group}\n"
        rows = (_list_cells(setting) for setting in SETTINGS if setting.group == group)
        yield render_table(("option", "default", "allowed", "what it does"), rows)
        yield ""


def _list_cells(setting: Setting[Any]) -> tuple[str, ...]:
    allowed = ", ".join(f"`{format_value(choice)}`" for choice in setting.choices) or setting.allowed
    note = " Read when octui starts." if setting.is_read_at_start else ""
    return f"`{setting.name}`", f"`{format_value(setting.default)}`", allowed, setting.summary + note


if __name__ == "__main__":
    main()
