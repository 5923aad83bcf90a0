"""Calls that a panel makes: while one runs the panel says so, and whoever waits can cancel it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from octui.client import ClientError, Outcome
from octui.ui.controllers.context import AppContext
from octui.ui.panels.panel import Panel

T = TypeVar("T")


def run_panel_work(
    context: AppContext,
    panel: Panel,
    label: str,
    failure: str,
    work: Coroutine[Any, Any, T],
    on_success: Callable[[T], None] | None = None,
) -> None:
    """Run it beside the panel; an error is shown as `failure`, a colon and the reason."""

    async def run_and_report() -> None:
        try:
            result = await work
        except ClientError as error:
            doubt = " The server may have done it anyway." if error.outcome is Outcome.UNKNOWN else ""
            context.notify_error(failure, f"{error.full_sentence}{doubt}" if doubt else str(error))
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
