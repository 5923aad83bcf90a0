"""Follows the editor that has the folder on screen open: what is selected there goes with the next prompt.

An editor is looked for when the folder changes and when the terminal gets the focus again, never by a timer.
"""

import asyncio
import os
from typing import Final

from textual.worker import Worker

from octui.config.settings.registry import EDITOR_CONTEXT
from octui.platform.editor_link.notifications import EditorMention, EditorSelection
from octui.store.changes import Changes
from octui.ui.controllers.context import AppContext
from octui.ui.editor_context.prompt_context import find_relative_path, format_selection
from octui.ui.screens.presence import has_widgets

RETRY_SECONDS: Final = (1.0, 2.0, 4.0, 8.0, 10.0)
"""Between attempts to reach an editor that is said to be there; afterwards it is left alone until the next look."""


class EditorContextController:
    """A selection goes to a session once, and not at all if the file is elsewhere or the user removed it."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._worker: Worker[None] | None = None
        self._directory = ""
        """The folder whose editor is followed."""
        self._folders: tuple[str, ...] = ()
        """The same folder by each of its names."""
        self._selection: EditorSelection | None = None
        self._dismissed: EditorSelection | None = None
        self._told_sessions: set[str] = set()
        """Those that have the selection."""
        context.change_listeners.append(self._follow_folder)
        context.settings.call_on_change(self._follow_setting)

    # Commands.

    def has_selection(self) -> bool:
        return self.find_selection(self._context.session_id) is not None

    def remove_selection(self) -> None:
        """Send nothing until something else is selected."""
        self._dismissed = self._selection
        self._refresh_composers()

    def toggle_context(self) -> None:
        is_on = not self._context.settings.get_value(EDITOR_CONTEXT)
        self._context.change_setting(EDITOR_CONTEXT, is_on)
        self._context.notify_info(
            "The selection in your editor is sent with prompts."
            if is_on
            else "The selection in your editor is not sent."
        )

    # What is asked when a prompt is shown and sent.

    def find_selection(self, session_id: str) -> EditorSelection | None:
        """What would go with a prompt for this session."""
        selection = self._selection
        if selection is None or selection == self._dismissed or session_id in self._told_sessions:
            return None
        is_on = self._context.settings.get_value(EDITOR_CONTEXT)
        return selection if is_on and self._relate(selection.path) else None

    def format_label(self, session_id: str) -> str:
        """The same in a few words, `""` for nothing."""
        selection = self.find_selection(session_id)
        return format_selection(self._relate(selection.path), selection.ranges) if selection is not None else ""

    def record_sent(self, session_id: str, selection: EditorSelection | None) -> None:
        """A prompt for this session took it along."""
        if selection is not None and selection == self._selection:
            self._told_sessions.add(session_id)
            self._refresh_composers()

    # Following the editor.

    def look_for_editor(self) -> None:
        """Connect to the editor of the folder on screen, unless octui is connected to it."""
        directory = self._context.session_directory
        is_following = self._worker is not None and not self._worker.is_finished
        if not self._context.settings.get_value(EDITOR_CONTEXT) or (is_following and directory == self._directory):
            return
        self._directory, self._folders = directory, (directory,)
        self._take_selection(None)
        self._worker = self._context.start_worker(self._follow_editor(directory), group="editor", exclusive=True)

    async def _follow_editor(self, directory: str) -> None:
        # Most have no editor that offers itself, and the first screen does not wait for one.
        from octui.platform.editor_link.connection import listen_to_editor
        from octui.platform.editor_link.discovery import find_editor

        self._folders = (directory, await asyncio.to_thread(os.path.realpath, directory))
        for delay in RETRY_SECONDS:
            address = await asyncio.to_thread(find_editor, directory)
            if address is None:
                return
            async for said in listen_to_editor(address):
                if isinstance(said, EditorMention):
                    self._insert_mention(said)
                else:
                    self._take_selection(said)
            self._take_selection(None)
            await asyncio.sleep(delay)

    def _follow_folder(self, _: Changes) -> None:
        if self._context.session_directory != self._directory:
            self.look_for_editor()

    def _follow_setting(self, name: str) -> None:
        if name != EDITOR_CONTEXT.name:
            return
        if self._context.settings.get_value(EDITOR_CONTEXT):
            self.look_for_editor()
        else:
            self._context.cancel_workers("editor")
            self._take_selection(None)

    def _take_selection(self, selection: EditorSelection | None) -> None:
        if selection != self._selection:
            self._selection = selection
            self._told_sessions.clear()
            if selection is not None:
                self._dismissed = None
            self._refresh_composers()

    def _insert_mention(self, mention: EditorMention) -> None:
        composer, path = self._context.composer, self._relate(mention.path)
        if composer is None or not path or not self._context.settings.get_value(EDITOR_CONTEXT):
            return
        lines = mention.lines
        place = f"{path}#{lines[0]}-{lines[1]}" if lines is not None else path
        before = composer.text
        composer.append_text(f"{'' if not before or before[-1].isspace() else ' '}@{place} ")

    def _relate(self, path: str) -> str:
        return find_relative_path(path, self._folders)

    def _refresh_composers(self) -> None:
        for screen in (self._context.chat, self._context.home):
            if screen is not None and has_widgets(screen):
                screen.composer.refresh_decoration()
