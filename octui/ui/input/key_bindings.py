"""The keys of the keymap as Textual binds them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from octui.ui.keymap import LEADER_ID, KeyContext, Keymap, get_keymap, use_keymap
from octui.ui.keys.key_names import list_spellings

UNBOUND_KEY: Final = "<unbound>"
"""What a command without a key is bound to, so that it can be given one: no terminal sends it."""

GLOBAL_COMMANDS: Final = ("app.quit", "command.palette.show", "help.show", "terminal.suspend")
"""The commands whose keys work on screens that are no chat: files, and terminals on the whole screen."""


def make_bindings(context: KeyContext, actions: Mapping[str, str], *, priority: bool = False) -> list[Binding]:
    """Bind commands of a context to actions, as in `{"transcript.next": "move_cursor(1)"}`.

    Bindings use the ids of their commands: `apply_keymap` changes their keys by them.
    """
    titles = get_keymap().entries[context]
    return [
        Binding(
            ",".join(_list_bound_keys(command_id)),
            action,
            titles[command_id].title,
            False,
            None,
            priority,
            id=command_id,
        )
        for command_id, action in actions.items()
    ]


def make_command_bindings(only: Collection[str] = ()) -> list[Binding]:
    """The keys that run commands of the command table: all of them, or `only` these."""
    bindings: list[Binding] = []
    for command_id in only or get_keymap().entries[KeyContext.APP]:
        if command_id != LEADER_ID:
            action = "app.quit_key" if command_id == "app.quit" else f"app.command('{command_id}')"
            bindings.append(Binding(",".join(_list_bound_keys(command_id)), action, show=False, id=command_id))
    return bindings


def apply_keymap(keymap: Keymap, app: App[Any]) -> None:
    """Use these keys from now on, in everything that is on the screen already too."""
    if keymap == get_keymap():
        return
    use_keymap(keymap)
    for bindings in _list_bindings(app):
        _rebind_keys(bindings)
    for screen in app.screen_stack if app.is_running else ():
        screen.refresh_bindings()


def is_key_bound(key: str, screen: Screen[Any], focused: Widget | None) -> bool:
    """Whether a key does something where it goes: through a binding, or in the code of a widget on its path.

    A widget whose code looks keys up names the contexts in which it does so: `key_contexts`.
    """
    path = (focused or screen).ancestors_with_self
    contexts: Iterator[KeyContext] = (context for node in path for context in getattr(node, "key_contexts", ()))
    return key in screen.active_bindings or any(get_keymap().find_command_id(context, key) for context in contexts)


def _list_bindings(app: App[Any]) -> Iterator[BindingsMap]:
    """Those of every class, for widgets that are made later, and of every widget there is; each once."""
    classes: list[type[DOMNode]] = [DOMNode]
    seen: set[int] = set()
    while classes:
        node_class = classes.pop()
        classes += node_class.__subclasses__()
        # Textual has no way to change the keys of a class, or to leave a command without a key.
        merged = node_class._merged_bindings
        if merged is not None and id(merged) not in seen:
            seen.add(id(merged))
            yield merged
    yield app._bindings
    for screen in (*app.screen_stack, *app._installed_screens.values()) if app.is_running else ():
        if isinstance(screen, DOMNode):
            for node in screen.walk_children(with_self=True):
                yield node._bindings


def _rebind_keys(bindings: BindingsMap) -> None:
    known = get_keymap().entries.values()
    by_id: dict[str, Binding] = {}
    rest: dict[str, list[Binding]] = {}
    for key, bound in bindings.key_to_bindings.items():
        for binding in bound:
            if binding.id and any(binding.id in entries for entries in known):
                by_id.setdefault(binding.id, binding)
            else:
                rest.setdefault(key, []).append(binding)
    if not by_id:
        return
    for command_id, binding in by_id.items():
        for key in _list_bound_keys(command_id):
            rest.setdefault(key, []).append(replace(binding, key=key))
    bindings.key_to_bindings.clear()
    bindings.key_to_bindings.update(rest)


def _list_bound_keys(command_id: str) -> list[str]:
    """Every name under which a key of the command may come; what follows the leader comes as `<leader>x`."""
    keys = [name for key in get_keymap().get_keys(command_id) for name in list_spellings(key)]
    return list(dict.fromkeys(keys)) or [UNBOUND_KEY]
