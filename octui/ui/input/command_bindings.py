"""The direct keys of the command table, as a screen binds them."""

from typing import Final

from textual.binding import Binding

from octui.ui.commands import iter_direct_keys

_COMPOSER_KEYS: Final = ("enter", "escape", "ctrl+c")
"""Keys whose meaning depends on what the composer holds."""


def make_command_bindings() -> list[Binding]:
    """One binding a key; the same command may have several."""
    return [
        Binding(key, f"app.command('{command.id}')", command.title, show=False, id=f"{command.id}.{key}")
        for key, command in iter_direct_keys()
        if key not in _COMPOSER_KEYS
    ]
