"""The picker of files that a block of the transcript names."""

from collections.abc import Sequence

from octui.render.files.file_references import FileReference
from octui.ui.files.loaded_file import make_relative
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow


def build_reference_rows(references: Sequence[FileReference], directory: str) -> list[PickerRow]:
    return [
        PickerRow(
            id=str(number),
            title=make_relative(reference.path, directory),
            detail=f"line {reference.line}" if reference.line is not None else "",
        )
        for number, reference in enumerate(references)
    ]


class FileReferencePicker(Picker[FileReference]):
    """Returns the one to open."""

    def __init__(self, references: Sequence[FileReference], directory: str) -> None:
        super().__init__(
            "Files named here",
            lambda: build_reference_rows(references, directory),
            answer=lambda row: references[int(row.id)],
        )
