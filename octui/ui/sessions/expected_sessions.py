"""Whether there will be sessions to list: remembered, as no server has said so when the first screen is drawn."""

from typing import Protocol

from octui.config.options import Options
from octui.config.preferences import PreferencesStore


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
    def are_likely(self) -> bool:
        return self._folder in self._context.preferences.preferences.folders_with_sessions

    def remember_sessions(self, has_sessions: bool) -> None:
        """Keep for the next start whether there are any, unless octui went to another folder since this one."""
        context = self._context
        is_elsewhere = context.options.server is None and context.working_directory != str(context.options.directory)
        if has_sessions is not self.are_likely and not is_elsewhere:
            context.preferences.set_folder_with_sessions(self._folder, has_sessions)
            context.save_preferences()
