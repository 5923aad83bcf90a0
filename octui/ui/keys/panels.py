"""Keys of the panels."""

from collections.abc import Mapping
from typing import Final

from octui.ui.keys.context import KeyContext, KeyEntry

PANEL_KEYS: Final[Mapping[KeyContext, Mapping[str, KeyEntry]]] = {
    KeyContext.PANEL: {
        "panel.previous": KeyEntry("up,k", "Previous row"),
        "panel.next": KeyEntry("down,j", "Next row"),
        "panel.page.up": KeyEntry("pageup,ctrl+b", "Page up"),
        "panel.page.down": KeyEntry("pagedown,ctrl+f", "Page down"),
        "panel.first": KeyEntry("home,g", "First row"),
        "panel.last": KeyEntry("end,G", "Last row"),
        "panel.open": KeyEntry("enter", "Act on the row, or show it in full"),
        "panel.copy": KeyEntry("y", "Copy the row"),
        "panel.copy.all": KeyEntry("Y", "Copy everything as Markdown"),
        "panel.filter": KeyEntry("slash", "Filter"),
        "panel.refresh": KeyEntry("ctrl+r", "Reload"),
        "panel.close": KeyEntry("escape,q,ctrl+c", "Clear the filter, cancel what runs, or close"),
    },
    KeyContext.MCP_PANEL: {
        "mcp.add": KeyEntry("a", "Add a server"),
        "mcp.sign_in": KeyEntry("s", "Sign in to the server"),
        "mcp.sign_out": KeyEntry("d", "Remove the sign-in"),
    },
    KeyContext.CONFIG_PANEL: {
        "config.view": KeyEntry("tab", "Merged, yours, or the project's"),
        "config.edit": KeyEntry("e", "Change the value, for every project"),
        "config.edit.project": KeyEntry("p", "Change the value, for this project"),
        "config.add": KeyEntry("a", "Set another value"),
        "config.reload": KeyEntry("r", "Reload this folder on the server"),
        "config.reload.all": KeyEntry("R", "Reload every folder on the server"),
    },
    KeyContext.SETTINGS_PANEL: {
        "settings.change": KeyEntry("enter,space,right", "Change the setting"),
        "settings.previous": KeyEntry("left", "Back to the previous value"),
        "settings.reset": KeyEntry("backspace,delete", "Back to the default"),
    },
    KeyContext.PROJECT_PANEL: {
        "project.rename": KeyEntry("r", "Rename the project"),
        "project.color": KeyEntry("c", "Choose a colour"),
        "project.init_git": KeyEntry("i", "Make the folder a git repository"),
    },
    KeyContext.WORKTREE_PANEL: {
        "worktree.create": KeyEntry("a", "Create a worktree"),
        "worktree.session": KeyEntry("n", "New session in the worktree"),
        "worktree.reset": KeyEntry("r", "Discard the changes in it"),
        "worktree.remove": KeyEntry("d", "Remove it"),
    },
    KeyContext.WHICH_KEY: {
        "which-key.scroll.up": KeyEntry("ctrl+alt+up,ctrl+alt+p", "Line up"),
        "which-key.scroll.down": KeyEntry("ctrl+alt+down,ctrl+alt+n", "Line down"),
        "which-key.page.up": KeyEntry("ctrl+alt+pageup", "Page up"),
        "which-key.page.down": KeyEntry("ctrl+alt+pagedown", "Page down"),
        "which-key.home": KeyEntry("ctrl+alt+home", "To the beginning"),
        "which-key.end": KeyEntry("ctrl+alt+end", "To the end"),
    },
    KeyContext.KEYS_PANEL: {
        "keys.add": KeyEntry("a", "Add another key"),
        "keys.unbind": KeyEntry("d", "Remove its keys"),
        "keys.reset": KeyEntry("r", "Reset the keys"),
        "keys.profile": KeyEntry("p", "Choose a profile"),
    },
    KeyContext.KEY_PRESS: {
        "keys.press.accept": KeyEntry("enter", "Use the key that is shown"),
        "keys.press.cancel": KeyEntry("escape,ctrl+c", "Cancel"),
    },
    KeyContext.EVENT_PANEL: {
        "events.save": KeyEntry("s", "Save the events to a file"),
        "events.clear": KeyEntry("c", "Count from zero"),
    },
}
