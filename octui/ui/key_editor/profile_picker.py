"""The picker of key profiles."""

from typing import Final

from octui.ui.keys.config.own_file import PROFILES
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow

_DETAILS: Final = {
    "default": "OpenCode's own keys",
    "vim": "the prompt with normal, insert and visual mode; vim's motions in the transcript",
    "emacs": "emacs' keys in the prompt, in lists and in the transcript",
    "tmux-safe": "no key is tmux's own prefix",
}


class ProfilePicker(Picker[str]):
    """Returns the name of a profile."""

    def __init__(self, current: str) -> None:
        super().__init__(
            "Key profiles",
            lambda: [
                PickerRow(id=name, title=name, detail=_DETAILS[name], current=name == current) for name in PROFILES
            ],
            answer=lambda row: row.id,
        )
