import pytest

from tests.e2e.conftest import QUICKEST, StartOctui, shows
from tests.support.real_opencode import NEWEST, Project, RealServer
from tests.support.tmux_terminal import requires_tmux

pytestmark = [pytest.mark.real, requires_tmux]

quickest = pytest.mark.parametrize("server", QUICKEST, indirect=True)


@pytest.mark.parametrize("server", [NEWEST], indirect=True)
async def test_what_is_typed_while_it_starts_is_in_the_prompt_in_order(
    start_octui: StartOctui, server: RealServer, project: Project
) -> None:
    words = [f"word{number:02}" for number in range(20)]
    terminal = await start_octui("attach", server.url, "--dir", project.directory, columns=160)
    for word in words:
        await terminal.type(word)
    await terminal.wait_for(
        lambda rows: any("● live" in row for row in rows) and "".join(words) in "".join(row.strip("┃ ") for row in rows)
    )


@quickest
async def test_what_is_typed_while_a_chat_opens_is_in_its_prompt(
    start_octui: StartOctui, server: RealServer, project: Project
) -> None:
    terminal = await start_octui("attach", server.url, "--dir", project.directory)
    await terminal.wait_for("● live")
    await terminal.send("C-x", "n", *"quickly")
    await terminal.wait_for("┃ quickly")


@quickest
async def test_what_is_searched_for_in_one_breath_is_what_is_chosen(
    start_octui: StartOctui, server: RealServer, project: Project
) -> None:
    terminal = await start_octui("attach", server.url, "--dir", project.directory)
    await terminal.wait_for(lambda rows: any("Build · Scripted" in row for row in rows))
    await terminal.send("C-x", "m", *"second", "Enter", *"quickly")
    await terminal.wait_for(shows("Build · Second Scripted", "┃ quickly"))
