"""Changes to files: edits and patches, shown as diffs."""

from collections.abc import Iterable
from typing import ClassVar, Final

from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.code.languages import detect_language
from octui.render.diff.patch_lines import split_patched_files
from octui.render.draw_options import DrawOptions
from octui.render.text.counts import format_count
from octui.render.text.paths import shorten_path
from octui.render.tools.base import (
    ToolHeading,
    ToolView,
    count_head_lines,
    format_unknown_call,
)
from octui.render.tools.file_changes import (
    CHANGE_ARGUMENTS,
    CLOSED_ROWS,
    extract_patch,
    format_changed_path,
    make_change_note,
    render_changes,
)
from octui.render.tools.json_values import get_objects, get_text
from octui.render.tools.permission_fields import (
    UNKNOWN_ARGUMENTS,
    PreviewKind,
    PreviewSection,
    RequestFields,
    join_lines,
)
from octui.wire.parts import ToolPart

MAX_SPLIT_PATH: Final = 4_096
"""Longer than any path that a system allows."""

TITLED_PATH: Final = 40
"""A path of so many characters is whole in the title of a request."""


class EditView(ToolView):
    names: ClassVar[tuple[str, ...]] = ("edit", "multiedit")
    permissions: ClassVar[tuple[str, ...]] = ("edit",)
    markdown_language = "diff"

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        state = block.part.state
        path = shorten_path(get_text(state.input, "filePath", "path", "file"), block.directory)
        return ToolHeading("←", "Edit", path, make_change_note(state.metadata))

    def render_body(self, block: ToolBlock, options: DrawOptions) -> list[Strip]:
        return render_changes(block, options)

    def can_expand_call(self, block: ToolBlock) -> bool:
        return block.part.state.status != "pending"

    def call_to_text(self, block: ToolBlock) -> str:
        return extract_patch(block) or format_unknown_call(block)

    def estimate_rows(self, part: ToolPart) -> int:
        return 2 + min(CLOSED_ROWS, count_head_lines(part.state.metadata.get("diff")))

    def build_preview_sections(self, fields: RequestFields) -> list[PreviewSection]:
        return build_diff_sections(fields)


class PatchView(EditView):
    names = ("apply_patch", "patch")
    permissions = ()

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        return ToolHeading("←", "Patch", _describe_patched_files(block), make_change_note(block.part.state.metadata))


def build_diff_sections(fields: RequestFields) -> list[PreviewSection]:
    """The diff that would be applied, file by file; used for whatever permission brings one."""
    changed = [part for diff in fields.take_values("diff") for part in split_patched_files(diff)]
    paths = fields.take_paths("filepath", "filePath", label="file")
    diff: list[PreviewSection] = []
    for named, part in changed:
        path = shorten_path(named, fields.directory)
        if len(changed) > 1 or path not in [section.text for section in paths]:
            diff.append(PreviewSection(path, label="file"))
        diff.append(PreviewSection(part, kind=PreviewKind.DIFF, language=detect_language(path) if path else ""))
    if diff:
        fields.discard_fields(*CHANGE_ARGUMENTS)
    elif not fields.has_arguments:
        fields.warnings.append(UNKNOWN_ARGUMENTS)
    # Patterns are the same paths, relative: only what ends differently is news.
    known = _list_path_ends([*(path for path, _ in changed), *(section.text for section in paths)])
    patterns = fields.permission.patterns
    others = join_lines(pattern for pattern in patterns if pattern != "*" and pattern.lstrip("./") not in known)
    other_patterns = [PreviewSection(others, label="for")] if others else []
    if len(changed) == 1 and [path.text for path in paths] == list(patterns[:1]):
        # The title names the file already, whole.
        paths = [path for path in paths if len(path.text) > TITLED_PATH]
    # The list of paths says no more than the paths above each part.
    return [*(paths if len(changed) <= 1 else []), *other_patterns, *diff]


def _list_path_ends(paths: Iterable[str]) -> set[str]:
    """The paths, and what is left of them without their first folders; of extremely long ones only the whole."""
    ends: set[str] = set()
    for path in paths:
        folders = path.split("/") if len(path) <= MAX_SPLIT_PATH else [path]
        ends.update("/".join(folders[first:]).lstrip("./") for first in range(len(folders)))
    return ends


def _describe_patched_files(block: ToolBlock) -> str:
    """The one file a patch is about, or how many there are."""
    files = get_objects(block.part.state.metadata, "files")
    if len(files) == 1:
        return format_changed_path(files[0], block.directory)
    return format_count(len(files), "file") if files else ""
