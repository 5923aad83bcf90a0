"""Profiles: sets of keys to start from, which files of keys then change."""

from collections.abc import Iterator, Mapping
from typing import Final

from octui.ui.keys.config.merge import KeyOverride

PROFILE_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "default": {},
    "vim": {
        "transcript.first": "home,g",
        "transcript.page_up": "pageup,ctrl+b",
        "transcript.page_down": "pagedown,ctrl+f",
        "transcript.find": "slash",
        "session.redo": "<leader>r",
    },
    "emacs": {
        "dialog.select.prev": "up,ctrl+p",
        "command.palette.show": "alt+x,ctrl+p",
        "transcript.previous": "up,k,ctrl+p",
        "transcript.next": "down,j,ctrl+n",
        "transcript.page_down": "pagedown,ctrl+v",
        "transcript.page_up": "pageup,alt+v",
        "transcript.first": "home,g,alt+less_than_sign",
        "transcript.last": "end,G,alt+greater_than_sign",
        "transcript.leave": "escape,ctrl+g",
        "find.end": "escape,q,ctrl+c,ctrl+g",
        "dialog.select.cancel": "escape,ctrl+c,ctrl+g",
        "dialog.cancel": "escape,ctrl+c,ctrl+g",
        "completion.dismiss": "escape,ctrl+g",
        "input.move.up": "up,ctrl+p",
        "input.move.down": "down,ctrl+n",
        "input.buffer.home": "home,alt+less_than_sign",
        "input.buffer.end": "end,alt+greater_than_sign",
        "input.yank": "ctrl+y",
        "permission.focus": "<leader>enter",
        "input.undo": "ctrl+underscore,ctrl+slash,ctrl+minus,super+z",
    },
    "tmux-safe": {
        "input.move.left": "left",
        "transcript.page_up": "pageup",
        "panel.page.up": "pageup",
        "help.page.up": "pageup",
        "raw.page.up": "pageup",
        "file.page.up": "pageup",
        "diff.page.up": "pageup",
        "copy.page.up": "pageup,shift+pageup",
        "session.background": "<leader>ampersand",
    },
}
"""octui's ids and their keys."""


def list_profile_keys(profile: str) -> Iterator[KeyOverride]:
    """The keys of a profile as the weakest overrides."""
    for command_id, keys in PROFILE_KEYS.get(profile, {}).items():
        yield KeyOverride(command_id, tuple(keys.split(",")), f"profile {profile}")
