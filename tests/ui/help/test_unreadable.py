from textual.app import App, ComposeResult
from textual.widgets import Static

from octui.client.http.unreadable_log import UnreadableLog
from octui.ui.help.row_text import Reading
from octui.ui.help.screen import HelpScreen
from octui.ui.help.unreadable import make_unreadable_screen


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("below")


async def test_the_json_is_shown_literally_latest_first_and_closes_by_key() -> None:
    log = UnreadableLog()
    log.record_item("/permission", b'{"id":null,"x":"[bold]\x1b[31m"}')
    log.record_item("event", b"second \xe2\x80\xae")
    app = Host()
    async with app.run_test(size=(80, 20)) as pilot:
        await app.push_screen(make_unreadable_screen(log))
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        shown = app.screen.query_one("#help Reading", Reading).render().plain
        assert app.screen.query_one("#help").border_title == "2 items could not be read"
        assert shown.index("second") < shown.index("/permission")
        assert "[bold]" in shown
        assert "\x1b" not in shown and "\u202e" not in shown
        await pilot.press("escape")
        assert not isinstance(app.screen, HelpScreen)
