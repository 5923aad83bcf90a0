"""The order of modifiers in the names of keys."""

from typing import Final

_MODIFIER_ORDER: Final = ("super", "ctrl", "alt", "shift", "hyper", "meta")
"""How the keymap and Textual's own bindings write them: `super+shift+z`, `ctrl+alt+b`, `ctrl+shift+a`."""


def sort_modifiers(key: str) -> str:
    """A key's name with its modifiers in the order of the keymap; Textual sorts them by the alphabet."""
    *modifiers, name = key.split("+") if not key.endswith("+") else (*key[:-1].rstrip("+").split("+"), "+")
    if not modifiers or not all(modifier in _MODIFIER_ORDER for modifier in modifiers):
        return key
    if "shift" in modifiers and len(name) == 1:
        name = name.lower()
    return "+".join((*sorted(modifiers, key=_MODIFIER_ORDER.index), name))
