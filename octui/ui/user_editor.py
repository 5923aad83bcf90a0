"""The user's own editor: which one it is, and what is said when it cannot be used."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from textual.app import SuspendNotSupported


class EditorHost(Protocol):
    """Where failures are reported."""

    def notify_error(self, failure: str, reason: str = "") -> None: ...


def find_editor_command(host: EditorHost) -> str:
    """The command that `$VISUAL` or `$EDITOR` names; empty, and reported, when there is none."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not command.strip():
        host.notify_error("No editor", "set $VISUAL or $EDITOR.")
        return ""
    return command


@contextmanager
def report_editor_failure(host: EditorHost, failure: str) -> Iterator[None]:
    """Report an editor that cannot run, or that failed, as `failure`, a colon and the reason."""
    # Imported when used: the first screen should not wait for it.
    from octui.platform.external_editor import EditorFailed

    try:
        yield
    except SuspendNotSupported:
        host.notify_error(failure, "an editor cannot run in this terminal.")
    except EditorFailed as error:
        host.notify_error(failure, str(error))
