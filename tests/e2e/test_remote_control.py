import pytest

from octui.client import Client
from tests.e2e.conftest import shows
from tests.support.real_opencode import EMBEDDED, VERSIONS
from tests.support.tmux_terminal import Terminal, requires_tmux

pytestmark = [
    pytest.mark.real,
    requires_tmux,
    pytest.mark.parametrize("server", [*VERSIONS, EMBEDDED], indirect=True),
]


async def test_a_prompt_is_written_and_sent_by_another_program(octui: Terminal, watcher: Client) -> None:
    await watcher.tui.append_prompt("say driven from outside")
    await octui.wait_for(lambda rows: any("driven from outside" in row for row in rows))
    await watcher.tui.submit_prompt()
    await octui.wait_for("▣ Build")
    (session,) = await watcher.sessions.list()
    page = await watcher.messages.list(session.id)
    assert len(page.messages) == 2


async def test_a_prompt_is_cleared_by_another_program(octui: Terminal, watcher: Client) -> None:
    await octui.type("half a thought")
    await octui.wait_for("half a thought")
    await watcher.tui.clear_prompt()
    await octui.wait_until_gone("half a thought")


@pytest.mark.parametrize(
    ("call", "title"),
    [("open_help", "Help"), ("open_sessions", "Sessions"), ("open_models", "Models")],
)
async def test_a_dialog_is_opened_by_another_program(octui: Terminal, watcher: Client, call: str, title: str) -> None:
    await getattr(watcher.tui, call)()
    await octui.wait_for(lambda rows: any("╭" in row and title in row for row in rows))


async def test_the_themes_are_opened_by_their_own_id(octui: Terminal, watcher: Client) -> None:
    # The servers' open-themes asks for the sessions; their publish route passes any id on.
    await watcher.tui.publish("tui.command.execute", {"command": "theme.switch"})
    await octui.wait_for(lambda rows: any("╭" in row and "Themes" in row for row in rows))


async def test_an_older_id_still_runs_its_command(octui: Terminal, watcher: Client) -> None:
    await octui.wait_for(lambda rows: any("Build · Scripted" in row for row in rows))
    await watcher.tui.publish("tui.command.execute", {"command": "agent_cycle"})
    await octui.wait_for(lambda rows: any(row.strip().startswith("Plan ·") for row in rows))


async def test_a_command_without_an_id_does_no_harm(octui: Terminal, watcher: Client) -> None:
    await watcher.tui.execute_command("no_such_command")
    await watcher.tui.show_toast("still here", title="Note", variant="warning", duration=3000)
    await octui.wait_for(shows("Note", "still here"))


async def test_a_session_is_selected_by_another_program(octui: Terminal, watcher: Client) -> None:
    session = await watcher.sessions.create(title="Chosen from outside")
    await watcher.tui.select_session(session.id)
    await octui.wait_for(lambda rows: "Chosen from outside" in rows[0])


async def test_events_of_another_directory_are_not_for_this_octui(
    octui: Terminal, watcher: Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = str(tmp_path_factory.mktemp("elsewhere"))
    await watcher.tui.append_prompt("not for you", directory=elsewhere)
    await watcher.tui.append_prompt("this is")
    await octui.wait_for(lambda rows: any("this is" in row for row in rows))
    assert not any("not for you" in row for row in await octui.screen())
