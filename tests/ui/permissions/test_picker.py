from collections.abc import Iterator

from octui.ui.permissions.picker import PermissionsPicker
from octui.ui.permissions.rows import PermissionRow
from octui.ui.pickers.rows import PickerRow
from tests.support.drawn_cells import read_screen
from tests.ui.pickers.test_picker import Stand


async def test_moving_shows_all_of_a_rule_without_reading_the_rules_again() -> None:
    read = 0

    def iter_rows() -> Iterator[PermissionRow]:
        nonlocal read
        for number in range(20):
            read += 1
            yield PermissionRow(PickerRow(str(number), f"Rule {number}"), f"All of rule {number}.")

    app = Stand(PermissionsPicker("Permissions", iter_rows, revoke=lambda _: None, revoke_all=lambda: None))
    async with app.run_test() as pilot:
        await pilot.press("down", "down", "end", "up")
        await pilot.pause()
        assert "All of rule 18." in read_screen(app)
        assert read == 20
