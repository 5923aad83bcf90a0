"""Keys of an empty prompt in a subagent's session: as OpenCode has them, which has no prompt there."""

from typing import Final

from octui.ui.keymap import KeyContext, get_keymap

_COMMANDS: Final = {
    "subagent.parent": "session.parent",
    "subagent.next": "session.child.next",
    "subagent.previous": "session.child.previous",
}


def find_subagent_command(key: str) -> str:
    """The command that a key stands for; `""` for none."""
    return _COMMANDS.get(get_keymap().find_command_id(KeyContext.SUBAGENT, key), "")
