"""What a permission is about, in a few words; the card's body says it in full."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Final

from octui.render.diff.unified_diff import parse_unified_diff
from octui.render.text.cell_width import clip_text
from octui.render.text.spoofing import to_unspoofed_line
from octui.wire.parts import ToolPart
from octui.wire.requests import Permission

MAX_SUBJECT_WIDTH: Final = 40
"""Cells of the command, path or name in the title."""

MAX_NAME_WIDTH: Final = 90
"""The same of the name of a permission that octui does not know; the body shows a longer one."""

MAX_DIFF_LENGTH: Final = 200_000
"""Characters of a diff whose lines are counted."""


def describe_permission(permission: Permission, call: ToolPart | None = None) -> str:
    """A few words that are safe to draw: `Edit shop/pricing.py  +3 -0`; `call` is the tool call that needs it."""
    describe = _TITLES.get(permission.permission)
    subject = describe(permission, call) if describe else ""
    return subject or f"Allow {_shorten(permission.permission, MAX_NAME_WIDTH)}?"


def _describe_command(permission: Permission, call: ToolPart | None) -> str:
    given = call.state.input.get("command") if call is not None else None
    command = _find_text((permission.metadata.get("command"), given), permission.patterns)
    return f"Run {_shorten(command)}" if command else ""


def _describe_edit(permission: Permission, _call: ToolPart | None) -> str:
    path = _find_text(permission.patterns, (permission.metadata.get("filepath"),))
    others = f" and {len(permission.patterns) - 1} more" if len(permission.patterns) > 1 else ""
    diff = permission.metadata.get("diff")
    counts = ""
    if isinstance(diff, str) and 0 < len(diff) <= MAX_DIFF_LENGTH:
        files = parse_unified_diff(diff)
        counts = f"  +{sum(file.additions for file in files)} -{sum(file.deletions for file in files)}"
    return f"Edit {_shorten(path)}{others}{counts}" if path else ""


def _describe_directory(permission: Permission, _call: ToolPart | None) -> str:
    path = _find_text((permission.metadata.get("parentDir"),), permission.patterns)
    return f"Leave the project for {_shorten(path)}" if path else ""


def _describe_loop(permission: Permission, _call: ToolPart | None) -> str:
    tool = _find_text((permission.metadata.get("tool"),), permission.patterns)
    return f"Repeat {_shorten(tool)} with the same arguments" if tool else ""


def _describe_pattern(words: str) -> Callable[[Permission, ToolPart | None], str]:
    def describe(permission: Permission, _call: ToolPart | None) -> str:
        pattern = _find_text(permission.patterns)
        return f"{words} {_shorten(pattern)}" if pattern else ""

    return describe


_TITLES: Final[dict[str, Callable[[Permission, ToolPart | None], str]]] = {
    "bash": _describe_command,
    "edit": _describe_edit,
    "external_directory": _describe_directory,
    "doom_loop": _describe_loop,
    "read": _describe_pattern("Read"),
    "webfetch": _describe_pattern("Fetch"),
    "websearch": _describe_pattern("Search the web for"),
    "codesearch": _describe_pattern("Search code for"),
    "grep": _describe_pattern("Search files for"),
    "glob": _describe_pattern("Find files"),
    "list": _describe_pattern("List"),
    "task": _describe_pattern("Start subagent"),
    "skill": _describe_pattern("Load skill"),
}


def _find_text(*sources: Iterable[object]) -> str:
    return next((value for value in chain(*sources) if isinstance(value, str) and value.strip()), "")


def _shorten(text: str, width: int = MAX_SUBJECT_WIDTH) -> str:
    """The first line of an untrusted text, and a sign that there is more."""
    text = text.strip()
    end = text.find("\n")
    shown = clip_text(to_unspoofed_line(text[: end if end >= 0 else None][: 8 * width]), width)
    return f"{shown} …" if end >= 0 and not shown.endswith("…") else shown
