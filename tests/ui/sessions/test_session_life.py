"""Sessions by keyboard, on every server: archived and taken back, sorted, below their parents, in slots and as tabs."""

import json
from collections.abc import Callable

import pytest

from octui.client import Client
from octui.store.actions import SessionsLoaded
from octui.store.store import Store
from octui.ui.sessions.open_sessions import list_slots
from octui.ui.sessions.tab_strip import Tab, build_tabs, format_tabs
from octui.wire.sessions import Session, SessionTime
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer
from tests.ui.live_app import LiveApp, open_live_app

TODOS = [
    {"id": "1", "content": "read the totals", "status": "completed", "priority": "high"},
    {"id": "2", "content": "mend the totals", "status": "in_progress", "priority": "high"},
]


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


async def open_list(live: LiveApp) -> None:
    await live.pilot.press("ctrl+x", "l")
    await live.wait_for_screen("SessionPicker")


@pytest.mark.real
@pytest.mark.slow
async def test_sessions_are_archived_sorted_and_switched(server: RealServer, client: Client, project: Project) -> None:
    first = await client.sessions.create(title="zebra")
    await client.prompts.send_and_wait(first.id, f"tool todowrite {json.dumps({'todos': TODOS})}")
    second = await client.sessions.create(title="apple")
    await client.prompts.send_and_wait(second.id, "say the last words")
    await client.sessions.create(title="a helper", parent_id=first.id)
    async with open_live_app(server, project, first.id) as live:
        # What was said last is shown of a session that is not open.
        await open_list(live)
        await live.pilot.press("up")
        await live.wait_for(lambda: "the last words" in live.screen_text, "the preview")
        await live.pilot.press("ctrl+t")
        await live.wait_for(lambda: live.row_titles[:3] == ["apple", "zebra", "└ a helper"], "the tree")
        await live.pilot.press("ctrl+t", "ctrl+s", "ctrl+s")
        await live.wait_for(lambda: "Sessions · by title" in live.screen_text, "the order")
        assert live.row_titles == ["apple", "zebra"]
        # Archived, seen in the archive, and taken back.
        await live.pilot.press("home", "ctrl+e")
        await live.wait_for(lambda: live.row_titles == ["zebra"], "apple is archived")
        assert (await client.sessions.get(second.id)).time.archived
        await live.pilot.press("ctrl+g")
        await live.wait_for(lambda: live.row_titles == ["apple"], "the archive")
        await live.pilot.press("ctrl+e")
        await live.wait_for(lambda: "No archived sessions." in live.screen_text, "an empty archive")
        assert not (await client.sessions.get(second.id)).time.archived
        await live.pilot.press("ctrl+g")
        await live.wait_for(lambda: live.row_titles == ["apple", "zebra"], "both again")
        # Opened, it has the second quick slot, and tabs say so.
        await live.type_text("apple")
        await live.pilot.press("enter")
        await live.wait_for(lambda: live.app.context.session_id == second.id, "apple")
        await live.pilot.press("ctrl+x", "1")
        await live.wait_for(lambda: live.app.context.session_id == first.id, "slot 1")
        live.app.action_command("session.tabs.toggle")
        await live.wait_for(lambda: "1 zebra   2 apple" in live.screen_text, "the tabs")
        await live.pilot.press("ctrl+x", "2")
        await live.wait_for(lambda: live.app.context.session_id == second.id, "slot 2")
        await live.pilot.press("ctrl+x", "9")
        await live.wait_for_toast("Quick slot 9 is empty")
        # A session that begins with a prompt in a new chat has a slot and a tab as well.
        await live.pilot.press("ctrl+x", "n")
        await live.wait_for(lambda: live.app.context.session_id == "", "a new chat")
        await live.type_text("say hello")
        await live.pilot.press("enter")
        await live.wait_for(lambda: live.app.context.session_id not in ("", first.id, second.id), "its session")
        assert live.app.controllers.sessions.list_tabs() == (first.id, second.id, live.app.context.session_id)
        await live.wait_for(lambda: "1 zebra   2 apple   3 " in live.screen_text, "its tab")
        live.app.action_command("session.tab.close")
        await live.wait_for_toast("This session has no quick slot now.")
        live.app.action_command("session.tabs.toggle")
        await live.wait_for_toast("Tabs are hidden.")
        # The agent's plan.
        await live.pilot.press("ctrl+x", "1")
        live.app.action_command("session.todo")
        await live.wait_for_screen("Panel")
        await live.wait_for(lambda: live.row_titles == ["mend the totals", "read the totals"], "the todos")
        await live.pilot.press("escape")
        # AGENTS.md is written by the server's own prompt.
        live.app.action_command("session.init")
        await live.wait_for(lambda: "AGENTS.md" in live.screen_text, "the prompt of init")


def make_store(*titles: str, archived: tuple[str, ...] = ()) -> Store:
    store = Store()
    sessions = tuple(
        Session(
            id=title, title=title, time=SessionTime(created=1, updated=1, archived=5 if title in archived else None)
        )
        for title in titles
    )
    store.dispatch_action(SessionsLoaded(sessions=sessions))
    return store


def test_pinned_sessions_have_the_first_slots_and_archived_ones_none() -> None:
    state = make_store("a", "b", "c", "d", archived=("d",)).state
    assert list_slots(state, ("c", "deleted"), ["a", "b", "c", "d"]) == ("c", "a", "b")


@pytest.mark.parametrize("width", [140, 80, 30, 8])
def test_tabs_fit_and_keep_the_current_one(width: int) -> None:
    tabs = tuple(Tab(str(n), f"a long title {n}", n, is_current=n == 9) for n in range(1, 10))
    shown = format_tabs(tabs, width)
    assert sum(tab.cell_length for tab in shown) + len(shown) - 1 <= width
    assert shown[-1].plain.startswith(" 9 ")


def test_a_tab_says_what_goes_on() -> None:
    store = make_store("a", "b")
    tabs = build_tabs(store.state, ("a", "b"), "b")
    assert [tab.is_current for tab in tabs] == [False, True]


@pytest.mark.real
@pytest.mark.slow
async def test_a_subagent_beyond_the_list_is_opened(
    server: RealServer, client: Client, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists end after the latest hundred: what a session started is asked of it when it is opened."""
    monkeypatch.setattr("octui.ui.sync.session_listing.RECENT", 1)
    parent = await client.sessions.create(title="parent")
    child = await client.sessions.create(title="child", parent_id=parent.id)
    await client.sessions.create(title="later")
    async with open_live_app(server, project, parent.id) as live:
        await live.pilot.press("ctrl+x", "down")
        await live.wait_for(lambda: live.app.context.session_id == child.id, "the subagent")
        await live.pilot.press("ctrl+x", "up")
        await live.wait_for(lambda: live.app.context.session_id == parent.id, "its parent")
