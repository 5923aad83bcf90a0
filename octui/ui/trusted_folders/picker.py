"""All folders about which something was decided: seen, and revoked one by one."""

from collections.abc import Callable, Sequence

from octui.ui.key_hints import format_first_key
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.picker_actions import PickerAction
from octui.ui.pickers.rows import PickerRow
from octui.ui.trusted_folders.rows import FolderRow

REVOKE = "folder.trust.revoke"


class TrustedFoldersPicker(Picker[str]):
    """Shows the whole of the row under the cursor below the list."""

    PREVIEW_ROWS = 3

    def __init__(self, rows: Callable[[], Sequence[FolderRow]], *, revoke: Callable[[str], None]) -> None:
        self._folder_rows = rows
        super().__init__(
            "Trusted folders",
            lambda: [known.row for known in rows()],
            answer=lambda row: row.id,
            actions=(
                PickerAction(
                    REVOKE,
                    "forget the decision",
                    lambda row: revoke(row.id),
                    confirm=f"press {format_first_key(REVOKE)} again to forget it and be asked again",
                ),
            ),
            on_highlight=self._show_row,
            empty="No decisions about folders yet.",
        )

    def _show_row(self, row: PickerRow | None) -> None:
        self.show_preview(
            "\n".join(known.text for known in self._folder_rows() if row is not None and known.row.id == row.id)
        )
