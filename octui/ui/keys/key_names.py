"""Names of keys: as people write them, as the keymap has them, and as they may come from a terminal.

The keymap's names are Textual's (`pageup`, `left_square_bracket`, `I` for shift and i), with the modifiers in the order
super, ctrl, alt, shift, hyper. Textual sorts modifiers by name, and one key has several names by what the terminal
reports of it: `ctrl+A`, `ctrl+shift+A` and `ctrl+shift+a` are one press.
"""

from functools import lru_cache
from typing import Final

MODIFIERS: Final = ("super", "ctrl", "alt", "shift", "hyper")
LEADER_PREFIX: Final = "<leader>"

SIGN_BY_NAME: Final = {
    "exclamation_mark": "!",
    "quotation_mark": '"',
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "ampersand": "&",
    "apostrophe": "'",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "asterisk": "*",
    "plus": "+",
    "comma": ",",
    "minus": "-",
    "full_stop": ".",
    "slash": "/",
    "colon": ":",
    "semicolon": ";",
    "less_than_sign": "<",
    "equals_sign": "=",
    "greater_than_sign": ">",
    "question_mark": "?",
    "at": "@",
    "left_square_bracket": "[",
    "backslash": "\\",
    "right_square_bracket": "]",
    "circumflex_accent": "^",
    "underscore": "_",
    "grave_accent": "`",
    "left_curly_bracket": "{",
    "vertical_line": "|",
    "right_curly_bracket": "}",
    "tilde": "~",
}
"""Keys as Textual names them, and the sign each is printed with on the keyboard."""

_MODIFIER_ALIASES: Final = {
    **{name: name for name in MODIFIERS},
    "control": "ctrl",
    "option": "alt",
    "opt": "alt",
    "meta": "alt",
    "cmd": "super",
    "command": "super",
    "win": "super",
}
_ALIASES: Final = {
    **{sign: name for name, sign in SIGN_BY_NAME.items()},
    " ": "space",
    "esc": "escape",
    "return": "enter",
    "kpenter": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
    "del": "delete",
    "ins": "insert",
    "bs": "backspace",
    "spc": "space",
    "period": "full_stop",
    "dash": "minus",
    "hyphen": "minus",
    "equal": "equals_sign",
    "semi": "semicolon",
    "quote": "apostrophe",
    "backquote": "grave_accent",
    "backtick": "grave_accent",
    "arrowup": "up",
    "arrowdown": "down",
    "arrowleft": "left",
    "arrowright": "right",
}
_KEYPAD: Final = {
    "add": "plus",
    "subtract": "minus",
    "multiply": "asterisk",
    "divide": "slash",
    "decimal": "full_stop",
    "equal": "equals_sign",
    "separator": "comma",
}
"""Keys of the number pad, as written after `kp`: octui gets them as the keys that type the same."""

_EMACS_MODIFIERS: Final = {"c": "ctrl", "m": "alt", "a": "alt", "s": "shift", "d": "super", **_MODIFIER_ALIASES}

_NAMED: Final = frozenset(
    {
        *SIGN_BY_NAME,
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete"),
        *("backspace", "tab", "enter", "escape", "space", "pause", "print_screen", "scroll_lock", "menu"),
        *(f"f{number}" for number in range(1, 36)),
    }
)
_SHIFTED_SIGNS: Final = frozenset(name for name, sign in SIGN_BY_NAME.items() if sign in '!"#$%&()*+:<>?@^_{|}~')
"""Signs that are typed with shift on a US keyboard: the shift adds nothing."""

_CONTROL_BYTES: Final = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+left_square_bracket": "escape",
    "ctrl+h": "backspace",
    "ctrl+enter": "enter",
    "shift+enter": "enter",
    "shift+space": "space",
    "ctrl+backspace": "ctrl+h",
    "shift+backspace": "backspace",
}
"""Keys that have the same byte as another key in a terminal without the kitty keyboard protocol."""


class KeyNameError(ValueError):
    """What was written is not a key."""


def parse_key_name(written: str) -> str:
    """A key as people may write it, in the keymap's name: `ctrl+]`, `<leader>/`, `esc`; raises KeyNameError."""
    text = written.strip()
    leader = ""
    if text.lower().startswith(LEADER_PREFIX):
        leader, text = LEADER_PREFIX, text[len(LEADER_PREFIX) :].strip()
        if not text:
            raise KeyNameError("<leader> needs a key after it")
    *given, last = (part.strip() for part in _split_parts(text))
    modifiers = []
    for name in given:
        modifier = _MODIFIER_ALIASES.get(name.lower())
        if modifier is None:
            raise KeyNameError(f"{name} is not a modifier; they are {', '.join(MODIFIERS)}")
        modifiers.append(modifier)
    key = last if len(last) == 1 and last.isalnum() else last.lower()
    if key == "linefeed" and not modifiers:
        modifiers, key = ["ctrl"], "j"
    if key == "backtab" and not modifiers:
        modifiers, key = ["shift"], "tab"
    key = _find_keypad_key(key)
    key = _ALIASES.get(key, key)
    if key in _MODIFIER_ALIASES:
        raise KeyNameError(f"{written} has a modifier, but no key")
    if key not in _NAMED and not (len(key) == 1 and key.isprintable()):
        raise KeyNameError(f"{written} is not a key{_suggest_spelling(text)}")
    return leader + normalize_key("+".join((*modifiers, key)))


def _find_keypad_key(key: str) -> str:
    """`kp5`, `kp_5` and `kpadd` as the keys that type the same; any other key as it is."""
    if not key.startswith("kp") or len(key) == len("kp"):
        return key
    name = key.removeprefix("kp").removeprefix("_")
    return _KEYPAD.get(name, name)


def _suggest_spelling(text: str) -> str:
    """How a key that is written like in another program is written here, as the end of a sentence."""
    first, *rest = text.split()
    if len(rest) == 1:
        return f"; two keys are {LEADER_PREFIX} and one key, like {LEADER_PREFIX}{rest[0]}"
    *given, last = first.strip("<>").split("-")
    modifiers = [_EMACS_MODIFIERS.get(name.lower(), "") for name in given]
    return f"; write {'+'.join((*modifiers, last))}" if modifiers and last and all(modifiers) else ""


@lru_cache(maxsize=2_000)
def normalize_key(key: str) -> str:
    """A key by any of its names, in the keymap's name."""
    if key.startswith(LEADER_PREFIX):
        return LEADER_PREFIX + normalize_key(key[len(LEADER_PREFIX) :])
    *given, last = _split_parts(key)
    if not given:
        return key
    held = {name for name in given if name in MODIFIERS}
    if len(last) == 1 and last.isalpha() and last.isascii():
        held |= {"shift"} if last.isupper() else set()
        if held == {"shift"}:
            return last.upper()
        last = last.lower()
    elif last in _SHIFTED_SIGNS:
        held -= {"shift"}
    return "+".join((*(name for name in MODIFIERS if name in held), last))


@lru_cache(maxsize=2_000)
def list_spellings(key: str) -> tuple[str, ...]:
    """The names under which Textual may report a key of the keymap."""
    if key.startswith(LEADER_PREFIX):
        return (key,)
    *given, last = _split_parts(key)
    held = sorted(given)
    found = ["+".join((*held, last)), key]
    is_letter = len(last) == 1 and last.isalpha() and last.isascii()
    if is_letter and last.isupper():
        found += [f"shift+{last.lower()}", f"shift+{last}"]
    elif is_letter and "shift" in held:
        without = [name for name in held if name != "shift"]
        found += ["+".join((*held, last.upper())), "+".join((*without, last.upper()))]
    elif last in _SHIFTED_SIGNS:
        found.append("+".join((*sorted({*held, "shift"}), last)))
    return tuple(dict.fromkeys(found))


def describe_delivery(key: str) -> str:
    """Why a key may never arrive, as the end of a sentence; empty for one that every terminal sends."""
    key = key.removeprefix(LEADER_PREFIX)
    *held, last = _split_parts(key)
    if same := _CONTROL_BYTES.get(key):
        return f"is {same} in terminals without the kitty keyboard protocol"
    if {"super", "hyper"} & set(held):
        return "arrives only from terminals with the kitty keyboard protocol, if the desktop does not take it"
    is_named = last in _NAMED and last not in SIGN_BY_NAME
    if "ctrl" in held and not is_named and ("shift" in held or not _has_control_byte(last)):
        return "arrives only from terminals with the kitty keyboard protocol"
    return ""


def _has_control_byte(last: str) -> bool:
    return (last.isascii() and last.isalpha()) or SIGN_BY_NAME.get(last, "") in "@[\\]^_/-" or last == "space"


def _split_parts(key: str) -> list[str]:
    """Modifiers and key; `ctrl++` and `+` end with the sign itself."""
    if key.endswith("+"):
        return [*(part for part in key[:-1].split("+") if part), "+"]
    return key.split("+")
