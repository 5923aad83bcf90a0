"""Work with a dialog on screen while it goes on: closing the dialog ends it."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from octui.ui.connect.sign_in_dialog import SignInDialog
from octui.ui.controllers.context import AppContext

T = TypeVar("T")


async def wait_with_dialog(context: AppContext, dialog: SignInDialog, work: Awaitable[T]) -> T | None:
    """The result of the work; None when the dialog was closed first."""
    closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def set_closed(_: str | None) -> None:
        if not closed.done():
            closed.set_result(None)

    await context.open_screen(dialog, set_closed)
    waiting = asyncio.ensure_future(work)
    try:
        ends: set[asyncio.Future[Any]] = {waiting, closed}
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            return None
        if dialog.is_attached:
            dialog.dismiss(None)
        return waiting.result()
    finally:
        waiting.cancel()
