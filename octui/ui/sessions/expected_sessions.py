"""The sessions to expect: remembered, as no server has listed them when the first screen is drawn."""

from collections.abc import Iterable
from itertools import islice
from typing import Final, Protocol

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.ui.pickers.rows import Heading, Line, Note
from octui.wire.sessions import shorten_default_title

MAX_TITLES: Final = 12


class FolderContext(Protocol):
    """What this needs of the app around it."""

    options: Options
    preferences: PreferencesStore

    @property
    def working_directory(self) -> str: ...
    def save_preferences(self) -> None: ...


class ExpectedSessions:
    """What was listed the last time where octui was started."""

    def __init__(self, context: FolderContext) -> None:
        self._context = context
        options = context.options
        self._folder = f"{options.server or ''} {options.server_directory or options.directory}".strip()

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the first sessions; none where there was no session, or where octui never was."""
        return self._context.preferences.preferences.session_titles.get(self._folder, ())

    def list_lines(self) -> tuple[Line, ...]:
        """Quiet lines where the rows of the sessions will be."""
        titles = [Note(f"  {shorten_default_title(title)}") for title in self.titles]
        return (Heading("Last time"), *titles) if titles else ()

    def remember_titles(self, listed: Iterable[str]) -> None:
        """Keep the first ones for the next start, unless octui went to another folder since this one."""
        context, titles = self._context, tuple(islice(listed, MAX_TITLES))
        is_elsewhere = context.options.server is None and context.working_directory != str(context.options.directory)
        if titles != self.titles and not is_elsewhere:
            context.preferences.set_session_titles(self._folder, titles)
            context.save_preferences()
