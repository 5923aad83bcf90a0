"""What a streamed answer makes the screen do, counted in the whole app on a real server."""

import pytest
from textual import on

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store import selectors
from octui.ui.app import OctuiApp
from octui.ui.chat.screen import ChatScreen
from octui.ui.messages import StoreChanged
from tests.support.real_opencode import NEWEST, Project, RealServer
from tests.support.scripted_model import ScriptedModel
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.real, pytest.mark.parametrize("server", [NEWEST], indirect=True)]

WORDS = 10_000
PAINTED = 15


class CountedChat(ChatScreen):
    """Counts the changes it receives, and the times it is laid out."""

    change_count = 0
    laid_out = 0

    def on_mount(self) -> None:
        self.screen_layout_refresh_signal.subscribe(self, self._count)

    def _count(self, _: object) -> None:
        self.laid_out += 1

    @on(StoreChanged)
    def _count_change(self) -> None:
        self.change_count += 1


@pytest.fixture(autouse=True)
def count_chats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("octui.ui.chat.screen.ChatScreen", CountedChat)


async def test_a_streamed_answer_is_painted_without_laying_anything_out(
    server: RealServer, project: Project, model: ScriptedModel
) -> None:
    options = Options(
        directory=project.path, server=server.url, server_directory=project.directory, prompt=f"slow {WORDS} 5"
    )
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(140, 42)) as pilot:
        await wait_until(
            pilot, lambda: "word20 " in selectors.get_last_answer_text(app.context.store.state, app.context.session_id)
        )
        chat = app.screen
        assert isinstance(chat, CountedChat)
        begun = (chat.change_count, chat.laid_out)
        while chat.change_count < begun[0] + PAINTED:
            assert selectors.is_busy(app.context.store.state, app.context.session_id)
            await pilot.pause(0.02)
        # What is not of the answer may come in between, the title of the session for one.
        assert chat.laid_out - begun[1] <= PAINTED // 5
        assert app.context.server is not None
        await app.context.server.server_calls.abort_session_tree(app.context.session_id)


async def test_typing_lays_nothing_out(server: RealServer, project: Project) -> None:
    options = Options(directory=project.path, server=server.url, server_directory=project.directory, prompt="say ready")
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(140, 42)) as pilot:
        while selectors.get_last_answer_text(
            app.context.store.state, app.context.session_id
        ) != "ready" or selectors.is_busy(app.context.store.state, app.context.session_id):
            await pilot.pause(0.02)
        chat = app.screen
        assert isinstance(chat, CountedChat)
        await pilot.press("a", "b")
        begun = chat.laid_out
        await pilot.press(*"hello there")
        assert chat.composer.text == "abhello there"
        assert chat.laid_out == begun
