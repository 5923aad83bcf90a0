"""Keys of the session overview, of the screen before the first connection, and of the screens that only show."""

from collections.abc import Mapping
from typing import Final

from octui.ui.keys.context import KeyContext, KeyEntry

SESSION_KEYS: Final[Mapping[KeyContext, Mapping[str, KeyEntry]]] = {
    KeyContext.SESSIONS: {
        "sessions.previous": KeyEntry("up", "Previous session"),
        "sessions.next": KeyEntry("down", "Next session"),
        "sessions.page.up": KeyEntry("pageup", "Page up"),
        "sessions.page.down": KeyEntry("pagedown", "Page down"),
        "sessions.open": KeyEntry("enter", "Open the session"),
        "sessions.leave_list": KeyEntry("escape", "Back to the prompt"),
        "sessions.rename": KeyEntry("ctrl+r", "Rename the session"),
        "sessions.delete": KeyEntry("ctrl+d", "Delete the session; press twice"),
        "sessions.pin": KeyEntry("ctrl+f", "Pin the session"),
        "sessions.archive": KeyEntry("ctrl+e", "Archive the session"),
        "sessions.scope": KeyEntry("ctrl+o", "Sessions of this folder, the project, or every project"),
    },
    KeyContext.CONNECT: {
        "connect.submit": KeyEntry("enter", "Connect"),
        "connect.retry": KeyEntry("ctrl+r", "Retry"),
        "connect.embedded": KeyEntry("ctrl+o", "Start the embedded server"),
        "connect.nearby.next": KeyEntry("down", "Next server on this network"),
        "connect.nearby.previous": KeyEntry("up", "Previous server on this network"),
        "connect.field.next": KeyEntry("tab", "Next field"),
        "connect.leave": KeyEntry("escape", "Back"),
        "connect.quit": KeyEntry("ctrl+c,ctrl+q", "Quit; press twice"),
        "connect.help": KeyEntry("f1", "Help"),
        "connect.suspend": KeyEntry("ctrl+z", "Suspend octui"),
    },
    KeyContext.HELP: {
        "help.close": KeyEntry("escape,q,f1,enter,ctrl+c", "Close"),
        "help.line.up": KeyEntry("up,k", "Line up"),
        "help.line.down": KeyEntry("down,j", "Line down"),
        "help.page.up": KeyEntry("pageup,ctrl+b", "Page up"),
        "help.page.down": KeyEntry("pagedown,space,ctrl+f", "Page down"),
        "help.first": KeyEntry("home,g", "To the beginning"),
        "help.last": KeyEntry("end,G", "To the end"),
    },
    KeyContext.CRASH: {
        "crash.restart": KeyEntry("r", "Start octui again"),
        "crash.copy": KeyEntry("c", "Copy the report"),
        "crash.quit": KeyEntry("q,escape,ctrl+c,ctrl+d", "Quit"),
        "crash.line.up": KeyEntry("up,k", "Line up"),
        "crash.line.down": KeyEntry("down,j", "Line down"),
        "crash.page.up": KeyEntry("pageup", "Page up"),
        "crash.page.down": KeyEntry("pagedown,space", "Page down"),
    },
}
