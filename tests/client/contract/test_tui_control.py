from collections.abc import AsyncIterator

import pytest

from octui.client import Client, NotFound, TimedOut
from octui.wire.events import TuiCommandExecute, TuiPromptAppend, TuiSessionSelect, TuiToastShow
from tests.support.stream_recorder import StreamRecorder, record_stream

pytestmark = pytest.mark.real


@pytest.fixture
async def heard(client: Client) -> AsyncIterator[StreamRecorder]:
    await client.server.get_paths()
    async with record_stream(client) as ear:
        yield ear


async def test_text_is_put_into_the_prompt(client: Client, heard: StreamRecorder) -> None:
    assert await client.tui.append_prompt("some text")
    assert (await heard.wait_for_event(TuiPromptAppend)).text == "some text"


async def test_what_opens_and_submits_arrives_as_a_command(client: Client, heard: StreamRecorder) -> None:
    for call, command in (
        (client.tui.open_help, "help.show"),
        (client.tui.open_sessions, "session.list"),
        # The servers' own mistake, kept in sight here.
        (client.tui.open_themes, "session.list"),
        (client.tui.open_models, "model.list"),
        (client.tui.submit_prompt, "prompt.submit"),
        (client.tui.clear_prompt, "prompt.clear"),
    ):
        mark = len(heard.items)
        assert await call()
        assert (await heard.wait_for_event(TuiCommandExecute, after=mark)).command == command


async def test_only_old_names_of_commands_arrive_with_a_name(client: Client, heard: StreamRecorder) -> None:
    assert await client.tui.execute_command("session_new")
    assert (await heard.wait_for_event(TuiCommandExecute)).command == "session.new"
    mark = len(heard.items)
    assert await client.tui.execute_command("session.new")
    assert (await heard.wait_for_event(TuiCommandExecute, after=mark)).command is None


async def test_a_toast_is_shown_with_its_variant(client: Client, heard: StreamRecorder) -> None:
    assert await client.tui.show_toast("Saved", title="Well", variant="success", duration=1500)
    toast = await heard.wait_for_event(TuiToastShow)
    assert (toast.message, toast.title, toast.variant, toast.duration) == ("Saved", "Well", "success", 1500)


async def test_a_session_is_selected(client: Client, heard: StreamRecorder) -> None:
    session = await client.sessions.create()
    assert await client.tui.select_session(session.id)
    assert (await heard.wait_for_event(TuiSessionSelect)).session_id == session.id
    with pytest.raises(NotFound):
        await client.tui.select_session("ses_0000000000000000000000000")


async def test_any_of_the_four_events_is_published_as_it_is(client: Client, heard: StreamRecorder) -> None:
    assert await client.tui.publish("tui.command.execute", {"command": "theme.switch"})
    assert (await heard.wait_for_event(TuiCommandExecute)).command == "theme.switch"


async def test_nobody_ever_asks_an_interface_anything(client: Client) -> None:
    with pytest.raises(TimedOut):
        await client.tui.wait_for_request(timeout=0.5)
    assert await client.tui.answer_request({"any": "thing"})


async def test_calls_for_one_directory_are_not_heard_in_another(
    client: Client, heard: StreamRecorder, tmp_path: object
) -> None:
    await client.tui.append_prompt("elsewhere", directory=str(tmp_path))
    await client.tui.append_prompt("here")
    assert (await heard.wait_for_event(TuiPromptAppend)).text == "here"
    assert [event.text for event in heard.events if isinstance(event, TuiPromptAppend)] == ["here"]
