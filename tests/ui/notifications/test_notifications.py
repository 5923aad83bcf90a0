"""Calling for a person: once for each thing, and only for what is still so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from octui.config.settings.registry import ATTENTION_HOOK, ATTENTION_MODE
from octui.store.store import Store
from octui.ui.notifications.occasions import Occasion, OccasionFinder, OccasionKind
from octui.wire import events as wire
from octui.wire.messages import Failure
from octui.wire.requests import Permission
from octui.wire.sessions import Session, Status
from tests.support.factories import busy, idle, make_answer, said, watching
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import open_live_app


def hear(store: Store, *events: object) -> None:
    for event in events:
        store.dispatch_action(wire.Received(event, None, "", 0))  # type: ignore[arg-type]


def test_each_thing_is_reported_once_and_what_was_so_before_is_not() -> None:
    store, finder = Store(), OccasionFinder()
    hear(store, busy("s1"), wire.PermissionAsked(Permission(id="p0", session_id="s1")))
    assert finder.find_occasions(store.state) == ()
    hear(store, wire.PermissionAsked(Permission(id="p1", session_id="s1")))
    (asked,) = finder.find_occasions(store.state)
    assert asked == Occasion(OccasionKind.PERMISSION, "s1", "p1") and asked.is_still_true(store.state)
    assert finder.find_occasions(store.state) == ()
    hear(store, wire.PermissionReplied("s1", "p1"))
    assert not asked.is_still_true(store.state)
    retry = wire.SessionStatus("s1", Status("retry", attempt=1))
    hear(store, retry)
    assert [each.kind for each in finder.find_occasions(store.state)] == [OccasionKind.RETRY]
    hear(store, busy("s1"))
    assert finder.find_occasions(store.state) == ()
    hear(store, retry)
    assert finder.find_occasions(store.state) == ()
    hear(store, idle("s1"), idle("s1"))
    assert [each.kind for each in finder.find_occasions(store.state)] == [OccasionKind.DONE]
    hear(store, busy("s1"))
    finder.find_occasions(store.state)
    hear(store, wire.SessionError(Failure("APIError"), "s1"), idle("s1"))
    assert [each.kind for each in finder.find_occasions(store.state)] == [OccasionKind.ERROR]
    # A person who stops a turn knows that it ended.
    store = watching("s1")
    hear(store, said(replace(make_answer("m1", "s1"), error=Failure("MessageAbortedError"))))
    assert not Occasion(OccasionKind.DONE, "s1").is_still_true(store.state)


def test_the_end_of_a_subagent_is_no_occasion() -> None:
    store, finder = Store(), OccasionFinder()
    hear(store, wire.SessionCreated(Session(id="child", parent_id="s1")))
    finder.find_occasions(store.state)
    hear(store, busy("child"))
    finder.find_occasions(store.state)
    hear(store, idle("child"))
    assert finder.find_occasions(store.state) == ()


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


@pytest.mark.slow
async def test_the_hook_hears_of_a_permission_and_of_the_end(
    server: RealServer, project: Project, tmp_path: Path
) -> None:
    heard = tmp_path / "heard"
    async with open_live_app(server, project) as live:
        settings = live.app.context.settings
        settings.change_value(ATTENTION_MODE, "always")
        settings.change_value(ATTENTION_HOOK, f'echo "$OCTUI_EVENT $OCTUI_MESSAGE" >> {heard}')
        composer = live.app.context.composer
        assert composer is not None
        composer.replace_text("run touch here")
        composer.submit_prompt()
        await live.wait_for(lambda: live.app.context.store.state.arrivals, "asked")
        await live.wait_for(lambda: heard.exists() and "permission A permission" in heard.read_text(), "heard of it")
        settings.change_value(ATTENTION_MODE, "unfocused")
        server_calls = live.app.context.server
        assert server_calls is not None
        (request,) = live.app.context.store.state.permissions.values()
        await server_calls.server_calls.reply_permission(request, "once", None)
        state = live.app.context.store.state
        await live.wait_for(lambda: not state.statuses, "done")
        await live.pilot.pause(1)
        # The window has the focus: nothing more is said.
        assert len(heard.read_text().splitlines()) == 1
