"""What a terminal sends like typing, a paste among it, goes in as fast as a paste and means what its keys mean."""

from collections.abc import Callable
from typing import Final

import pytest
from textual.widgets import Input, TextArea

from octui.ui.input.terminal_parser import TerminalParser
from octui.ui.terminal.widget import Terminal
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = pytest.mark.slow

TEXT: Final = "What? (a/b) @c #d: 'e' é 漢 "
COPIES: Final = 60


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


def send_at_once(live: LiveApp, text: str) -> None:
    for message in TerminalParser().feed(text):
        live.app.post_message(message)


async def test_it_is_inserted_at_once_where_there_is_text(
    server: RealServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits = list[str]()
    replace = TextArea.replace

    def count(area: TextArea, insert: str, *rest: object, **options: bool) -> object:
        edits.append(insert)
        return replace(area, insert, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(TextArea, "replace", count)
    async with open_live_app(server, project) as live:
        composer = live.app.context.composer
        assert composer is not None
        send_at_once(live, f"{TEXT * COPIES}\x7f!")
        await live.wait_for(lambda: composer.text.endswith("!"), "the text")
        assert composer.text == f"{(TEXT * COPIES)[:-1]}!"
        assert len(edits) < COPIES * 5, "one edit for each run, and for each key that may mean something"
        await live.pilot.press("ctrl+c")
        # The first of them, and those after it, mean what they mean alone.
        send_at_once(live, "!echo one two three four five")
        await live.wait_for(lambda: composer.text.endswith("five"), "the command")
        assert (composer.shell, composer.text) == (True, "echo one two three four five")


async def test_it_goes_where_each_key_of_it_would_go(server: RealServer, project: Project) -> None:
    async with open_live_app(server, project) as live:
        composer = live.app.context.composer
        assert composer is not None
        send_at_once(live, f"\x18tnothing is called so {'x' * 100}")
        await live.wait_for_screen("ThemePicker")
        filter_input = live.app.screen.query_one(Input)
        await live.wait_for(lambda: filter_input.value == f"nothing is called so {'x' * 100}", "the filter")
        assert composer.text == ""


async def test_a_program_in_a_terminal_gets_all_of_it(server: RealServer, project: Project) -> None:
    async with open_live_app(server, project) as live:
        await live.pilot.press("ctrl+x", "grave_accent")
        await live.wait_for(lambda: isinstance(live.app.focused, Terminal), "a terminal")
        send_at_once(live, f"echo {'abc' * 20}${{#x}}end | tr -d b\r")
        await live.wait_for(lambda: f"{'ac' * 20}0end" in live.screen_text, "what the program printed")
