import asyncio
import socket
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from octui.client import Client, NotFound, TimedOut
from octui.server.identifiers import create_ascending_id, create_descending_id, create_id_after
from octui.server.main import ServerStartError, bind_socket
from octui.server.mdns import SERVICE, MdnsAnnouncement
from octui.wire.events import ProjectUpdated, TuiCommandExecute, TuiSessionSelect
from tests.server.conftest import Running
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project
from tests.support.stream_recorder import record_stream


async def test_what_opens_and_submits_arrives_as_a_command(here: Client) -> None:
    async with record_stream(here) as heard:
        for call, command in (
            (here.tui.open_help, "help.show"),
            (here.tui.open_sessions, "session.list"),
            (here.tui.open_themes, "theme.switch"),
            (here.tui.open_models, "model.list"),
            (here.tui.submit_prompt, "prompt.submit"),
            (here.tui.clear_prompt, "prompt.clear"),
        ):
            mark = len(heard.items)
            assert await call()
            assert (await heard.wait_for_event(TuiCommandExecute, after=mark)).command == command


@pytest.mark.parametrize(
    ("told", "heard_as"),
    [("messages_half_page_up", "session.half.page.up"), ("session.new", "session.new"), ("bogus", "bogus")],
)
async def test_commands_arrive_by_the_names_interfaces_know(here: Client, told: str, heard_as: str) -> None:
    async with record_stream(here) as heard:
        await here.tui.execute_command(told)
        assert (await heard.wait_for_event(TuiCommandExecute)).command == heard_as


async def test_a_session_that_is_there_is_selected(here: Client) -> None:
    session = await here.sessions.create()
    async with record_stream(here) as heard:
        assert await here.tui.select_session(session.id)
        assert (await heard.wait_for_event(TuiSessionSelect)).session_id == session.id
    with pytest.raises(NotFound):
        await here.tui.select_session("ses_0000000000000000000000000")


async def test_who_waits_to_be_asked_waits_until_the_instance_goes(here: Client) -> None:
    with pytest.raises(TimedOut):
        await here.tui.wait_for_request(timeout=0.2)
    async with httpx.AsyncClient(base_url=here.url, params={"directory": str(here.directory)}, timeout=20) as http:
        waiting = asyncio.create_task(http.get("/tui/control/next"))
        while not waiting.done():
            await here.server.dispose_instance()
    assert waiting.result().status_code == 204


async def test_a_project_is_renamed_and_everyone_hears_of_it(here: Client, project: Project) -> None:
    current = await here.projects.get_current()
    assert (current.worktree, current.vcs) == (project.directory, "git")
    async with record_stream(here) as heard:
        await here.projects.update(current.id, name="Shop", icon_color="red", start_command="make")
        updated = await heard.wait_for_event(ProjectUpdated, lambda event: event.project.name == "Shop")
    assert updated.project.commands == {"start": "make"}
    assert (await here.projects.get_current()).name == "Shop"
    assert project.directory in [place.directory for place in await here.projects.list_directories(current.id)]


async def test_a_directory_becomes_a_repository(here: Client, project: Project) -> None:
    bare = project.path.parent / "bare"
    bare.mkdir()
    made = await here.projects.init_git(directory=str(bare))
    assert (bare / ".git").is_dir()
    assert (made.vcs, made.worktree) == ("git", str(bare))


async def test_paths_and_the_log_are_answered(embedded: EmbeddedServer, here: Client, project: Project) -> None:
    assert (await here.server.get_paths()).worktree == project.directory
    assert await here.server.write_log("octui", "info", "a line\nof ours", {"number": 7})
    (log,) = set(embedded.home.rglob("server.log")) - {embedded.log}
    assert "octui: a line\N{REPLACEMENT CHARACTER}of ours {'number': 7}" in log.read_text()


async def test_tools_are_listed_with_what_they_take(here: Client) -> None:
    ids = await here.catalog.list_tool_ids()
    assert {"bash", "edit", "read"} <= set(ids)
    assert [tool.id for tool in await here.catalog.list_tools("scripted", "scripted")] == list(ids)


async def test_a_server_is_found_on_the_network_by_its_usual_name_until_it_ends(app_server: Running) -> None:
    port = int(app_server.url.rpartition(":")[2])
    usual = f"opencode-{port}.{SERVICE}"
    heard: asyncio.Queue[tuple[str, ServiceStateChange]] = asyncio.Queue()

    def noticed(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        heard.put_nowait((name, state_change))

    async def until(change: ServiceStateChange) -> None:
        async with asyncio.timeout(20):
            while await heard.get() != (usual, change):
                continue

    announcement = MdnsAnnouncement("127.0.0.1", port)
    await announcement.publish_service()
    looking = AsyncZeroconf(interfaces=["127.0.0.1"])
    try:
        browser = AsyncServiceBrowser(looking.zeroconf, SERVICE, handlers=[noticed])
        await until(ServiceStateChange.Added)
        service = AsyncServiceInfo(SERVICE, usual)
        assert await service.async_request(looking.zeroconf, 5_000)
        assert (service.port, service.properties) == (port, {b"path": b"/"})
        assert service.server == f"opencode-{port}.local."
        await announcement.withdraw_service()
        await until(ServiceStateChange.Removed)
        await browser.async_cancel()
    finally:
        await looking.async_close()


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(ServerStartError, match="Cannot listen on"),
    ):
        bind_socket("127.0.0.1", taken.getsockname()[1])


def test_ids_sort_by_the_order_they_were_made_in() -> None:
    rising = [create_ascending_id("msg") for _ in range(5_000)]
    falling = [create_descending_id("ses") for _ in range(5_000)]
    assert rising == sorted(set(rising))
    assert falling == sorted(set(falling), reverse=True)
    assert all(len(made) == len("msg_") + 26 for made in (*rising, *falling))


@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
        st.text("0123456789abcdef", min_size=10, max_size=30),
        st.text("fz", min_size=10, max_size=30),
        st.text("z~", max_size=60),
    )
)
def test_an_id_sorts_after_any_other_and_stays_short(tail: str) -> None:
    previous = start = f"msg_{tail}"
    for _ in range(100):
        following = create_id_after(previous, "msg")
        assert following > previous
        assert following.startswith("msg_")
        previous = following
    assert len(previous) <= len(start) + 30


def test_a_read_only_database_is_reported_in_a_sentence(tmp_path: Path) -> None:
    server = EmbeddedServer("", tmp_path)
    (tmp_path / ".local").write_text("in the way")
    server.launch()
    assert server.process is not None
    assert server.process.wait(20) == 1
    assert "The database could not be opened" in server.log.read_text()
    assert "Traceback" not in server.log.read_text()
