"""Export the session on screen: the whole history as the server has it, to a file, the clipboard or an editor."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from octui.client import ClientError
from octui.render.text.counts import format_count
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, ConnectedServer
from octui.ui.controllers.view import ViewController
from octui.ui.key_hints import format_hint
from octui.ui.screens.presence import is_in_place
from octui.ui.suspension import SuspendableApp, suspend_interface
from octui.wire.sessions import Session
from octui.wire.struct import Json

if TYPE_CHECKING:
    # Imported when opened: it brings everything that draws a transcript.
    from octui.ui.session_export.choices import ExportChoices, ExportPreview
    from octui.ui.session_export.screen import ExportScreen

GROUP = "export"


class SessionExportController:
    """What is previewed is what is written: the same text."""

    def __init__(self, context: AppContext, app: SuspendableApp, view: ViewController) -> None:
        self._context = context
        self._app = app
        self._view = view
        self._document: Json | None = None
        self._preview: ExportPreview | None = None
        self._confirmed_path: Path | None = None

    def export_session(self) -> None:
        """Open the dialog, and read the whole session."""
        from octui.export.document import make_file_name
        from octui.ui.session_export.choices import ExportChoices
        from octui.ui.session_export.screen import ExportScreen

        context, session, server = self._context, self._context.session, self._context.server
        if session is None:
            return
        if server is None:
            context.notify_error("Could not export the session", NOT_CONNECTED)
            return
        self._document = self._preview = self._confirmed_path = None
        choices = ExportChoices(make_file_name(session.display_title, session.id))
        screen = ExportScreen(
            choices,
            on_change=lambda changed: self._rebuild(screen, changed),
            on_save=lambda chosen: self._save(screen, chosen),
            on_copy=self._copy,
            on_edit=self._edit,
        )
        context.open_screen(screen, lambda _: context.cancel_workers(GROUP))
        context.start_worker(self._read_document(server, session, screen), group=f"{GROUP}-read", exclusive=True)

    async def _read_document(self, server: ConnectedServer, session: Session, screen: "ExportScreen") -> None:
        from octui.export.document import fetch_document

        try:
            self._document = await fetch_document(server.client, session.id, directory=session.directory or None)
        except ClientError as error:
            screen.show_notice(f"The session could not be read: {error}")
            return
        if is_in_place(screen):
            self._rebuild(screen, screen.choices)

    def _rebuild(self, screen: "ExportScreen", choices: "ExportChoices") -> None:
        """Show what would be written now; the ending of the file follows the format."""
        self._preview = None
        name, dot, ending = choices.file_name.rpartition(".")
        if dot and f".{ending}" in (".md", ".json", ".html") and f".{ending}" != choices.ending:
            screen.show_file_name(f"{name}{choices.ending}")
        if self._document is not None:
            self._context.start_worker(self._build(screen, self._document, choices), group=GROUP, exclusive=True)

    async def _build(self, screen: "ExportScreen", document: Json, choices: "ExportChoices") -> None:
        from octui.ui.session_export.choices import build_export

        self._preview = await asyncio.to_thread(build_export, document, choices)
        screen.show_preview(self._preview)

    def _save(self, screen: "ExportScreen", choices: "ExportChoices") -> None:
        """Write it; a file that exists is replaced only by a second press."""
        from octui.export.file import ExportFailed, resolve_export_path

        if self._preview is None:
            screen.show_notice("The session is still being read.")
            return
        try:
            path = resolve_export_path(choices.file_name)
        except ExportFailed as error:
            screen.show_notice(str(error))
            return
        if path.exists() and path != self._confirmed_path:
            self._confirmed_path = path
            screen.show_notice(f"{path.name} exists: {format_hint('export.save', 'again to replace it')}.")
            return
        self._context.start_worker(self._write_file(screen, path, self._preview), group=GROUP, exclusive=True)

    async def _write_file(self, screen: "ExportScreen", path: Path, preview: "ExportPreview") -> None:
        from octui.export.file import ExportFailed, write_export

        try:
            await asyncio.to_thread(write_export, path, preview.text)
        except ExportFailed as error:
            screen.show_notice(str(error))
            return
        self._context.notify_info(f"{format_count(preview.message_count, 'message')} written to {path}.", seconds=8)
        if screen.is_current:
            screen.dismiss(None)

    def _copy(self) -> None:
        if self._preview is not None:
            self._view.copy_text(self._preview.text, "the export")

    def _edit(self) -> None:
        """Look at it in the editor; what is saved there goes nowhere else."""
        from octui.ui.user_editor import find_editor_command

        command = find_editor_command(self._context)
        if command and self._preview is not None:
            self._context.start_worker(self._open_editor(self._preview.text, command), group="export-editor")

    async def _open_editor(self, text: str, command: str) -> None:
        from octui.platform.external_editor import edit_text
        from octui.ui.user_editor import report_editor_failure

        with report_editor_failure(self._context, "Could not open the editor"):
            await edit_text(text, command, lambda: suspend_interface(self._app))
