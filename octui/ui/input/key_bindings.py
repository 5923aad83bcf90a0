"""The keys of the keymap as Textual binds them."""

from collections.abc import Collection, Mapping

from textual.binding import Binding

from octui.ui.keymap import LEADER_ID, LEADER_PREFIX, KeyContext, get_keymap


def make_bindings(context: KeyContext, actions: Mapping[str, str], *, priority: bool = False) -> list[Binding]:
    """Bind commands of a context to actions, as in `{"transcript.next": "move_cursor(1)"}`.

    Bindings use the ids of their commands, so that Textual's `App.set_keymap` can change their keys later.
    """
    titles = get_keymap().entries[context]
    return [
        Binding(",".join(keys), action, titles[command_id].title, show=False, priority=priority, id=command_id)
        for command_id, action in actions.items()
        if (keys := get_keymap().get_keys(command_id))
    ]


def make_command_bindings(only: Collection[str] = ()) -> list[Binding]:
    """The keys that run commands of the command table without the leader: all of them, or `only` these."""
    bindings: list[Binding] = []
    for command_id in only or get_keymap().entries[KeyContext.APP]:
        keys = [key for key in get_keymap().get_keys(command_id) if not key.startswith(LEADER_PREFIX)]
        if keys and command_id != LEADER_ID:
            action = "app.quit_key" if command_id == "app.quit" else f"app.command('{command_id}')"
            bindings.append(Binding(",".join(keys), action, show=False, id=command_id))
    return bindings
