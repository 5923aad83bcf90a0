"""Keymaps with some keys changed, as files of the user's change them."""

from collections.abc import Mapping

from octui.ui.keymap import Keymap
from octui.ui.keys.config.key_values import parse_key_value
from octui.ui.keys.config.merge import KeyOverride, merge_overrides


def change_keys(keys: Mapping[str, str]) -> Keymap:
    """The default keys with these, by any id."""
    overrides = [KeyOverride(name, parse_key_value(value).keys, "test") for name, value in keys.items()]
    return Keymap(merge_overrides(overrides)[0])
