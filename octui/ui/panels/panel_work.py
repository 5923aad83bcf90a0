"""Calls that a panel makes: while one runs the panel says so, and its key to close cancels it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from octui.client import ClientError
from octui.ui.controllers.context import AppContext, describe_failed_call
from octui.ui.panels.panel import Panel

T = TypeVar("T")

PanelWork = Callable[[], Coroutine[Any, Any, T]]
"""Called when the work begins: a coroutine whose work is cancelled before that would never be awaited."""


def run_panel_work(
    context: AppContext,
    panel: Panel,
    label: str,
    failure: str,
    work: PanelWork[T],
    on_success: Callable[[T], None] | None = None,
) -> None:
    """Run it while the panel stays in use; an error is shown as `failure`, a colon and the reason."""

    async def run_and_report() -> None:
        try:
            result = await work()
        except ClientError as error:
            context.notify_error(failure, describe_failed_call(error))
        except asyncio.CancelledError:
            panel.end_work(label)
            raise
        else:
            if on_success is not None:
                on_success(result)
        panel.end_work(label)
        panel.refresh_rows()

    worker = context.start_worker(run_and_report(), group="panel")
    panel.begin_work(label, worker.cancel)


async def reload_after_change(context: AppContext, load: Awaitable[object]) -> bool:
    """Read again what a panel shows, after a change; whatever goes wrong with that, the change itself was made."""
    try:
        await load
    except ClientError as error:
        context.notify_error("The change was made, but what is shown could not be loaded again", str(error))
        return False
    return True
