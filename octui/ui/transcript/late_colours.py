"""The colours of code whose language is not loaded: loading it takes too long for a key, and happens in a thread."""

import asyncio
from collections.abc import Collection
from typing import Final

from textual.widget import Widget

from octui.render.code.lexers import load_lexers
from octui.render.preload import preload_drawing
from octui.ui.transcript.idle_work import BREATH, IdleWork, Step
from octui.ui.transcript.protocols import StripRenderer

WORKER_GROUP: Final = "colours"


class LateColours:
    """Loads what blocks wait for that were drawn plain; `draw_again` then draws them, a few at a time."""

    def __init__(self, widget: Widget, draw_again: Step) -> None:
        self._widget = widget
        self._drawing = IdleWork(widget, draw_again, pause=BREATH)
        self._is_loading = False

    def load_missing_languages(self, renderer: StripRenderer) -> None:
        """Load what the drawn blocks lack, if anything."""
        if not self._is_loading and (languages := renderer.list_missing_languages()):
            self._is_loading = True
            self._widget.run_worker(self._load_languages(languages), group=WORKER_GROUP, exit_on_error=False)

    async def _load_languages(self, languages: Collection[str]) -> None:
        try:
            await asyncio.to_thread(load_lexers, languages)
        finally:
            self._is_loading = False
        self._drawing.schedule_slice()
        # Where there is code in one language, there will be some in others.
        await asyncio.to_thread(preload_drawing)
