import pytest
from textual.geometry import Size

from octui.ui.approvals.button_row import ButtonOption, ButtonRow


@pytest.mark.parametrize(("width", "rows"), [(60, 1), (44, 1), (34, 2), (12, 4)])
def test_buttons_stand_closer_before_they_wrap(width: int, rows: int) -> None:
    row = ButtonRow()
    labels = ("Allow once", "Always…", "Reject", "Reject…")
    row.set_options([ButtonOption(label, label) for label in labels], labels[0])
    size = Size(width, 10)
    assert row.get_content_height(size, size, width) == rows
