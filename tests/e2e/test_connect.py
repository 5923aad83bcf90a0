import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from octui import VERSION
from octui.client import Client
from octui.server.mdns import MdnsAnnouncement
from tests.conftest import StartServer, made, require
from tests.e2e.conftest import QUICKEST, StartOctui, say, shows
from tests.server.embedded import EmbeddedServer
from tests.support.faulty_server import reply_with, run_faulty_server
from tests.support.processes import is_alive, list_children, wait_until_ended
from tests.support.real_opencode import NEWEST, VERSIONS, Project, RealServer, find_binary, make_environment
from tests.support.scripted_model import ScriptedModel
from tests.support.tmux_terminal import Screen, Terminal, requires_tmux

pytestmark = [pytest.mark.real, requires_tmux]

PASSWORD = "correct-horse-battery"


@pytest.fixture
def bare_path(tmp_path: Path) -> str:
    """A PATH with nothing on it but what shows the terminal."""
    folder = tmp_path / "bare"
    folder.mkdir()
    tmux = shutil.which("tmux")
    assert tmux is not None
    (folder / "tmux").symlink_to(tmux)
    return str(folder)


@pytest.fixture
def broken_path(bare_path: str) -> str:
    """A PATH whose `opencode` does not start."""
    opencode = Path(bare_path) / "opencode"
    opencode.write_text(f"#!{sys.executable}\nraise SystemExit('no such luck')\n")
    opencode.chmod(0o755)
    return bare_path


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A server that comes with octui, under a password."""
    (tmp_path / "served").mkdir()
    server = EmbeddedServer(VERSION, tmp_path / "served", PASSWORD)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def later(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    """A server that is not there yet, at an address that is known."""
    require(NEWEST)
    server = made(NEWEST, tmp_path_factory.mktemp("home"))
    yield server
    server.kill()


def own_opencode(version: str, tmp_path: Path) -> dict[str, str]:
    """An environment in which `opencode` is this version, with a HOME of its own."""
    require(version)
    folder = tmp_path / "installed"
    folder.mkdir()
    (folder / "opencode").symlink_to(find_binary(version))
    surroundings = make_environment(tmp_path / "home")
    return {**surroundings, "PATH": f"{folder}{os.pathsep}{surroundings['PATH']}"}


async def told_nobody(terminal: Terminal, home: Path, *secrets: str) -> None:
    """Neither the screen, the process list, nor a file of octui's own holds any of these."""
    seen = [await terminal.tmux("capture-pane", "-p", "-S", "-"), command_line(await terminal.pid()), *files(home)]
    assert not any(secret in place for secret in secrets for place in seen)


def files(home: Path) -> list[str]:
    return [path.read_text(errors="replace") for path in home.rglob("*") if path.is_file()]


def command_line(pid: int) -> str:
    listed = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout


def descendants(pid: int) -> set[int]:
    below = list_children(pid)
    return below.union(*(descendants(child) for child in below))


async def test_with_nothing_there_the_embedded_server_is_started_and_ends_with_octui(
    start_octui: StartOctui, bare_path: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    environment = {"PATH": bare_path, "HOME": str(tmp_path / "empty")}
    terminal = await start_octui(str(tmp_path / "empty"), environment=environment)
    await terminal.wait_for(shows(f"embedded {VERSION}", "● live", "Offline guide, not an AI", "/connect"))
    started = descendants(await terminal.pid())
    assert len(started) >= 2
    await terminal.kill(signal.SIGKILL)
    wait_until_ended(started)


async def test_an_opencode_that_fails_is_quoted_and_the_embedded_server_is_one_key_away(
    start_octui: StartOctui, broken_path: str, project: Project
) -> None:
    terminal = await start_octui(project.directory, environment={"PATH": broken_path})
    await terminal.wait_for(shows("127.0.0.1:4096", "opencode serve ended (exit 1)", "no such luck", "ctrl+o starts"))
    await terminal.type("http://half-typed")
    await terminal.wait_for("http://half-typed")
    await terminal.send("C-o")
    await terminal.wait_for(shows(f"embedded {VERSION}", "● live"))
    (server,) = (pid for pid in descendants(await terminal.pid()) if "-P" in command_line(pid).split()[:2])
    os.kill(server, signal.SIGKILL)
    await terminal.wait_for(shows("The embedded server stopped (exit 137)", "ctrl+r to start"))
    await terminal.send("C-r")
    await terminal.wait_for("● live")


async def test_octui_leaves_from_the_connect_screen_and_gives_the_terminal_back(
    start_octui: StartOctui, broken_path: str, project: Project
) -> None:
    terminal = await start_octui(project.directory, environment={"PATH": broken_path})
    await terminal.wait_for("no such luck")
    await terminal.send("C-c")
    await terminal.wait_for("ctrl+c again to quit")
    await terminal.send("C-c")
    assert await terminal.wait_until_ended() == 0
    assert not await terminal.on_alternate_screen()


@pytest.mark.parametrize("server", QUICKEST, indirect=True)
async def test_an_address_that_is_typed_is_attached_to(
    start_octui: StartOctui, broken_path: str, project: Project, server: RealServer
) -> None:
    terminal = await start_octui(project.directory, environment={"PATH": broken_path})
    await terminal.wait_for("no such luck")
    await terminal.type(f"{server.url}\n")
    await terminal.wait_for(shows("● live", f"127.0.0.1:{server.port}"))


async def test_a_server_heard_of_on_the_network_is_chosen_by_a_key_and_gets_no_password_unasked(
    start_octui: StartOctui, later: RealServer, embedded: EmbeddedServer
) -> None:
    announcement = MdnsAnnouncement("127.0.0.1", embedded.port)
    await announcement.publish_service()
    try:
        environment = {"OPENCODE_SERVER_PASSWORD": PASSWORD}
        terminal = await start_octui("attach", later.url, environment=environment)
        await terminal.wait_for(shows("On this network:", f"opencode-{embedded.port}", "↓ server on this network"))

        def chosen(rows: Screen) -> bool:
            return any(row.split()[:2] == ["›", embedded.url] for row in rows)

        # Others may be announced here too.
        while not chosen(await terminal.screen()):
            await terminal.send("Down")
            await terminal.wait_for("›")
        await terminal.send("Enter")
        await terminal.wait_for(shows(f"{embedded.url} requires a password", "Password"))
        await terminal.type(f"{PASSWORD}\n")
        await terminal.wait_for(shows(f"embedded {VERSION}", "● live"))
    finally:
        await announcement.withdraw_service()


async def test_it_keeps_trying_and_connects_by_itself_when_there_is_a_server(
    start_octui: StartOctui, later: RealServer
) -> None:
    terminal = await start_octui("attach", later.url)
    await terminal.wait_for(shows("No server answers", "Tried 2 times; retrying in"))
    await terminal.wait_for("Tried 3 times")
    await asyncio.to_thread(later.start)
    await terminal.wait_for("● live")


async def test_an_address_being_typed_is_not_lost_to_a_server_that_comes_meanwhile(
    start_octui: StartOctui, later: RealServer
) -> None:
    terminal = await start_octui("attach", later.url)
    await terminal.wait_for("Tried once")
    await terminal.type("/else")
    await terminal.wait_for("Tried 3 times")
    await terminal.type("where")
    await terminal.wait_for(f"{later.url}/elsewhere")
    await asyncio.to_thread(later.start)
    await terminal.wait_for(shows("answers at", f"{later.url}/elsewhere", "esc back"))
    await terminal.send("Escape")
    await terminal.wait_for("● live")


async def test_a_password_is_asked_for_until_it_is_right_and_never_shown(
    start_octui: StartOctui, start_server: StartServer, project: Project, tmp_path: Path
) -> None:
    server = await asyncio.to_thread(start_server, NEWEST, PASSWORD, project)
    terminal = await start_octui("attach", server.url)
    await terminal.wait_for(shows("requires a password", "Password", "User"))
    await terminal.type("wrong-guess\n")
    await terminal.wait_for(shows("refused that user name or password", "Tried 2 times"))
    await terminal.send("BTab")
    await terminal.type("somebody")
    await terminal.wait_for("somebody")
    await terminal.send("Tab")
    await terminal.type(PASSWORD)
    await terminal.wait_for("•" * len(PASSWORD))
    await terminal.send("Enter")
    await terminal.wait_for(shows("somebody", "Tried 3 times"))
    await terminal.send("BTab", "C-u")
    await terminal.wait_until_gone("somebody")
    await terminal.send("Tab")
    await terminal.type(f"{PASSWORD}\n")
    await terminal.wait_for("● live")
    await told_nobody(terminal, tmp_path / "octui", PASSWORD, "wrong-guess")


async def test_fields_filled_in_faster_than_they_are_painted_get_what_was_meant_for_each(
    start_octui: StartOctui, start_server: StartServer, project: Project
) -> None:
    server = await asyncio.to_thread(start_server, NEWEST, PASSWORD, project)
    terminal = await start_octui("attach", server.url)
    await terminal.wait_for(shows("requires a password", "Password", "User"))
    await terminal.send(*"wrong", "Enter")
    await terminal.wait_for("Tried 2 times")
    await terminal.send("BTab", *"somebody", "Tab", *PASSWORD, "BTab", "C-u", *"opencode", "Enter")
    await terminal.wait_for("● live")


async def test_a_password_from_the_environment_is_used_unasked_until_the_server_wants_another(
    start_octui: StartOctui, start_server: StartServer, project: Project, tmp_path: Path
) -> None:
    server = await asyncio.to_thread(start_server, NEWEST, PASSWORD, project)
    terminal = await start_octui("attach", server.url, environment={"OPENCODE_SERVER_PASSWORD": PASSWORD})
    await terminal.wait_for("● live")
    server.password = "another-one"
    await asyncio.to_thread(server.restart)
    await terminal.wait_for("refused that user name or password")
    await terminal.type("another-one\n")
    await terminal.wait_for("● live")
    await told_nobody(terminal, tmp_path / "octui", PASSWORD, "another-one")


async def test_a_web_page_is_said_to_be_one(start_octui: StartOctui) -> None:
    async with run_faulty_server(reply_with("200 OK", "text/html", b"<h1>[@click=app.quit]A shop[/]</h1>")) as web:
        terminal = await start_octui("attach", web.url)
        await terminal.wait_for(shows("answered with a web page", "Enter another address"))


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_server_of_its_own_ends_with_it(
    start_octui: StartOctui, project: Project, tmp_path: Path, version: str
) -> None:
    terminal = await start_octui(project.directory, environment=own_opencode(version, tmp_path))
    await terminal.wait_for(shows("● live", f"opencode {version}"))
    started = descendants(await terminal.pid())
    assert len(started) >= 2
    await say(terminal, "say on a server of its own")
    await terminal.wait_for("▣ Build")
    await terminal.send("C-x", "q")
    assert await terminal.wait_until_ended() == 0
    assert not any(is_alive(pid) for pid in started)


async def test_killed_outright_it_leaves_no_server_behind(
    start_octui: StartOctui, project: Project, tmp_path: Path
) -> None:
    terminal = await start_octui(project.directory, environment=own_opencode(NEWEST, tmp_path))
    await terminal.wait_for("● live")
    started = descendants(await terminal.pid())
    assert len(started) >= 2
    await terminal.kill(signal.SIGKILL)
    wait_until_ended(started)


async def test_a_server_of_its_own_that_ended_is_started_again_where_the_person_was(
    start_octui: StartOctui, project: Project, tmp_path: Path
) -> None:
    terminal = await start_octui(project.directory, environment=own_opencode(NEWEST, tmp_path))
    await terminal.wait_for("● live")
    await say(terminal, "say before it ended")
    await terminal.wait_for("▣ Build")
    program = str(tmp_path / "installed" / "opencode")
    (server,) = (pid for pid in descendants(await terminal.pid()) if command_line(pid).startswith(program))
    os.kill(server, signal.SIGKILL)
    await terminal.wait_for(shows("stopped (exit 137)", "ctrl+r to start another"))
    await terminal.send("C-r")
    await terminal.wait_for(shows("● live", "before it ended", "▣ Build"))


@pytest.mark.parametrize("server", QUICKEST, indirect=True)
async def test_what_is_piped_in_and_asked_on_the_command_line_is_sent_by_itself(
    start_octui: StartOctui, server: RealServer, project: Project, model: ScriptedModel, tmp_path: Path
) -> None:
    (tmp_path / "piped").write_text("say piped words\n")
    terminal = await start_octui(
        *("attach", server.url, "--dir", project.directory),
        *("-m", "scripted/second", "--agent", "plan", "--prompt", "say given words"),
        piped=tmp_path / "piped",
    )
    await terminal.wait_for(shows("piped words", "given words", "▣ Plan · Second Scripted"))
    await terminal.wait_for(lambda _: model.models_asked("say piped words\nsay given words") == ["second"])
    await terminal.type("the keyboard is back")
    await terminal.wait_for("the keyboard is back")


@pytest.mark.parametrize("server", QUICKEST, indirect=True)
async def test_the_last_session_and_a_fork_of_another_are_opened(
    start_octui: StartOctui, server: RealServer, project: Project, watcher: Client
) -> None:
    older = await watcher.sessions.create(title="Older by far")
    await watcher.prompts.send_and_wait(older.id, "say said long ago", agent="build")
    await watcher.sessions.create(title="Newest of them")
    place = ("attach", server.url, "--dir", project.directory)
    terminal = await start_octui(*place, "-c")
    await terminal.wait_for(lambda rows: "Newest of them" in rows[0])
    forked = await start_octui(*place, "-s", older.id, "--fork")
    await forked.wait_for(lambda rows: "(fork #1)" in rows[0])
    await forked.wait_for("said long ago")
    assert len(await watcher.sessions.list()) == 3


@pytest.mark.parametrize("server", QUICKEST, indirect=True)
async def test_a_session_that_is_not_there_is_a_sentence(
    start_octui: StartOctui, server: RealServer, project: Project
) -> None:
    place = ("attach", server.url, "--dir", project.directory)
    terminal = await start_octui(*place, "-s", "ses_nothere")
    await terminal.wait_for("Could not open the session")
    alone = await start_octui(*place, "--continue")
    await alone.wait_for("No session to continue")


@pytest.mark.parametrize("own_server", QUICKEST, indirect=True)
async def test_a_prompt_for_a_server_that_is_away_waits_and_is_sent_when_it_is_back(
    own_server: RealServer, project: Project, start_octui: StartOctui
) -> None:
    terminal = await start_octui("attach", own_server.url, "--dir", project.directory)
    await terminal.wait_for("● live")
    await say(terminal, "say something\nhold for-ever")
    await terminal.wait_for(lambda rows: any(row.strip() == "something" for row in rows))
    await asyncio.to_thread(own_server.kill)
    assert "○" in (await terminal.wait_for("lost, retrying in 1 s"))[0]
    await say(terminal, "say once it is back")
    await terminal.wait_for("waiting to be sent…")
    assert any("say once it is back" in row for row in (await terminal.screen())[-6:])
    await asyncio.to_thread(own_server.start)
    await terminal.wait_for(lambda rows: any(row.strip() == "once it is back" for row in rows))
