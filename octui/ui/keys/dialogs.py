"""Keys of lists to pick from, of dialogs and of forms."""

from collections.abc import Mapping
from typing import Final

from octui.ui.keys.context import KeyContext, KeyEntry

DIALOG_KEYS: Final[Mapping[KeyContext, Mapping[str, KeyEntry]]] = {
    KeyContext.PICKER: {
        "dialog.select.prev": KeyEntry("up,ctrl+p", "Previous row"),
        "dialog.select.next": KeyEntry("down,ctrl+n", "Next row"),
        "dialog.select.page_up": KeyEntry("pageup", "Page up"),
        "dialog.select.page_down": KeyEntry("pagedown", "Page down"),
        "dialog.select.home": KeyEntry("home", "First row"),
        "dialog.select.end": KeyEntry("end", "Last row"),
        "dialog.select.submit": KeyEntry("enter", "Select"),
        "dialog.select.cancel": KeyEntry("escape,ctrl+c", "Close"),
    },
    KeyContext.HISTORY_PICKER: {
        "history.scope": KeyEntry("tab", "The prompts of this project, or of all"),
    },
    KeyContext.STASH_PICKER: {
        "stash.delete": KeyEntry("ctrl+d", "Delete the prompt; press twice"),
    },
    KeyContext.EXPORT: {
        "export.save": KeyEntry("enter", "Write the file"),
        "export.copy": KeyEntry("ctrl+y", "Copy what would be written"),
        "export.editor": KeyEntry("ctrl+o", "Look at it in your editor"),
        "export.field.next": KeyEntry("tab,down", "Next field"),
        "export.field.previous": KeyEntry("shift+tab,up", "Previous field"),
        "export.next": KeyEntry("space,right", "Next value"),
        "export.previous": KeyEntry("left", "Previous value"),
        "export.page.down": KeyEntry("pagedown", "Preview: page down"),
        "export.page.up": KeyEntry("pageup", "Preview: page up"),
        "export.cancel": KeyEntry("escape,ctrl+c", "Close"),
    },
    KeyContext.QUEUE: {
        "queue.first": KeyEntry("ctrl+t", "Move to the front"),
        "queue.send": KeyEntry("ctrl+s", "Send it now; a running agent reads it at its next step"),
        "queue.interrupt": KeyEntry("ctrl+o", "Interrupt the agent and send it; press twice"),
        "queue.cancel": KeyEntry("ctrl+d", "Cancel it"),
        "queue.resume": KeyEntry("ctrl+r", "Resume a paused queue"),
    },
    KeyContext.SESSION_PICKER: {
        "session.picker.rename": KeyEntry("ctrl+r", "Rename the session"),
        "session.picker.delete": KeyEntry("ctrl+d", "Delete the session; press twice"),
        "session.picker.pin": KeyEntry("ctrl+f", "Pin the session"),
        "session.picker.archive": KeyEntry("ctrl+e", "Archive the session, or restore it"),
        "session.picker.sort": KeyEntry("ctrl+s", "Sort by last change, creation or title"),
        "session.picker.subagents": KeyEntry("ctrl+t", "Subagents below their sessions"),
        "session.picker.archived": KeyEntry("ctrl+g", "Archived sessions, or the others"),
        "session.picker.scope": KeyEntry("ctrl+o,tab", "Sessions of this folder, the project, or every project"),
    },
    KeyContext.MODEL_PICKER: {
        "model.favorite.toggle": KeyEntry("ctrl+f", "Add to the favourites, or remove"),
        "model.dialog.provider": KeyEntry("ctrl+a", "Connect a provider"),
    },
    KeyContext.PROVIDER_PICKER: {
        "provider.key.remove": KeyEntry("ctrl+d", "Remove the API key"),
    },
    KeyContext.SIGN_IN: {
        "sign_in.open": KeyEntry("ctrl+o", "Open the page in a browser"),
        "sign_in.copy": KeyEntry("ctrl+y", "Copy the address"),
    },
    KeyContext.FORM: {
        "form.submit": KeyEntry("enter", "Save"),
        "form.next": KeyEntry("tab,down", "Next field"),
        "form.previous": KeyEntry("shift+tab,up", "Previous field"),
        "form.cancel": KeyEntry("escape,ctrl+c", "Cancel"),
    },
    KeyContext.DIALOG: {
        "dialog.submit": KeyEntry("enter", "Confirm"),
        "dialog.cancel": KeyEntry("escape,ctrl+c", "Cancel"),
    },
    KeyContext.CONFIRM_DIALOG: {
        "dialog.confirm.cancel": KeyEntry("escape,ctrl+c", "Cancel"),
        "dialog.confirm.switch": KeyEntry("left,right,h,l,tab,shift+tab", "Move to the other button"),
    },
}
