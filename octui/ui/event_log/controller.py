"""The event log: what the server sends, how fast, and how the connection fared; and saving it to a file."""

import asyncio
import os
from datetime import datetime
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

import msgspec

from octui.store.changes import Topic
from octui.ui.controllers.context import NOT_CONNECTED, AppContext
from octui.ui.sync.stream_log import StreamLog

if TYPE_CHECKING:
    # Imported when opened: the first screen should not wait for it.
    from octui.ui.panels.form import Answers
    from octui.ui.panels.panel import Panel
    from octui.ui.panels.panel_rows import PanelAction, PanelRow


class EventLogController:
    """A view for debugging; nothing here changes anything on the server."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._panel: Panel | None = None
        if context.options.log_descriptor is not None:
            from octui.ui.event_log.log_lines import attach_log  # most starts write no log

            attach_log(context)

    def show_event_log(self) -> None:
        from octui.ui.event_log.event_rows import build_event_rows
        from octui.ui.panels.panel import Panel

        context, server = self._context, self._context.server
        if server is None:
            context.notify_error("Could not show the events", NOT_CONNECTED)
            return
        log = server.event_pump.stream_log

        def stop_listening() -> None:
            log.listener = None

        panel = self._panel = Panel(
            "Events",
            lambda: build_event_rows(log, time(), context.store.state.unknown_events),
            actions=self._make_actions(log),
            topics=(Topic.CONNECTION,),
            on_close=stop_listening,
        )
        context.open_screen(panel)
        log.listener = panel.refresh_soon

    def _make_actions(self, log: StreamLog) -> "list[PanelAction]":
        from octui.ui.panels.panel_rows import PanelAction

        def show(row: "PanelRow | None") -> None:
            self._show_event(log, row)

        def clear(_: "PanelRow | None") -> None:
            log.clear_counts()
            if self._panel is not None:
                self._panel.refresh_rows()

        return [
            PanelAction("panel.open", "JSON", show, lambda row: row is not None and row.id.startswith("event/")),
            PanelAction("events.save", "save", lambda _: self._ask_where_to_save(log)),
            PanelAction("events.clear", "count from zero", clear),
        ]

    def _show_event(self, log: StreamLog, row: "PanelRow | None") -> None:
        from octui.ui.event_log.event_rows import encode_event, find_logged_event
        from octui.ui.help.row_text import Passage
        from octui.ui.help.screen import HelpScreen

        logged = find_logged_event(log, row.id) if row is not None else None
        if logged is None:
            self._context.notify_info("This event is no longer kept.")
            return
        text = msgspec.json.format(encode_event(logged), indent=2).decode("utf-8", "replace")
        self._context.open_screen(HelpScreen(logged.received.kind, [Passage(text)]))

    def _ask_where_to_save(self, log: StreamLog) -> None:
        from octui.ui.panels.form import FormDialog, FormField

        name = f"octui-events-{datetime.now():%Y%m%d-%H%M%S}.jsonl"
        field = FormField("path", "File on this machine", value=str(Path.cwd() / name))

        def save(answers: "Answers | None") -> None:
            if answers is not None:
                self._save(log, Path(answers["path"]).expanduser())

        about = "One JSON object a line. Events contain what is said in sessions: only you can read the file."
        form = FormDialog("Save the events", [field], about=about, find_mistake=_find_path_mistake)
        self._context.open_screen(form, save)

    def _save(self, log: StreamLog, path: Path) -> None:
        from octui.ui.event_log.event_rows import encode_log

        async def write() -> None:
            try:
                await asyncio.to_thread(_write_new_file, path, encode_log(log))
            except OSError as error:
                self._context.notify_error("Could not save the events", error.strerror or str(error))
            else:
                self._context.notify_info(f"The events are in {path}.")

        self._context.start_worker(write(), group="disk")


def _write_new_file(path: Path, content: bytes) -> None:
    """Never over another file: it may have come to be since the name was typed."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _find_path_mistake(answers: "Answers") -> str:
    path = Path(answers["path"]).expanduser() if answers["path"] else None
    if path is None:
        return "Enter the name of a file."
    if path.exists():
        return f"{path} already exists."
    return "" if path.parent.is_dir() else f"There is no folder {path.parent}."
