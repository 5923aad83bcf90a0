"""The permissions screen: every rule in force and where it comes from, and what was allowed, to be revoked."""

from collections.abc import Callable, Sequence

from octui.ui.key_hints import format_first_key
from octui.ui.permissions.rows import PermissionRow
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.picker_actions import PickerAction
from octui.ui.pickers.rows import PickerRow

NOT_REVOCABLE = "only what you allowed can be revoked here"


class PermissionsPicker(Picker[str]):
    """Revokes grants through its callbacks, and shows the whole of the row under the cursor below the list."""

    PREVIEW_ROWS = 3

    def __init__(
        self,
        title: str,
        rows: Callable[[], Sequence[PermissionRow]],
        *,
        revoke: Callable[[str], None],
        revoke_all: Callable[[], None],
    ) -> None:
        self._permission_rows = rows
        super().__init__(
            title,
            lambda: [known.row for known in rows()],
            answer=lambda row: row.id,
            actions=(
                PickerAction(
                    "permissions.revoke",
                    "revoke",
                    lambda row: revoke(row.id),
                    confirm=f"press {format_first_key('permissions.revoke')} again to revoke",
                    find_obstacle=lambda row: "" if self._is_revocable(row) else NOT_REVOCABLE,
                ),
                PickerAction(
                    "permissions.revoke_all",
                    "revoke all",
                    lambda _: revoke_all(),
                    confirm=f"press {format_first_key('permissions.revoke_all')} again to revoke all you allowed here",
                    find_obstacle=lambda _: "" if self._has_grants else "you allowed nothing here that can be revoked",
                ),
            ),
            on_highlight=self._show_row,
            empty="The server lists no rules.",
        )

    @property
    def _has_grants(self) -> bool:
        return any(known.is_revocable for known in self._permission_rows())

    def _is_revocable(self, row: PickerRow) -> bool:
        return any(known.is_revocable for known in self._permission_rows() if known.row.id == row.id)

    def _show_row(self, row: PickerRow | None) -> None:
        texts = [known.text for known in self._permission_rows() if row is not None and known.row.id == row.id]
        self.show_preview("\n".join(texts))
