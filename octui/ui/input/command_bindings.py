"""The direct keys of the command table, as a screen binds them."""

from typing import Final

from textual.binding import Binding

from octui.ui.commands import direct_keys

_COMPOSERS_OWN: Final = ("enter", "escape", "ctrl+c")
"""Keys whose meaning depends on what the composer holds."""


def command_bindings() -> list[Binding]:
    """One binding a key; the same command may have several."""
    return [
        Binding(key, f"app.command('{command.id}')", command.title, show=False, id=f"{command.id}.{key}")
        for key, command in direct_keys()
        if key not in _COMPOSERS_OWN
    ]
