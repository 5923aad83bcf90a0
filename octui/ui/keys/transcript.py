"""Keys of the transcript, of finding in it, and of one message."""

from collections.abc import Mapping
from typing import Final

from octui.ui.keys.context import KeyContext, KeyEntry

TRANSCRIPT_KEYS: Final[Mapping[KeyContext, Mapping[str, KeyEntry]]] = {
    KeyContext.TRANSCRIPT: {
        "transcript.previous": KeyEntry("up,k", "Previous block"),
        "transcript.next": KeyEntry("down,j", "Next block"),
        "transcript.enter": KeyEntry("enter", "Open; on a task, go to its session"),
        "transcript.fold": KeyEntry("space,o", "Open or close"),
        "transcript.open": KeyEntry("right,l", "Open"),
        "transcript.close": KeyEntry("left,h", "Close"),
        "transcript.file": KeyEntry("f", "Open the file it is about"),
        "transcript.run": KeyEntry("r", "Type the command in a terminal"),
        "transcript.watch": KeyEntry("w", "Show what the command prints in a terminal"),
        "transcript.copy": KeyEntry("y", "Copy the block"),
        "transcript.copy_message": KeyEntry("Y", "Copy the message"),
        "transcript.find": KeyEntry("slash,ctrl+f", "Find in the whole session"),
        "transcript.menu": KeyEntry("m", "Menu of the message: copy, edit, fork, revert, delete"),
        "transcript.message_previous": KeyEntry("p,left_square_bracket", "Previous prompt"),
        "transcript.message_next": KeyEntry("n,right_square_bracket", "Next prompt"),
        "transcript.page_up": KeyEntry("pageup,ctrl+b", "Page up"),
        "transcript.page_down": KeyEntry("pagedown", "Page down"),
        "transcript.half_page_up": KeyEntry("ctrl+u", "Half page up"),
        "transcript.half_page_down": KeyEntry("ctrl+d", "Half page down"),
        "transcript.line_up": KeyEntry("ctrl+y", "Line up"),
        "transcript.line_down": KeyEntry("ctrl+e", "Line down"),
        "transcript.first": KeyEntry("home,g", "To the beginning"),
        "transcript.last": KeyEntry("end,G", "To the end"),
        "transcript.leave": KeyEntry("escape", "Clear the selection, or go back to the prompt"),
    },
    KeyContext.HISTORY: {
        "history.stop": KeyEntry("escape", "Stop going to the beginning"),
    },
    KeyContext.FIND_INPUT: {
        "find.start": KeyEntry("enter", "Search the whole history"),
    },
    KeyContext.FIND: {
        "find.older": KeyEntry("n,enter,up", "Older match"),
        "find.newer": KeyEntry("N,shift+enter,down", "Newer match"),
        "find.edit": KeyEntry("slash,i,ctrl+f", "Edit the words"),
        "find.end": KeyEntry("escape,q,ctrl+c", "Stop searching; then close"),
    },
    KeyContext.TEXT_EDITOR: {
        "editor.save": KeyEntry("ctrl+s", "Save"),
        "editor.newline": KeyEntry("enter", "New line"),
        "editor.cancel": KeyEntry("escape,ctrl+c", "Cancel"),
    },
    KeyContext.RAW_JSON: {
        "raw.close": KeyEntry("escape,q,ctrl+c", "Close"),
        "raw.line.up": KeyEntry("up,k", "Line up"),
        "raw.line.down": KeyEntry("down,j", "Line down"),
        "raw.page.up": KeyEntry("pageup,ctrl+b", "Page up"),
        "raw.page.down": KeyEntry("pagedown,space,ctrl+f", "Page down"),
        "raw.first": KeyEntry("home,g", "To the beginning"),
        "raw.last": KeyEntry("end,G", "To the end"),
        "raw.copy": KeyEntry("y", "Copy the JSON"),
        "raw.refresh": KeyEntry("r", "Reload it"),
    },
    KeyContext.SIDEBAR: {
        "sidebar.previous": KeyEntry("up,k", "Previous line"),
        "sidebar.next": KeyEntry("down,j", "Next line"),
        "sidebar.first": KeyEntry("home,g", "First line"),
        "sidebar.last": KeyEntry("end,G", "Last line"),
        "sidebar.choose": KeyEntry("enter", "Open"),
        "sidebar.copy": KeyEntry("y", "Copy the line"),
        "sidebar.leave": KeyEntry("escape", "Back to the prompt"),
    },
}
