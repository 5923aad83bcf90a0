"""Keys of permissions and questions."""

from collections.abc import Mapping
from typing import Final

from octui.ui.keys.context import KeyContext, KeyEntry

REQUEST_KEYS: Final[Mapping[KeyContext, Mapping[str, KeyEntry]]] = {
    KeyContext.PERMISSIONS: {
        "permissions.revoke": KeyEntry("ctrl+d", "Revoke what you allowed; press twice"),
        "permissions.revoke_all": KeyEntry("ctrl+k", "Revoke all that you allowed here; press twice"),
    },
    KeyContext.TRUSTED_FOLDERS: {
        "folder.trust.revoke": KeyEntry("ctrl+d", "Forget what you decided about the folder; press twice"),
    },
    KeyContext.INBOX: {
        "inbox.answer_same": KeyEntry("ctrl+a", "Answer all identical requests"),
        "inbox.open_session": KeyEntry("ctrl+o", "Open the session of the request"),
    },
    KeyContext.REQUEST: {
        "request.later": KeyEntry("escape", "Decide later"),
        "request.line.up": KeyEntry("up,k", "Line up"),
        "request.line.down": KeyEntry("down,j", "Line down"),
        "request.page.up": KeyEntry("pageup", "Page up"),
        "request.page.down": KeyEntry("pagedown", "Page down"),
        "request.first": KeyEntry("home", "To the beginning"),
        "request.last": KeyEntry("end", "To the end"),
        "request.expand": KeyEntry("ctrl+f", "Use the whole screen, or part of it"),
        "request.next": KeyEntry("shift+right", "Next request"),
        "request.previous": KeyEntry("shift+left", "Previous request"),
        "request.session.open": KeyEntry("ctrl+o", "Open the session of the request"),
        "request.ignore": KeyEntry("backspace,delete", "Nothing: a request has no text to edit"),
    },
    KeyContext.PERMISSION: {
        "permission.option.previous": KeyEntry("left,h,shift+tab", "Previous answer"),
        "permission.option.next": KeyEntry("right,l,tab", "Next answer"),
        "permission.confirm": KeyEntry("enter,space", "Give the selected answer"),
        "permission.reject": KeyEntry("ctrl+r", "Reject"),
        "permission.back": KeyEntry("escape", "Back, from what would always be allowed"),
    },
    KeyContext.QUESTION: {
        "question.option.previous": KeyEntry("up,k", "Previous option"),
        "question.option.next": KeyEntry("down,j", "Next option"),
        "question.previous": KeyEntry("left,h,shift+tab", "Previous question"),
        "question.next": KeyEntry("right,l,tab", "Next question"),
        "question.confirm": KeyEntry("enter", "Select, and continue"),
        "question.select": KeyEntry("space", "Select"),
        "question.pick": KeyEntry("1,2,3,4,5,6,7,8,9", "Select the option of that number"),
        "question.back": KeyEntry("escape", "Back, from rejecting"),
    },
    KeyContext.FREE_TEXT: {
        "answer.submit": KeyEntry("enter", "Use this text"),
        "answer.newline": KeyEntry("shift+enter,ctrl+j,alt+enter,ctrl+enter", "New line"),
        "answer.cancel": KeyEntry("escape", "Back, keeping the text"),
        "answer.tab": KeyEntry("tab,shift+tab", "Nothing: the focus stays"),
    },
}
