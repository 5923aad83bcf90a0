import pytest
from textual.app import App
from textual.widgets._toast import Toast

from octui.config.paths import get_styles_folder
from octui.ui.toasts import Notice, measure_toast_width, shorten_notice


class ToastApp(App[None]):
    CSS_PATH = get_styles_folder() / "app.tcss"


def test_a_long_toast_ends_with_a_whole_word_and_where_the_rest_is() -> None:
    message = "Could not connect the provider: http://127.0.0.1:41143, or something in front of it, answered oddly. "
    _, shown = shorten_notice(Notice(message * 2), 80)
    rows = shown.splitlines()
    assert len(rows) == 3
    assert rows[-1] == "connect the provider: … /notifications"


@pytest.mark.parametrize("width", [40, 60, 61, 62, 80])
async def test_the_rows_of_a_toast_are_as_wide_as_it_is_drawn(width: int) -> None:
    app = ToastApp()
    async with app.run_test(size=(width, 20), notifications=True) as pilot:
        app.notify("said " * 100)
        await pilot.pause()
        (toast,) = app.screen.query(Toast)
        assert toast.content_size.width == measure_toast_width(width)
