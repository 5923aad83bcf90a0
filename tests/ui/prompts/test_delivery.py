"""A prompt is sent once, and leaves the box only when the server has it, whatever becomes of the answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from textual.pilot import Pilot

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store import selectors
from octui.ui.app import OctuiApp
from octui.ui.composer.widget import Composer
from octui.ui.prompt_queue.accepted_prompt import NOT_KEPT
from octui.ui.prompts import delivery
from tests.support.drawn_cells import read_screen
from tests.support.fault_proxy import (
    Exchange,
    Spoil,
    accept_and_forget,
    answer_html,
    cut_answer,
    cut_request,
    run_fault_proxy,
    swallow_with_html,
    swallow_with_nothing,
)
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer
from tests.support.scripted_model import ScriptedModel
from tests.support.waiting import is_connected, wait_until

pytestmark = pytest.mark.real


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


class Chat:
    """The program with a new chat in front, and a proxy between it and the server."""

    def __init__(self, app: OctuiApp, pilot: Pilot[int], spoils: dict[str, Spoil]) -> None:
        self.app = app
        self.pilot = pilot
        self.spoils = spoils

    @property
    def composer(self) -> Composer:
        assert self.app.context.chat is not None
        return self.app.context.chat.composer

    @property
    def notice(self) -> str:
        return str(self.composer.query_one("#refusal").render())

    async def wait_until(self, is_true: Callable[[], bool]) -> None:
        await wait_until(self.pilot, is_true)

    async def type_prompt(self, text: str) -> None:
        self.composer.replace_text(text)
        self.composer.submit_prompt()
        await self.pilot.pause()

    async def wait_until_sent(self) -> None:
        await self.wait_until(lambda: self.composer.sent_prompt is None)

    async def list_prompts(self) -> list[str]:
        """What the server has of the session on screen."""
        server = self.app.context.server
        assert server is not None
        page = await server.client.messages.list(self.app.context.session_id)
        return [
            "".join(getattr(part, "text", "") for part in message.parts)
            for message in page.messages
            if message.info.role == "user"
        ]

    async def wait_until_idle(self) -> None:
        state = self.app.context.store.state
        await self.wait_until(
            lambda: (
                bool(selectors.get_last_answer_text(state, self.app.context.session_id))
                and not selectors.is_busy(state, self.app.context.session_id)
            )
        )


OpenChat = Callable[[], AbstractAsyncContextManager[Chat]]


@pytest.fixture
def open_chat(server: RealServer, project: Project) -> OpenChat:

    @asynccontextmanager
    async def open_new_chat() -> AsyncIterator[Chat]:
        spoils: dict[str, Spoil] = {}
        async with run_fault_proxy(server.port, spoils) as proxy:
            options = Options(directory=project.path, server=proxy.url, server_directory=project.directory)
            app = OctuiApp(options, PreferencesStore.load_preferences())
            async with app.run_test(size=(140, 42)) as pilot:
                chat = Chat(app, pilot, spoils)
                await chat.wait_until(lambda: is_connected(app.context.store.state))
                app.controllers.sessions.start_session()
                await chat.wait_until(lambda: app.context.chat is not None and app.context.chat.is_mounted)
                yield chat

    return open_new_chat


@pytest.mark.parametrize("spoil", [cut_answer, answer_html])
async def test_a_prompt_whose_answer_is_lost_is_found_on_the_server(
    open_chat: OpenChat, model: ScriptedModel, spoil: Spoil
) -> None:
    async with open_chat() as chat:
        chat.spoils["/prompt_async"] = spoil
        await chat.type_prompt("say hello")
        await chat.wait_until_sent()
        assert (chat.composer.text, chat.notice) == ("", "")
        await chat.wait_until_idle()
        assert await chat.list_prompts() == ["say hello"]
        assert len(model.models_asked("say hello")) == 1


@pytest.mark.parametrize("spoil", [cut_request, swallow_with_html, swallow_with_nothing])
async def test_a_prompt_the_server_never_saw_is_not_taken_for_sent(open_chat: OpenChat, spoil: Spoil) -> None:
    async with open_chat() as chat:
        chat.spoils["/prompt_async"] = spoil
        await chat.type_prompt("say hello")
        await chat.wait_until(lambda: "Checking whether" in chat.notice)
        chat.composer.submit_prompt()
        await chat.wait_until_sent()
        assert chat.notice.startswith("Not sent: ")
        assert chat.composer.text == "say hello"
        assert await chat.list_prompts() == []
        del chat.spoils["/prompt_async"]
        chat.composer.submit_prompt()
        await chat.wait_until_idle()
        assert await chat.list_prompts() == ["say hello"]


@pytest.mark.parametrize("server", [EMBEDDED], indirect=True)
async def test_an_accepted_prompt_is_shown_as_being_sent_until_it_is_in_a_message(open_chat: OpenChat) -> None:
    is_started = asyncio.Event()

    async def accept_before_start(exchange: Exchange) -> None:
        await accept_and_forget(exchange)
        await is_started.wait()
        await exchange.drop_answer()

    async with open_chat() as chat:
        chat.spoils["/prompt_async"] = accept_before_start
        await chat.type_prompt("say hello")
        await chat.wait_until_sent()
        assert chat.composer.text == ""
        await chat.wait_until(lambda: "sending…" in read_screen(chat.app))
        assert "say hello" in read_screen(chat.app)
        is_started.set()
        await chat.wait_until_idle()
        await chat.wait_until(lambda: "sending…" not in read_screen(chat.app))
        assert await chat.list_prompts() == ["say hello"]


@pytest.mark.parametrize("server", [EMBEDDED], indirect=True)
async def test_an_accepted_prompt_that_the_server_did_not_keep_is_said_to_be_lost(
    open_chat: OpenChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "ACCEPTED_LOOKS", (0.01, 0.01))
    async with open_chat() as chat:
        chat.spoils["/prompt_async"] = accept_and_forget
        await chat.type_prompt("say hello")
        notices = chat.app.context.notice_board.notices
        await chat.wait_until(lambda: any(notice.message == NOT_KEPT for notice in notices))
        await chat.wait_until(lambda: "sending…" not in read_screen(chat.app))


@pytest.mark.parametrize("server", [EMBEDDED], indirect=True)
async def test_a_session_that_may_have_been_created_is_spoken_of_and_the_prompt_stays(open_chat: OpenChat) -> None:
    async with open_chat() as chat:
        chat.spoils["/session"] = cut_answer
        await chat.type_prompt("say hello")
        await chat.wait_until_sent()
        assert chat.notice.startswith("Not sent: ")
        assert chat.notice.endswith("An empty session may have been created.")
        assert chat.composer.text == "say hello"
        del chat.spoils["/session"]
        chat.composer.submit_prompt()
        await chat.wait_until_idle()
        assert await chat.list_prompts() == ["say hello"]


async def test_a_shell_command_the_server_never_saw_stays_in_the_box(
    open_chat: OpenChat,
) -> None:
    async with open_chat() as chat:
        chat.spoils["/shell"] = swallow_with_html
        chat.composer.shell = True
        await chat.type_prompt("echo hi")
        await chat.wait_until_sent()
        assert chat.notice.startswith("Not sent: ")
        assert (chat.composer.text, chat.composer.shell) == ("echo hi", True)


async def test_a_shell_command_whose_answer_is_lost_ran_once(open_chat: OpenChat, project: Project) -> None:
    async with open_chat() as chat:
        chat.spoils["/shell"] = cut_answer
        chat.composer.shell = True
        await chat.type_prompt("echo hi >> ran.txt")
        await chat.wait_until_sent()
        assert (chat.composer.text, chat.composer.shell) == ("", False)
        assert (project.path / "ran.txt").read_text() == "hi\n"


async def test_a_new_chat_does_not_show_the_prompt_of_the_last_one(open_chat: OpenChat, model: ScriptedModel) -> None:
    async with open_chat() as chat:
        for turn in range(3):
            for key in f"say {turn}":
                await chat.pilot.press("space" if key == " " else key)
            await chat.pilot.press("enter")
            await chat.wait_until(lambda: bool(chat.app.context.session_id))
            await chat.wait_until_sent()
            chat.app.controllers.sessions.start_session()
            await chat.pilot.pause(0.1)
            assert chat.composer.text == ""
        chat.app.controllers.sessions.show_sessions()
        await chat.pilot.pause(0.1)
        assert chat.app.context.home is not None
        assert chat.app.context.home.composer.text == ""
        # A server asks its model a moment after it has taken a prompt.
        await chat.wait_until(lambda: all(model.models_asked(f"say {turn}") for turn in range(3)))
        assert [len(model.models_asked(f"say {turn}")) for turn in range(3)] == [1, 1, 1]


async def test_a_new_chat_opened_while_the_overview_sends_is_free_for_the_next_prompt(
    open_chat: OpenChat, model: ScriptedModel
) -> None:
    async with open_chat() as chat:
        context = chat.app.context
        for turn in range(3):
            chat.app.controllers.sessions.show_sessions()
            await chat.pilot.pause()
            assert context.home is not None
            context.home.composer.replace_text(f"say home {turn}")
            context.home.composer.submit_prompt()
            chat.app.controllers.sessions.start_session()
            await chat.wait_until(lambda: context.chat is not None and context.chat.is_mounted)
            await chat.wait_until(lambda: chat.composer.text == "" and chat.composer.sent_prompt is None)
            await chat.type_prompt(f"say chat {turn}")
            await chat.wait_until(lambda: bool(context.session_id))
            await chat.wait_until_idle()
            assert await chat.list_prompts() == [f"say chat {turn}"]
        await chat.wait_until(lambda: all(model.models_asked(f"say home {turn}") for turn in range(3)))
        for turn in range(3):
            assert len(model.models_asked(f"say home {turn}")) == 1
            assert len(model.models_asked(f"say chat {turn}")) == 1


async def test_a_draft_stays_with_its_session(open_chat: OpenChat) -> None:
    async with open_chat() as chat:
        await chat.type_prompt("say hello")
        await chat.wait_until_idle()
        session_id = chat.app.context.session_id
        await chat.pilot.press("a", "b")
        chat.app.controllers.sessions.start_session()
        await chat.pilot.pause()
        assert chat.composer.text == ""
        await chat.pilot.press("c")
        chat.app.controllers.sessions.open_chat(session_id)
        await chat.pilot.pause()
        assert chat.composer.text == "ab"
        chat.app.controllers.sessions.start_session()
        await chat.pilot.pause()
        assert chat.composer.text == "c"
