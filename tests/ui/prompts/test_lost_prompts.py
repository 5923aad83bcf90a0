"""A prompt that comes while its server ends a turn is answered, also by a server that forgets such prompts."""

import asyncio
from functools import partial

import pytest

from octui.client import Client
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store import selectors
from octui.ui.app import OctuiApp
from octui.wire.events import MessageUpdated, Received
from tests.support.real_opencode import Project, RealServer
from tests.support.scripted_model import ScriptedModel
from tests.support.waiting import wait_until

pytestmark = pytest.mark.real

TURNS = 4


def _has_answer(app: OctuiApp, session_id: str, text: str) -> bool:
    return selectors.get_last_answer_text(app.context.store.state, session_id) == text


async def next_answer(client: Client, listening: asyncio.Event) -> None:
    """Wait for the moment an answer is finished, which is a moment before its session is at rest."""
    async for received in client.events.subscribe():
        listening.set()
        match received:
            case Received(event=MessageUpdated(info=info)) if info.role == "assistant" and info.time.completed:
                return


async def test_a_prompt_sent_the_moment_an_answer_is_finished_is_answered_once(
    server: RealServer,
    client: Client,
    project: Project,
    model: ScriptedModel,
) -> None:
    options = Options(directory=project.path, server=server.url, server_directory=project.directory, prompt="say first")
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(140, 42)) as pilot:
        await wait_until(
            pilot, lambda: "first" in selectors.get_last_answer_text(app.context.store.state, app.context.session_id)
        )
        assert app.context.server is not None
        calls = app.context.server.server_calls
        session_id = app.context.session_id
        for turn in range(TURNS):
            await wait_until(pilot, lambda: not selectors.is_busy(app.context.store.state, session_id))
            listening = asyncio.Event()
            finished = asyncio.ensure_future(next_answer(client, listening))
            await listening.wait()
            choice = app.context.resolve_selection(session_id)
            await calls.send_prompt(session_id, f"say before {turn}", (), choice)
            await finished
            await calls.send_prompt(session_id, f"say words {turn}", (), choice)
            await wait_until(pilot, partial(_has_answer, app, session_id, f"words {turn}"))
        assert all(len(model.models_asked(f"say words {turn}")) == 1 for turn in range(TURNS))
        state = app.context.store.state
        said = [selectors.get_prompt_text(state, info.id) for info in selectors.iter_prompts(state, session_id)]
        wanted = [text for turn in range(TURNS) for text in (f"say before {turn}", f"say words {turn}")]
        assert list(reversed(said)) == ["say first", *wanted]
