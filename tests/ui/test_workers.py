"""Work in the background that is cancelled before it begins leaves no coroutine behind that was never awaited."""

import gc
import inspect

from octui.ui.workers import start_worker
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project
from tests.ui.live_app import open_live_app


def list_unawaited() -> list[str]:
    gc.collect()
    coroutines = [found for found in gc.get_objects() if inspect.iscoroutine(found)]
    return [found.__qualname__ for found in coroutines if inspect.getcoroutinestate(found) == inspect.CORO_CREATED]


async def test_work_that_never_began_leaves_no_coroutine(embedded: EmbeddedServer, project: Project) -> None:
    async def note_end(name: str) -> None:
        done.append(name)

    done: list[str] = []
    async with open_live_app(embedded, project) as live:
        app = live.app
        start_worker(app, note_end("first"), group="test", exclusive=True)
        start_worker(app, note_end("second"), group="test", exclusive=True)
        await live.wait_for(lambda: done, "the work that replaced the first")
        assert done == ["second"]
        for show_panel in (app.controllers.worktrees.show_worktrees, app.controllers.mcp.show_mcp_servers):
            show_panel()
            app.context.cancel_workers("panel")
            await live.pilot.press("escape")
        await live.pilot.pause()
        # The panel still holds its worker, which closes what it would have run.
        assert set(list_unawaited()) <= {"run_panel_work.<locals>.run_and_report"}
