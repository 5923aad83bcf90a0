"""The languages of code that is shown: loading one takes too long for a key, and happens in a thread."""

import asyncio
from collections.abc import Callable, Collection
from typing import Final

from textual.widget import Widget

from octui.render.code.lexers import load_lexers

WORKER_GROUP: Final = "languages"


class LanguageLoader:
    """Loads what code was drawn plain for; once that is done, `on_loaded` draws the code again."""

    def __init__(self, widget: Widget, on_loaded: Callable[[], None]) -> None:
        self._widget = widget
        self._on_loaded = on_loaded
        self._is_loading = False

    def load_languages(self, languages: Collection[str]) -> None:
        """Load these, if any; while others are being loaded, `on_loaded` is to ask again."""
        if languages and not self._is_loading:
            self._is_loading = True
            self._widget.run_worker(self._load_languages(languages), group=WORKER_GROUP, exit_on_error=False)

    async def _load_languages(self, languages: Collection[str]) -> None:
        try:
            await asyncio.to_thread(load_lexers, languages)
        finally:
            self._is_loading = False
        self._on_loaded()
