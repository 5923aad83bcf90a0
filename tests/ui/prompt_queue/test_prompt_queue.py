"""Prompts sent while an agent works: listed, changed, sent one after each turn and once each, on every server."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from octui.client import Client
from octui.config.draft_book import Place
from octui.config.held_prompts import HeldEntry, HeldPromptStore
from octui.store import selectors
from octui.ui.messages import Attachment
from octui.ui.model_selection import Selection
from octui.ui.prompt_queue import turn_watch
from octui.ui.prompt_queue.held_prompt import HeldPrompt, SessionQueue, change_text, decode_held_prompts
from octui.ui.prompt_queue.strip import format_queue
from octui.wire.parts import TextPart
from octui.wire.prompt import TextInput
from tests.support.call_count import count_calls
from tests.support.fault_proxy import Spoil, accept_and_forget, run_fault_proxy
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer
from tests.support.scripted_model import ScriptedModel
from tests.ui.live_app import LiveApp, open_live_app


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


async def read_prompts(client: Client, session_id: str) -> list[str]:
    page = await client.messages.list(session_id)
    parts = [part for each in page.messages if each.info.role == "user" for part in each.parts]
    return [part.text.strip() for part in parts if isinstance(part, TextPart) and not part.synthetic]


async def send_text(live: LiveApp, text: str) -> None:
    composer = live.app.context.composer
    assert composer is not None
    composer.replace_text(text)
    await live.pilot.pause()
    await live.pilot.press("enter")
    await live.wait_for(lambda: not composer.text, f"{text} leaves the composer")


async def start_turn(live: LiveApp, text: str) -> None:
    await send_text(live, text)
    state, session_id = live.app.context.store.state, live.app.context.session_id
    await live.wait_for(lambda: selectors.is_busy(state, session_id), "busy")
    await live.wait_for(lambda: selectors.find_newest_answer(state, session_id), "an answer")


async def choose_queued(live: LiveApp, typed: str, *keys: str) -> None:
    """Filter the list down to one prompt, press keys on it, and show all again."""
    await live.pilot.press(*typed)
    await live.wait_for(lambda: len(live.row_titles) == 1, f"one that matches {typed}")
    await live.pilot.press(*keys)


@pytest.mark.real
@pytest.mark.slow
async def test_prompts_wait_are_changed_and_are_sent_one_after_each_turn(
    server: RealServer,
    client: Client,
    project: Project,
    model: ScriptedModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    session = await client.sessions.create(title="queue")
    async with open_live_app(server, project, session.id) as live:
        state = live.app.context.store.state
        await start_turn(live, "say one\nhold first")
        composer = live.app.context.composer
        assert composer is not None
        composer.replace_text("say two")
        await live.wait_for(lambda: "enter queue" in live.screen_text, "what Enter does")
        for text in ("say two", "say three", "say four"):
            await send_text(live, text)
        await live.wait_for(lambda: "3 queued" in live.screen_text, "the strip")
        assert len(await read_prompts(client, session.id)) == 1
        # The last goes first, one is changed, one is taken back.
        await live.pilot.press("ctrl+x", "Q")
        await live.wait_for_screen("QueuePicker")
        assert live.row_titles == ["say two", "say three", "say four"]
        await choose_queued(live, "three", "ctrl+t", "escape")
        await live.pilot.press("ctrl+x", "Q")
        await live.wait_for_screen("QueuePicker")
        assert live.row_titles == ["say three", "say two", "say four"]
        await choose_queued(live, "four", "ctrl+d", "escape")
        await live.pilot.press("ctrl+x", "Q")
        await live.wait_for_screen("QueuePicker")
        # A turn that ends meanwhile sends nothing.
        await choose_queued(live, "three", "enter")
        await live.wait_for_screen("TextEditor")
        model.release("first")
        await live.wait_for(lambda: not selectors.is_busy(state, session.id), "the first turn is over")
        await live.pilot.press(*" more", "ctrl+s")
        await live.wait_for(lambda: selectors.get_last_answer_text(state, session.id) == "two", "all answered")
        assert await read_prompts(client, session.id) == ["say one\nhold first", "say three more", "say two"]
        assert [len(model.models_asked(text)) for text in ("say three more", "say two", "say four")] == [1, 1, 0]
        await live.wait_for(lambda: "queued" not in live.screen_text, "the strip is empty")
        # An interrupted agent gets nothing more by itself.
        await live.wait_for(lambda: not selectors.is_busy(state, session.id), "idle")
        await start_turn(live, "say five\nhold second")
        await send_text(live, "say six")
        await live.pilot.press("escape", "escape")
        await live.wait_for(lambda: "held: the agent was interrupted" in live.screen_text, "held")
        await live.wait_for(lambda: not selectors.is_busy(state, session.id), "idle")
        assert "say six" not in await read_prompts(client, session.id)
    # What waits outlives octui, and is sent when a person wants it.
    async with open_live_app(server, project, session.id) as live:
        state = live.app.context.store.state
        await live.wait_for(lambda: "held: octui was closed meanwhile" in live.screen_text, "what is left")
        await live.pilot.press("ctrl+x", "Q")
        await live.wait_for_screen("QueuePicker")
        await live.pilot.press("ctrl+r", "escape")
        await live.wait_for(lambda: selectors.get_last_answer_text(state, session.id) == "six", "six is answered")
        assert len(model.models_asked("say six")) == 1
    assert not list((tmp_path / "octui" / "state" / "queue").glob("*.json"))


@pytest.mark.slow
async def test_a_prompt_waits_for_the_one_before_that_a_slow_server_has_not_begun_with(
    shared_servers: Callable[[str], RealServer], project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    server = shared_servers(EMBEDDED)
    server.trust_folder(project.directory)
    async with Client(server.url, directory=project.directory) as client:
        session = await client.sessions.create(title="queue")
        async with open_live_app(server, project, session.id) as live:
            queue, state = live.app.controllers.prompt_queue, live.app.context.store.state
            with queue.track_turn_start(session.id):
                await send_text(live, "say two")
            assert "1 queued" in live.screen_text
            await client.prompts.send(session.id, [TextInput(text="say one")])
            await live.wait_for(lambda: selectors.get_last_answer_text(state, session.id) == "two", "both answered")
        assert await read_prompts(client, session.id) == ["say one", "say two"]


@pytest.mark.slow
async def test_a_prompt_does_not_wait_for_ever_for_one_that_was_accepted_and_never_answered(
    shared_servers: Callable[[str], RealServer], project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    monkeypatch.setattr(turn_watch, "OVERDUE_SECONDS", 0.3)
    server = shared_servers(EMBEDDED)
    server.trust_folder(project.directory)
    spoils: dict[str, Spoil] = {"/prompt_async": accept_and_forget}
    async with Client(server.url, directory=project.directory) as client, run_fault_proxy(server.port, spoils) as proxy:
        session = await client.sessions.create(title="queue")
        async with open_live_app(proxy, project, session.id) as live:
            state = live.app.context.store.state
            await send_text(live, "say one")
            await send_text(live, "say two")
            await live.wait_for(lambda: "held: the prompt before got no answer" in live.screen_text, "held")
            assert await read_prompts(client, session.id) == []
            # One that was only late goes on with the queue.
            spoils.clear()
            await client.prompts.send(session.id, [TextInput(text="say one")])
            await live.wait_for(lambda: selectors.get_last_answer_text(state, session.id) == "two", "both answered")
            # A person's word sends it, whatever became of the one before.
            spoils["/prompt_async"] = accept_and_forget
            await send_text(live, "say three")
            await send_text(live, "say four")
            await live.wait_for(lambda: "held: the prompt before got no answer" in live.screen_text, "held")
            spoils.clear()
            live.app.controllers.prompt_queue.resume_queue(session.id)
            await live.wait_for(lambda: selectors.get_last_answer_text(state, session.id) == "four", "four is answered")
        assert await read_prompts(client, session.id) == ["say one", "say two", "say four"]


def test_only_one_octui_may_send_a_prompt(tmp_path: Path) -> None:
    one, other, place = HeldPromptStore(tmp_path), HeldPromptStore(tmp_path), Place("server", "ses_1")
    one.put_entry(place, "a", b'{"text":"first"}')
    other.put_entry(place, "b", b'{"text":"second"}', first=True)
    assert list(one.read_entries(place)) == ["b", "a"]
    assert other.claim_entry(place, "a")
    assert not one.claim_entry(place, "a")
    assert one.read_entries(place)["a"].is_claimed
    other.remove_entry(place, "a")
    one.remove_entry(place, "b")
    assert not one.claim_entry(place, "b")
    assert list(tmp_path.glob("*.json")) == []


def test_mentions_follow_the_text_that_is_edited() -> None:
    mentions = (Attachment("file", "a.py", 4, 9), Attachment("file", "b.py", 14, 19))
    prompt = HeldPrompt("1", "fix @a.py and @b.py", Selection("build"), attachments=mentions)
    changed = change_text(prompt, "please fix @b.py")
    assert changed.attachments == (Attachment("file", "b.py", 11, 16),)
    command = HeldPrompt("1", "main", Selection("build"), "command", "review")
    assert change_text(command, "/review other").text == "other"


@pytest.mark.parametrize("width", [140, 60, 30])
def test_the_strip_fits_its_width_and_says_how_many_wait(width: int) -> None:
    labels = tuple(f"prompt number {number} with words that go on and on" for number in range(5))
    for pause in ("", "the agent was interrupted"):
        lines = format_queue(labels, pause, width, 3).plain.split("\n")
        assert lines[0].startswith("5 queued")
        assert len(lines) == 4
        assert lines[-1].strip() == "and 3 more"
        assert all(len(line) <= width for line in lines)


def test_a_thousand_prompts_are_read_in_one_pass_and_odd_ones_are_left_out() -> None:
    prompts = [HeldPrompt(str(number), "say", Selection("build")) for number in range(1_000)]
    entries = {prompt.id: HeldEntry(msgspec.Raw(msgspec.json.encode(prompt)), is_claimed=True) for prompt in prompts}
    entries["odd"] = HeldEntry(msgspec.Raw(b'{"text":1}'))
    queue = SessionQueue(prompts[:1])
    found = decode_held_prompts(entries)
    assert [prompt.id for prompt in found] == [prompt.id for prompt in prompts]
    assert all(prompt.is_doubtful for prompt in found)
    assert count_calls(lambda: queue.add_prompts(found)) < 100
    assert len(queue.prompts) == 1_000
    assert not queue.prompts[0].is_doubtful
    assert queue.add_prompts(found) == 0


def test_an_empty_queue_is_no_longer_held() -> None:
    queue = SessionQueue(pause="the agent was interrupted")
    queue.put_prompt(HeldPrompt("1", "say", Selection("build")))
    queue.remove_prompt("1")
    assert not queue.pause


@pytest.mark.slow
async def test_a_prompt_of_another_client_is_listed_and_not_changed(
    shared_servers: Callable[[str], RealServer],
    project: Project,
    model: ScriptedModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    server = shared_servers(EMBEDDED)
    server.trust_folder(project.directory)
    async with Client(server.url, directory=project.directory) as client:
        session = await client.sessions.create(title="queue")
        async with open_live_app(server, project, session.id) as live:
            state = live.app.context.store.state
            await start_turn(live, "say one\nhold first")
            await send_text(live, "say mine")
            await client.prompts.send(session.id, [TextInput(text="say other")])
            await live.wait_for(lambda: selectors.list_queued_prompts(state, session.id), "the prompt is queued")
            await live.pilot.press("ctrl+x", "Q")
            await live.wait_for_screen("QueuePicker")
            assert live.row_titles == ["say other", "say mine"]
            await live.pilot.press("up", "up", "ctrl+d")
            await live.wait_for(lambda: "the server already has it" in live.screen_text, "why it is not cancelled")
            model.release("first")
            await live.wait_for(lambda: live.row_titles == [], "nothing waits any longer")
            assert not selectors.list_queued_prompts(state, session.id)
