"""What octui itself logs: what it says in toasts, and how the connection is."""

from collections.abc import Mapping
from typing import Final

from textual.notifications import SeverityLevel

from octui.platform.log_stream import LogStream
from octui.store.changes import Changes, Topic
from octui.ui.controllers.context import AppContext
from octui.ui.toasts import Notice

_LEVELS: Final[Mapping[SeverityLevel, str]] = {"information": "INFO", "warning": "WARN", "error": "ERROR"}


def attach_log(context: AppContext) -> None:
    """Log from now on, to the place that the options name."""
    log = LogStream.from_options(context.options)

    def log_notice(notice: Notice) -> None:
        text = f"{notice.title}: {notice.message}" if notice.title else notice.message
        log.write_entry(_LEVELS[notice.severity], text)

    def log_changes(changes: Changes) -> None:
        state = context.store.state
        if any(key.topic is Topic.CONNECTION for key in changes):
            connection = state.connection
            level = "WARN" if connection.error else "INFO"
            log.write_entry(level, f"{context.server_label} is {connection.status.value} {connection.error}")
        log.write_entry("DEBUG", f"changed: {', '.join(sorted({key.topic.value for key in changes}))}")

    context.notice_board.on_notice = log_notice
    context.change_listeners.append(log_changes)
