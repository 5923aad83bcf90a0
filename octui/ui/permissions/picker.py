"""The permissions screen: every rule in force and where it comes from, and what was allowed, to be revoked."""

from collections.abc import Callable, Iterable, Iterator

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
        rows: Callable[[], Iterable[PermissionRow]],
        *,
        revoke: Callable[[str], None],
        revoke_all: Callable[[], None],
    ) -> None:
        self._source = rows
        self._known: dict[str, PermissionRow] = {}
        """What was listed, by the id of its row."""
        super().__init__(
            title,
            self._iter_rows,
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

    def _iter_rows(self) -> Iterator[PickerRow]:
        listed: dict[str, PermissionRow] = {}
        for known in self._source():
            listed[known.row.id] = self._known[known.row.id] = known
            yield known.row
        self._known = listed

    @property
    def _has_grants(self) -> bool:
        return any(known.is_revocable for known in self._known.values())

    def _is_revocable(self, row: PickerRow) -> bool:
        known = self._known.get(row.id)
        return known is not None and known.is_revocable

    def _show_row(self, row: PickerRow | None) -> None:
        known = self._known.get(row.id) if row is not None else None
        self.show_preview(known.text if known is not None else "")
