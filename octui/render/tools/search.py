"""Searches of the project: by file name, by content, and the entries of a directory."""

from octui.render.blocks import ToolBlock
from octui.render.text.paths import shorten_path
from octui.render.tools.base import LookupToolView, ToolHeading, make_count_note
from octui.render.tools.json_values import get_text


class GlobView(LookupToolView):
    names = ("glob",)

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        return ToolHeading(
            "✱", "Glob", _format_pattern(block), make_count_note(block.part.state.metadata, "count", "file")
        )


class GrepView(LookupToolView):
    names = ("grep",)

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        notes = make_count_note(block.part.state.metadata, "matches", "match", "matches")
        return ToolHeading("✱", "Grep", _format_pattern(block), notes)


class ListView(LookupToolView):
    names = ("list", "ls")

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        path = shorten_path(get_text(block.part.state.input, "filePath", "path", "file"), block.directory)
        return ToolHeading(
            "→", "List", path or ".", make_count_note(block.part.state.metadata, "count", "entry", "entries")
        )


def _format_pattern(block: ToolBlock) -> str:
    """`“pattern” in directory (files)`."""
    arguments = block.part.state.input
    pattern, directory = get_text(arguments, "pattern"), shorten_path(get_text(arguments, "path"), block.directory)
    subject = f"“{pattern}”" if pattern else ""
    if directory and directory != ".":
        subject += f" in {directory}"
    if include := get_text(arguments, "include"):
        subject += f" ({include})"
    return subject.strip()
