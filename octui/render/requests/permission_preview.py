"""Everything that a permission would allow: nothing summarized, nothing left out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.render.requests.permission_title import MAX_NAME_WIDTH, describe_permission
from octui.render.text.combining_marks import has_mark_pile
from octui.render.text.spoofing import has_confusables, has_hidden_chars
from octui.render.tools.edit import build_diff_sections
from octui.render.tools.permission_fields import (
    JOINED_AT_ONCE,
    PreviewKind,
    PreviewSection,
    RequestFields,
    build_unknown_sections,
    format_field,
    join_lines,
)
from octui.render.tools.registry import find_permission_view
from octui.wire.parts import ToolPart
from octui.wire.requests import Permission


@dataclass(frozen=True, slots=True)
class PermissionPreview:
    """Everything to be read before allowing it; `warnings` are sentences, and any of them makes Reject the default."""

    sections: tuple[PreviewSection, ...]
    warnings: tuple[str, ...] = ()
    title: str = ""
    """What it is about, in a few words that are safe to draw."""

    @property
    def character_count(self) -> int:
        """How many characters there are to lay out."""
        return sum(len(section.text) + len(section.label) for section in self.sections)


SHORT_LENGTH: Final = 1_000
"""Characters of texts that are judged together."""

HIDDEN_CHARACTERS: Final = "Contains hidden or reordering characters, shown as \\u{…}."
PILED_MARKS: Final = "Contains stacked combining marks; most are left out."
MIXED_LETTERS: Final = "Contains letters that look like others, shown as \\u{…}."


def build_permission_preview(
    permission: Permission, call: ToolPart | None = None, directory: str = ""
) -> PermissionPreview:
    """What would run if `permission` were granted; `call` is the tool call that needs it, where it is known.

    Paths are relative to `directory`, the session's.
    """
    fields = RequestFields(permission, call, directory)
    named = [PreviewSection(permission.permission, label="permission")]
    sections = (
        *(named if len(permission.permission) > MAX_NAME_WIDTH else []),
        *_build_sections(permission, fields),
        *fields.list_untaken_fields(),
    )
    warnings = fields.warnings
    shown = (part for section in sections for part in (section.text, section.label))
    has_hidden = has_pile = False
    for text in _join_short_texts(chain((permission.permission,), permission.patterns, permission.always, shown)):
        has_hidden = has_hidden or has_hidden_chars(text)
        has_pile = has_pile or has_mark_pile(text)
    if has_hidden:
        warnings.append(HIDDEN_CHARACTERS)
    if has_pile:
        warnings.append(PILED_MARKS)
    code = {section.text for section in sections if section.kind is PreviewKind.CODE}
    if any(map(has_confusables, _join_short_texts(code))):
        warnings.append(MIXED_LETTERS)
    return PermissionPreview(sections, tuple(dict.fromkeys(warnings)), describe_permission(permission, call))


def _join_short_texts(texts: Iterable[str]) -> Iterator[str]:
    """The texts, short ones joined by newlines: of a hundred thousand, none has to be judged by itself."""
    # Often the command, its pattern and what would be remembered are one long text.
    long: set[str] = set()
    short: list[str] = []
    for text in texts:
        if len(text) <= SHORT_LENGTH:
            short.append(text)
        elif text not in long:
            long.add(text)
            yield text
        if len(short) == JOINED_AT_ONCE:
            yield "\n".join(short)
            short.clear()
    yield "\n".join(short)


def _build_sections(permission: Permission, fields: RequestFields) -> list[PreviewSection]:
    """What the tool's view shows of it; an unknown permission that brings a diff is previewed as an edit."""
    if build := _BUILDERS.get(permission.permission):
        return build(fields)
    view = find_permission_view(permission.permission)
    if view is None and isinstance(permission.metadata.get("diff"), str):
        return build_diff_sections(fields)
    return view.build_preview_sections(fields) if view else build_unknown_sections(fields)


def _preview_external_directory(fields: RequestFields) -> list[PreviewSection]:
    command = fields.take_sections("command", mark="$ ")
    paths = fields.take_sections("filepath", "filePath", label="path")
    fields.discard_fields("directories", "parentDir", "patterns")
    reach = [PreviewSection(join_lines(fields.permission.patterns), label="outside the project")]
    return [*reach, *command, *paths, *fields.take_claims(command)]


def _preview_doom_loop(fields: RequestFields) -> list[PreviewSection]:
    tool = ", ".join(fields.take_values("tool")) or ", ".join(fields.permission.patterns)
    again = [PreviewSection(tool, label="called repeatedly with the same arguments")]
    repeated = fields.metadata.pop("input", None)
    if isinstance(repeated, Mapping):
        again += [PreviewSection(format_field(value), label=str(name)) for name, value in repeated.items()]
    elif repeated is not None:
        again.append(PreviewSection(format_field(repeated), label="input"))
    return again


_BUILDERS: Final[dict[str, Callable[[RequestFields], list[PreviewSection]]]] = {
    "external_directory": _preview_external_directory,
    "doom_loop": _preview_doom_loop,
}
"""Permissions that any tool may need."""
