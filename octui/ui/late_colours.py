"""The colours of code that is shown: loading a language, or reading much code, takes too long for a key."""

import asyncio
from collections.abc import Callable, Collection
from typing import Final

from textual.widget import Widget

from octui.render.code.coloured_code import Code, prepare_code
from octui.ui.workers import start_worker

WORKER_GROUP: Final = "colours"


class LateColours:
    """Prepares code that was drawn plain; once that is done, `on_ready` draws it again."""

    def __init__(self, widget: Widget, on_ready: Callable[[], None]) -> None:
        self._widget = widget
        self._on_ready = on_ready
        self._is_preparing = False

    def prepare_code(self, codes: Collection[Code]) -> None:
        """Prepare this code, if any; while other is being prepared, `on_ready` is to ask again."""
        if codes and not self._is_preparing:
            self._is_preparing = True
            start_worker(self._widget, self._prepare_code(codes), group=WORKER_GROUP)

    async def _prepare_code(self, codes: Collection[Code]) -> None:
        try:
            await asyncio.to_thread(prepare_code, codes)
        finally:
            self._is_preparing = False
        self._on_ready()
