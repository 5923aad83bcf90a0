from textual.app import App, ComposeResult

from octui.render.files.file_lines import FileLines
from octui.ui.files.file_view import FileView


class Viewer(App[None]):
    def compose(self) -> ComposeResult:
        yield FileView()


async def test_the_cursor_stays_on_its_line_while_the_view_grows() -> None:
    app = Viewer()
    async with app.run_test(size=(40, 12)) as pilot:
        view = app.query_one(FileView)
        view.styles.height = 4
        await pilot.pause()
        view.show_lines(FileLines(tuple(f"line {number}" for number in range(7))))
        view.go_to_line(4)
        await pilot.pause()
        view.styles.height = 9
        await pilot.pause()
        assert view.cursor_line == 4
