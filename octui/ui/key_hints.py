"""Keys as they are shown: `esc`, `ctrl+x l`, `↑↓ move · enter open`."""

from collections.abc import Iterable
from typing import Final

from textual.content import Content

from octui.render.text.cell_width import measure_width
from octui.ui.keymap import LEADER_ID, LEADER_PREFIX, SIGN_BY_NAME, KeyContext, get_keymap

_SHORT_NAMES: Final = {
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
_ARROWS: Final = frozenset("↑↓←→")
SEPARATOR: Final = " · "


def format_key(key: str) -> str:
    """A key in Textual's name as it is shown: `<leader>l` as `ctrl+x l`, and a sign as the sign it is."""
    if key.startswith(LEADER_PREFIX):
        return f"{format_first_key(LEADER_ID)} {format_key(key.removeprefix(LEADER_PREFIX))}"
    modifiers, plus, name = key.rpartition("+")
    return f"{modifiers}{plus}{_SHORT_NAMES.get(name) or SIGN_BY_NAME.get(name, name)}"


def format_first_key(command_id: str) -> str:
    """The first key of a command as it is shown, `1-9` for one that takes digits; `""` when it has none."""
    keys = get_keymap().get_keys(command_id)
    if len(keys) > 1 and all(key.isdecimal() for key in keys):
        return f"{keys[0]}-{keys[-1]}"
    return format_key(keys[0]) if keys else ""


def format_first_prompt_key(command_id: str) -> str:
    """The first key that a command has while typing, or that does nothing else then; `""` when it has none."""
    keymap = get_keymap()
    keys = (key for key in keymap.get_keys(command_id) if not keymap.find_command_id(KeyContext.COMPOSER, key))
    return format_key(next(keys, ""))


def format_all_keys(command_id: str) -> list[str]:
    """Every key of a command as it is shown; those without a printable name are left out."""
    return [format_key(key) for key in get_keymap().get_keys(command_id) if key.isprintable()]


def format_hint(command_ids: str, verb: str) -> str:
    """The first keys of one or more commands, and what they do: `↑↓ move`; `""` when they have no key."""
    keys = _join_keys([key for key in map(format_first_key, command_ids.split()) if key])
    return f"{keys} {verb}".rstrip() if keys else ""


def format_hints(*hints: tuple[str, str]) -> str:
    """Hints in one line, each as for `format_hint`: `enter open · esc close`."""
    return join_hints(format_hint(command_ids, verb) for command_ids, verb in hints)


def join_hints(hints: Iterable[str]) -> str:
    """The hints that are not empty, joined by the separator of all hints."""
    return SEPARATOR.join(hint for hint in hints if hint)


def fit_hint_line(line: str, width: int) -> str:
    """A line of hints in `width` cells: whole hints are left out from the end on, but never the one that leaves."""
    hints = line.split(SEPARATOR)
    while measure_width(SEPARATOR.join(hints)) > width:
        loose = [number for number, hint in enumerate(hints) if number and not hint.startswith("esc ")]
        if not loose:
            break
        del hints[loose[-1]]
    return SEPARATOR.join(hints)


def fit_hints(hints: Iterable[tuple[str, str]], ends: Iterable[tuple[str, str]], width: int) -> str:
    """The first hints that fit before `ends`, each as for `format_hint`; the ends are always there."""
    last = [hint for hint in (format_hint(*end) for end in ends) if hint]
    shown: list[str] = []
    for hint in (format_hint(*each) for each in hints):
        if hint and measure_width(SEPARATOR.join([*shown, hint, *last])) <= width:
            shown.append(hint)
    return SEPARATOR.join([*shown, *last])


def wrap_hint_line(line: str, width: int) -> list[str]:
    """A line of hints in as many rows of `width` cells as it needs; no hint is broken across rows."""
    rows: list[str] = []
    for hint in line.split(SEPARATOR):
        if rows and measure_width(f"{rows[-1]}{SEPARATOR}{hint}") <= width:
            rows[-1] += f"{SEPARATOR}{hint}"
        else:
            rows.append(hint)
    return rows


def style_hint_line(line: str) -> Content:
    """A line of hints with the keys standing out from what they do."""
    return Content.styled(SEPARATOR, "$foreground-muted").join([_style_hint(hint) for hint in line.split(SEPARATOR)])


def _style_hint(hint: str) -> Content:
    words = hint.split(" ")
    # A leader key is followed by another one.
    keys = 2 if words[0] == format_first_key(LEADER_ID) else int(len(words) > 1)
    return Content.assemble(
        (" ".join(words[:keys]), "$foreground"), (" " * bool(keys) + " ".join(words[keys:]), "$foreground-muted")
    )


def _join_keys(keys: list[str]) -> str:
    """`↑↓`, `shift+←→`, `n/N`."""
    modifiers = {key[:-1] for key in keys}
    if len(modifiers) == 1 and all(key[-1] in _ARROWS for key in keys):
        return modifiers.pop() + "".join(key[-1] for key in keys)
    return "/".join(keys)
