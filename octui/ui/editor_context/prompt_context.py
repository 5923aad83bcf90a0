"""What is selected in an editor, in a few words for the user, and as a note to the model; no I/O."""

from collections.abc import Iterable
from typing import Final

from octui.platform.editor_link.notifications import EditorSelection, SelectedLines
from octui.render.text.sanitize import clip_text, measure_width, to_single_line
from octui.store.directories import strip_trailing_slash
from octui.wire.prompt import FileInput, TextInput

LABEL_CELLS: Final = 40
END_OF_NOTE: Final = "</system-reminder"
ESCAPED_END: Final = "<\\/system-reminder"


def find_relative_path(path: str, folders: Iterable[str]) -> str:
    """A file's path in the first of these folders that has it; empty for a file elsewhere."""
    for folder in folders:
        start = strip_trailing_slash(folder).rstrip("/") + "/"
        if folder and path.startswith(start) and path != start:
            return path.removeprefix(start)
    return ""


def format_selection(path: str, ranges: tuple[SelectedLines, ...]) -> str:
    """`pricing.py:2-8 selected`, or `pricing.py open` where nothing is."""
    name = to_single_line(path)
    if measure_width(name) > LABEL_CELLS:
        name = clip_text(name.rpartition("/")[2], LABEL_CELLS)
    if not ranges:
        return f"{name} open"
    more = f" +{len(ranges) - 1}" if len(ranges) > 1 else ""
    return f"{name}:{_format_lines(ranges[0])}{more} selected"


def list_editor_notes(selection: EditorSelection | None) -> list[FileInput | TextInput]:
    """The part that goes with a prompt, which people do not see in the conversation; none without a selection."""
    return [_make_note(selection)] if selection is not None else []


def _make_note(selection: EditorSelection) -> TextInput:
    if selection.ranges:
        chosen = [_describe_range(each, selection.path) for each in selection.ranges]
    else:
        chosen = [f'The user has "{selection.path}" open in an editor.']
    # Names and texts are those of files: they must not end the note, and speak to the model by themselves.
    text = "\n".join((*chosen, "This may or may not have to do with the task.")).replace(END_OF_NOTE, ESCAPED_END)
    ranges = [{"start": each.first, "end": each.last} for each in selection.ranges]
    return TextInput(
        text=f"<system-reminder>{text}{END_OF_NOTE}>\n",
        synthetic=True,
        metadata={"kind": "editor_context", "source": "websocket", "filePath": selection.path, "lines": ranges},
    )


def _describe_range(lines: SelectedLines, path: str) -> str:
    # Imported with the first prompt from an editor: the first screen should not wait for it.
    from octui.render.markdown.fences import format_code_fence

    sentence = f'The user selected lines {_format_lines(lines)} of "{path}" in an editor'
    return f"{sentence}:\n{format_code_fence(lines.text, '')}" if lines.text else f"{sentence}."


def _format_lines(lines: SelectedLines) -> str:
    return str(lines.first) if lines.first == lines.last else f"{lines.first}-{lines.last}"
