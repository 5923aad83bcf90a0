"""Keys of the prompt."""

from collections.abc import Mapping
from typing import Final

from octui.ui.keys.context import KeyContext, KeyEntry

PROMPT_KEYS: Final[Mapping[KeyContext, Mapping[str, KeyEntry]]] = {
    KeyContext.COMPOSER: {
        "prompt.submit": KeyEntry("enter"),
        "prompt.clear": KeyEntry("ctrl+c"),
        "session.interrupt": KeyEntry("escape"),
        "prompt.shell": KeyEntry("exclamation_mark", "Shell command on the server, in an empty prompt"),
        "prompt.chip.open": KeyEntry("ctrl+o", "Open the folded paste at the cursor"),
        "prompt.history.search": KeyEntry("ctrl+r"),
        "prompt.history.previous": KeyEntry("up", "Previous prompt, from the first row"),
        "prompt.history.next": KeyEntry("down", "Next prompt, from the last row"),
    },
    KeyContext.SHELL_COMMAND: {
        "prompt.shell.leave": KeyEntry("escape", "Back to the prompt, keeping the text"),
        "prompt.shell.delete": KeyEntry("backspace", "Back to the prompt, from the first column"),
    },
    KeyContext.SUBAGENT: {
        "subagent.parent": KeyEntry("up", "Back to the parent session"),
        "subagent.next": KeyEntry("right", "Next subagent"),
        "subagent.previous": KeyEntry("left", "Previous subagent"),
    },
    KeyContext.COMPLETION: {
        "completion.previous": KeyEntry("up,ctrl+p", "Previous entry"),
        "completion.next": KeyEntry("down,ctrl+n", "Next entry"),
        "completion.accept": KeyEntry("enter", "Accept; a command runs at once"),
        "completion.insert": KeyEntry("tab", "Accept, and keep typing"),
        "completion.dismiss": KeyEntry("escape", "Close the list"),
    },
    KeyContext.PROMPT_TEXT: {
        "input.newline": KeyEntry(
            "shift+enter,ctrl+j,alt+enter,ctrl+enter,ctrl+shift+enter,shift+\r,ctrl+\r,alt+\r,ctrl+shift+\r", "New line"
        ),
        "input.move.up": KeyEntry("up", "Up"),
        "input.move.down": KeyEntry("down", "Down"),
        "input.move.left": KeyEntry("left,ctrl+b", "Left"),
        "input.move.right": KeyEntry("right,ctrl+f", "Right"),
        "input.select.up": KeyEntry("shift+up", "Select up"),
        "input.select.down": KeyEntry("shift+down", "Select down"),
        "input.select.left": KeyEntry("shift+left", "Select left"),
        "input.select.right": KeyEntry("shift+right", "Select right"),
        "input.word.backward": KeyEntry("alt+b,alt+left,ctrl+left", "Back a word"),
        "input.word.forward": KeyEntry("alt+f,alt+right,ctrl+right", "Forward a word"),
        "input.select.word.backward": KeyEntry("alt+shift+b,alt+shift+left,ctrl+shift+left", "Select back a word"),
        "input.select.word.forward": KeyEntry("alt+shift+f,alt+shift+right,ctrl+shift+right", "Select forward a word"),
        "input.line.home": KeyEntry("ctrl+a", "Start of the line"),
        "input.line.end": KeyEntry("ctrl+e", "End of the line"),
        "input.select.line.home": KeyEntry("ctrl+shift+a", "Select to the start of the line"),
        "input.select.line.end": KeyEntry("ctrl+shift+e", "Select to the end of the line"),
        "input.visual.line.home": KeyEntry("alt+a", "Start of the row"),
        "input.visual.line.end": KeyEntry("alt+e", "End of the row"),
        "input.select.visual.line.home": KeyEntry("alt+shift+a", "Select to the start of the row"),
        "input.select.visual.line.end": KeyEntry("alt+shift+e", "Select to the end of the row"),
        "input.buffer.home": KeyEntry("home", "Start of the row, then of the prompt"),
        "input.buffer.end": KeyEntry("end", "End of the row, then of the prompt"),
        "input.select.buffer.home": KeyEntry("shift+home", "Select to the start"),
        "input.select.buffer.end": KeyEntry("shift+end", "Select to the end"),
        "input.backspace": KeyEntry("backspace,shift+backspace", "Delete to the left"),
        "input.delete": KeyEntry("ctrl+d,delete,shift+delete", "Delete to the right"),
        "input.delete.word.backward": KeyEntry("ctrl+w,ctrl+backspace,alt+backspace", "Delete back a word"),
        "input.delete.word.forward": KeyEntry("alt+d,alt+delete,ctrl+delete", "Delete forward a word"),
        "input.delete.to.line.start": KeyEntry("ctrl+u,super+backspace", "Delete to the start of the line"),
        "input.delete.to.line.end": KeyEntry("ctrl+k", "Delete to the end of the line"),
        "input.delete.line": KeyEntry("ctrl+shift+d,ctrl+shift+k", "Delete the line"),
        "input.undo": KeyEntry("ctrl+underscore,ctrl+minus,super+z", "Undo"),
        "input.redo": KeyEntry("ctrl+full_stop,ctrl+shift+z,super+shift+z,alt+z", "Redo"),
        "input.select.all": KeyEntry("super+a,f7", "Select all"),
        "prompt.paste": KeyEntry("ctrl+v,super+v", "Paste"),
        "input.yank": KeyEntry("", "Insert what was deleted last"),
        "input.copy": KeyEntry("super+c,ctrl+shift+c", "Copy"),
        "input.cut": KeyEntry("super+x", "Cut"),
    },
}
