"""Every key of octui: the rows of `octui/ui/keys/`, put together and looked up.

Bindings, key handlers, hints, the help page and the README's table read it. Keys have Textual's names (`pageup`,
`left_square_bracket`); a printable one may be looked up by the character it types as well. `<leader>x` is the leader
key, then `x`. Ids are OpenCode's where it has one. Each occurs in one context only, so that an id alone names its keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from octui.ui.commands.table import COMMANDS
from octui.ui.keys.app import APP_KEYS
from octui.ui.keys.context import LEADER_ID, KeyContext, KeyEntry
from octui.ui.keys.dialogs import DIALOG_KEYS
from octui.ui.keys.diffs import DIFF_KEYS
from octui.ui.keys.files import FILE_KEYS
from octui.ui.keys.key_names import LEADER_PREFIX, SIGN_BY_NAME, normalize_key
from octui.ui.keys.panels import PANEL_KEYS
from octui.ui.keys.prompt import PROMPT_KEYS
from octui.ui.keys.requests import REQUEST_KEYS
from octui.ui.keys.sessions import SESSION_KEYS
from octui.ui.keys.terminal import TERMINAL_KEYS
from octui.ui.keys.transcript import TRANSCRIPT_KEYS
from octui.ui.keys.vim import VIM_KEYS

__all__ = [
    "DEFAULT_KEYS",
    "LEADER_ID",
    "LEADER_PREFIX",
    "SIGN_BY_NAME",
    "KeyContext",
    "KeyEntry",
    "Keymap",
    "get_keymap",
    "use_keymap",
]

_ROWS: Final = {
    **APP_KEYS,
    **PROMPT_KEYS,
    **VIM_KEYS,
    **TRANSCRIPT_KEYS,
    **SESSION_KEYS,
    **DIALOG_KEYS,
    **PANEL_KEYS,
    **REQUEST_KEYS,
    **TERMINAL_KEYS,
    **FILE_KEYS,
    **DIFF_KEYS,
}


def _add_unbound_commands() -> Mapping[KeyContext, Mapping[str, KeyEntry]]:
    """Every command of the table has a row, so that people can give it a key."""
    named = {command_id for entries in _ROWS.values() for command_id in entries}
    unbound = {command.id: KeyEntry("") for command in COMMANDS if command.id not in named}
    return {context: {**_ROWS[context], **(unbound if context is KeyContext.APP else {})} for context in KeyContext}


DEFAULT_KEYS: Final = _add_unbound_commands()
"""In the order in which help lists them."""


@dataclass(frozen=True)
class Keymap:
    """Keys by command id, within their contexts; what one key does in a context is looked up, not searched."""

    entries: Mapping[KeyContext, Mapping[str, KeyEntry]] = field(default_factory=lambda: DEFAULT_KEYS)
    leader_seconds: float = 2.0
    """How long the key after the leader may take."""
    is_modal: bool = False
    """Whether the prompt has vim's modes."""

    def __post_init__(self) -> None:
        keys: dict[str, tuple[str, ...]] = {}
        by_key: dict[KeyContext, dict[str, str]] = {}
        for context, entries in self.entries.items():
            index = by_key[context] = {}
            for command_id, entry in entries.items():
                keys[command_id] = tuple(entry.keys.split(",")) if entry.keys else ()
                for key in keys[command_id]:
                    index.setdefault(normalize_key(key), command_id)
                    index.setdefault(_typed_as(key), command_id)
        object.__setattr__(self, "_keys", keys)
        object.__setattr__(self, "_by_key", by_key)

    _keys: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _by_key: Mapping[KeyContext, Mapping[str, str]] = field(init=False, repr=False, compare=False)

    def get_keys(self, command_id: str) -> tuple[str, ...]:
        """The keys of a command; none when it has none."""
        return self._keys.get(command_id, ())

    def has_key(self, command_id: str, key: str) -> bool:
        """Whether a key, by any of its names, is one of a command's."""
        return normalize_key(key) in map(normalize_key, self.get_keys(command_id))

    def list_characters(self, *command_ids: str) -> str:
        """The characters that are keys of these commands, as they are typed."""
        keys = (_typed_as(key) for command_id in command_ids for key in self.get_keys(command_id))
        return "".join(key for key in keys if len(key) == 1)

    def find_command_id(self, context: KeyContext, key: str) -> str:
        """What a key, by any of its names or the character it types, does in a context; `""` when nothing."""
        index = self._by_key[context]
        return index.get(key) or index.get(normalize_key(key), "")

    def find_leader_command_id(self, key: str) -> str:
        """What the leader key followed by `key` does everywhere; `""` when nothing."""
        return self.find_command_id(KeyContext.APP, f"{LEADER_PREFIX}{key}")

    @property
    def has_leader_in_dialogs(self) -> bool:
        """Whether a key somewhere else than among the commands comes after the leader."""
        return any(
            key.startswith(LEADER_PREFIX)
            for context, index in self._by_key.items()
            if context is not KeyContext.APP
            for key in index
        )

    def is_bound(self, key: str) -> bool:
        """Whether a key has a meaning anywhere but among the commands."""
        return any(key in index for context, index in self._by_key.items() if context is not KeyContext.APP)

    def list_leader_ids(self, context: KeyContext) -> Mapping[str, str]:
        """What follows the leader in a context, by the second key."""
        ids: dict[str, str] = {}
        for command_id in self.entries[context]:
            for key in self._keys[command_id]:
                if key.startswith(LEADER_PREFIX):
                    ids.setdefault(key.removeprefix(LEADER_PREFIX), command_id)
        return ids


def get_keymap() -> Keymap:
    """The keymap in use."""
    return _in_use[-1]


def use_keymap(keymap: Keymap) -> None:
    """Use these keys for all lookups and hints from now on; `apply_keymap` changes what is bound already too."""
    _in_use[:] = [keymap]


def _typed_as(key: str) -> str:
    """A key by its character, where it types one."""
    return " " if key == "space" else SIGN_BY_NAME.get(key, key)


_in_use: Final = [Keymap()]
