"""The file of settings as octui first writes it: every option, explained, and commented out with its default."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, Final

from octui.config.settings.setting import Setting, format_value

_HEAD: Final = (
    "# octui's settings. Remove the # before an option to set it; octui keeps your comments when it changes one.",
    "# An environment variable like OCTUI_THEME wins over this file, and a command-line option over both.",
)


def render_settings_template(settings: Iterable[Setting[Any]]) -> str:
    """The text of a file that sets nothing."""
    lines = list(_HEAD)
    group = ""
    for setting in settings:
        if setting.group != group:
            group = setting.group
            lines += ["", f"# {group}"]
        lines += ["", *_describe_setting(setting), f"# {setting.name} = {format_value(setting.default)}"]
    return "\n".join(lines) + "\n"


def _describe_setting(setting: Setting[Any]) -> Iterator[str]:
    note = " Read when octui starts." if setting.is_read_at_start else ""
    yield from textwrap.wrap(f"{setting.summary}{note}", 100, initial_indent="# ", subsequent_indent="# ")
    yield f"# Allowed: {setting.allowed}."
