"""What a report of a problem needs: versions, the terminal, the server, and what is on screen; no secrets."""

import os
import platform
from importlib.metadata import version

from octui import VERSION
from octui.ui.controllers.context import AppContext
from octui.ui.panels.panel_rows import PanelRow

TERMINAL_VARIABLES = (
    "TERM",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "COLORTERM",
    "NO_COLOR",
    "TMUX",
    "SSH_TTY",
    "LANG",
)


def build_debug_rows(context: AppContext) -> list[PanelRow]:
    """One row a fact; the size of the terminal may change while they are shown."""
    selection, server, size = context.resolve_selection(), context.server, context.screen.size
    facts = {
        "octui": {
            "octui": VERSION,
            "Python": platform.python_version(),
            "Textual": version("textual"),
            "System": platform.platform(terse=True),
        },
        "Terminal": {
            "Size": f"{size.width} × {size.height}",
            **{name: os.environ[name] for name in TERMINAL_VARIABLES if name in os.environ},
        },
        "Server": {
            "Server": f"{server.info.name} {server.info.version}" if server is not None else "none",
            "Address": server.info.url if server is not None else "",
            "Directory": context.working_directory,
            "Connection": context.store.state.connection.status.value,
            "Unreadable": str(context.store.state.skipped_frames or ""),
        },
        "Session": {
            "Session": context.session_id,
            "Agent": selection.agent or "",
            "Model": "/".join(selection.model) if selection.model else "",
            "Variant": selection.variant or "",
        },
    }
    return [
        PanelRow(id=f"{group}.{name}", title=name, detail=detail, group=group)
        for group, named in facts.items()
        for name, detail in named.items()
        if detail
    ]
