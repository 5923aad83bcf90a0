"""Every key of octui: the rows of `octui/ui/keys/`, put together and looked up.

Bindings, key handlers, hints, the help page and the README's table read it. Keys have Textual's names (`pageup`,
`left_square_bracket`); a printable one may be looked up by the character it types as well. `<leader>x` is the leader
key, then `x`. Ids are OpenCode's where it has one. Each occurs in one context only, so that an id alone names its keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from octui.ui.input.modifiers import sort_modifiers
from octui.ui.keys.app import APP_KEYS
from octui.ui.keys.context import LEADER_ID, LEADER_PREFIX, KeyContext, KeyEntry
from octui.ui.keys.dialogs import DIALOG_KEYS
from octui.ui.keys.diffs import DIFF_KEYS
from octui.ui.keys.files import FILE_KEYS
from octui.ui.keys.panels import PANEL_KEYS
from octui.ui.keys.prompt import PROMPT_KEYS
from octui.ui.keys.requests import REQUEST_KEYS
from octui.ui.keys.sessions import SESSION_KEYS
from octui.ui.keys.terminal import TERMINAL_KEYS
from octui.ui.keys.transcript import TRANSCRIPT_KEYS

__all__ = [
    "DEFAULT_KEYS",
    "LEADER_ID",
    "LEADER_PREFIX",
    "SIGN_BY_NAME",
    "UNBOUND",
    "KeyContext",
    "KeyEntry",
    "Keymap",
    "get_keymap",
    "merge_keymap",
    "use_keymap",
]

_ROWS: Final = {
    **APP_KEYS,
    **PROMPT_KEYS,
    **TRANSCRIPT_KEYS,
    **SESSION_KEYS,
    **DIALOG_KEYS,
    **PANEL_KEYS,
    **REQUEST_KEYS,
    **TERMINAL_KEYS,
    **FILE_KEYS,
    **DIFF_KEYS,
}

DEFAULT_KEYS: Final[Mapping[KeyContext, Mapping[str, KeyEntry]]] = {context: _ROWS[context] for context in KeyContext}
"""In the order in which help lists them."""

SIGN_BY_NAME: Final[Mapping[str, str]] = {
    "grave_accent": "`",
    "question_mark": "?",
    "exclamation_mark": "!",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "circumflex_accent": "^",
    "dollar_sign": "$",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "underscore": "_",
    "slash": "/",
    "full_stop": ".",
    "colon": ":",
    "at": "@",
}
"""Keys as Textual names them, and the sign each is printed with on the keyboard."""

UNBOUND: Final = "none"
"""Written by users for a command that should have no key."""


@dataclass(frozen=True)
class Keymap:
    """Keys by command id, within their contexts; what one key does in a context is looked up, not searched."""

    entries: Mapping[KeyContext, Mapping[str, KeyEntry]] = field(default_factory=lambda: DEFAULT_KEYS)

    def __post_init__(self) -> None:
        keys: dict[str, tuple[str, ...]] = {}
        by_key: dict[KeyContext, dict[str, str]] = {}
        for context, entries in self.entries.items():
            index = by_key[context] = {}
            for command_id, entry in entries.items():
                keys[command_id] = tuple(entry.keys.split(",")) if entry.keys else ()
                for key in keys[command_id]:
                    index.setdefault(key, command_id)
                    index.setdefault(_typed_as(key), command_id)
        object.__setattr__(self, "_keys", keys)
        object.__setattr__(self, "_by_key", by_key)

    _keys: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _by_key: Mapping[KeyContext, Mapping[str, str]] = field(init=False, repr=False, compare=False)

    def get_keys(self, command_id: str) -> tuple[str, ...]:
        """The keys of a command, in Textual's names; none when it has none."""
        return self._keys.get(command_id, ())

    def list_characters(self, *command_ids: str) -> str:
        """The characters that are keys of these commands, as they are typed."""
        keys = (_typed_as(key) for command_id in command_ids for key in self.get_keys(command_id))
        return "".join(key for key in keys if len(key) == 1)

    def find_command_id(self, context: KeyContext, key: str) -> str:
        """What a key, or the character it types, does in a context; `""` when nothing."""
        return self._by_key[context].get(key, "")

    def find_leader_command_id(self, key: str) -> str:
        """What the leader key followed by `key` does; `""` when nothing."""
        return self.find_command_id(KeyContext.APP, f"{LEADER_PREFIX}{key}")


def merge_keymap(
    overrides: Mapping[str, str | Sequence[str]], aliases: Mapping[str, str] | None = None
) -> tuple[Keymap, tuple[str, ...]]:
    """The default keys with some replaced, and the ids that name no command.

    An override is a comma-separated text or a list of keys; `none` unbinds. `aliases` maps other names to ids. A key
    given to one command is taken from any other command in the same context.
    """
    wanted: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    known = {command_id for entries in DEFAULT_KEYS.values() for command_id in entries}
    for name, given in overrides.items():
        command_id = (aliases or {}).get(name, name)
        if command_id in known:
            wanted[command_id] = _parse_keys(given)
        else:
            unknown.append(name)
    merged = {context: _merge_context(entries, wanted) for context, entries in DEFAULT_KEYS.items()}
    return Keymap(merged), tuple(unknown)


def get_keymap() -> Keymap:
    """The keymap in use."""
    return _in_use[-1]


def use_keymap(keymap: Keymap) -> None:
    """Use these keys for all lookups and hints from now on; bindings that exist already keep theirs."""
    _in_use[:] = [keymap]


def _merge_context(entries: Mapping[str, KeyEntry], wanted: Mapping[str, tuple[str, ...]]) -> dict[str, KeyEntry]:
    taken = {key for command_id in entries for key in wanted.get(command_id, ())}
    merged: dict[str, KeyEntry] = {}
    for command_id, entry in entries.items():
        keys = wanted.get(command_id)
        if keys is None:
            keys = tuple(key for key in entry.keys.split(",") if key not in taken)
        merged[command_id] = entry._replace(keys=",".join(keys))
    return merged


def _parse_keys(given: str | Sequence[str]) -> tuple[str, ...]:
    names = given.split(",") if isinstance(given, str) else given
    return tuple(_parse_key(name.strip()) for name in names if name.strip() and name.strip() != UNBOUND)


_ALIASES: Final[Mapping[str, str]] = {
    **{sign: name for name, sign in SIGN_BY_NAME.items()},
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "del": "delete",
}


def _parse_key(name: str) -> str:
    """A key as users may write it, in Textual's name: `ctrl+]`, `<leader>/`, `esc`."""
    leader = LEADER_PREFIX if name.startswith(LEADER_PREFIX) else ""
    rest = name.removeprefix(LEADER_PREFIX)
    modifiers, plus, last = rest.rpartition("+")
    if not last:
        modifiers, plus, last = rest[:-1].rstrip("+"), "+" if rest[:-1] else "", "+"
    return leader + sort_modifiers(f"{modifiers}{plus}{_ALIASES.get(last, last)}")


def _typed_as(key: str) -> str:
    """A key by its character, where it types one."""
    return " " if key == "space" else SIGN_BY_NAME.get(key, key)


_in_use: Final = [Keymap()]
