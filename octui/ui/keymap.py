"""Every key of octui, as data: by context, the id of what it does, its keys, and what they do.

Bindings, key handlers, hints, the help page and the README's table read it. Keys have Textual's names (`pageup`,
`left_square_bracket`); a printable one may be looked up by the character it types as well. `<leader>x` is the leader
key, then `x`. Ids are OpenCode's where it has one. Each occurs in one context only, so that an id alone names its keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple


class KeyContext(StrEnum):
    """What has the focus when a key counts; the value is its heading in help."""

    APP = "Everywhere"
    """All screens but Connect, dialogs and a terminal that has the focus. Titles are those of the command table."""
    COMPOSER = "In the prompt"
    SHELL_COMMAND = "In a shell command"
    """The prompt, while its text is a command for the server's shell; keys that mean nothing here are the prompt's."""
    COMPLETION = "In the completion list"
    PROMPT_TEXT = "Editing the prompt"
    TRANSCRIPT = "In the transcript"
    FIND_INPUT = "Typing what to find"
    FIND = "Finding in the session"
    TEXT_EDITOR = "Editing a message"
    RAW_JSON = "In the JSON of a message"
    SIDEBAR = "In the sidebar"
    SESSIONS = "In the session overview"
    PICKER = "In a list"
    SESSION_PICKER = "In the list of sessions"
    MODEL_PICKER = "In the list of models"
    PROVIDER_PICKER = "In the list of providers"
    PANEL = "In a panel"
    MCP_PANEL = "On MCP servers"
    CONFIG_PANEL = "On the configuration"
    PROJECT_PANEL = "On projects"
    WORKTREE_PANEL = "On worktrees"
    EVENT_PANEL = "On the events"
    SIGN_IN = "Signing in"
    FORM = "In a form"
    PERMISSIONS = "In the list of permissions"
    INBOX = "In the list of requests"
    DIALOG = "In a dialog"
    CONFIRM_DIALOG = "Confirming"
    REQUEST = "On a request"
    PERMISSION = "On a permission"
    QUESTION = "On a question"
    FREE_TEXT = "Writing an answer"
    CONNECT = "On the Connect screen"
    TERMINAL = "In a terminal"
    TERMINAL_TABS = "On the terminal tabs"
    TERMINAL_SEARCH_INPUT = "Typing a search"
    TERMINAL_SEARCH = "Searching a terminal"
    COPY_MODE = "In copy mode"
    FILE_LINES = "In a file"
    FILE_INPUT = "Typing a search or a line number"
    FILE_TREE = "In the file browser"
    FILE_SEARCH = "Searching in files"
    HELP = "In help"
    DIFF = "In the diff viewer"
    UNDO_PREVIEW = "Before an undo"


class KeyEntry(NamedTuple):
    """Keys, separated by commas, and what they do; the title is empty where the command table has it."""

    keys: str
    title: str = ""


LEADER_PREFIX: Final = "<leader>"
LEADER_ID: Final = "app.leader"

DEFAULT_KEYS: Final[Mapping[KeyContext, Mapping[str, KeyEntry]]] = {
    KeyContext.APP: {
        LEADER_ID: KeyEntry("ctrl+x", "Leader: the next key says what to do"),
        "app.quit": KeyEntry("ctrl+c", "Clear the prompt; twice with an empty prompt, quit"),
        "session.list": KeyEntry("<leader>l"),
        "session.new": KeyEntry("<leader>n"),
        "session.home": KeyEntry("<leader>h"),
        "session.rename": KeyEntry("ctrl+r"),
        "session.timeline": KeyEntry("<leader>g"),
        "session.compact": KeyEntry("<leader>c"),
        "session.undo": KeyEntry("<leader>u"),
        "session.redo": KeyEntry("<leader>r"),
        "diff.open": KeyEntry("<leader>d"),
        "session.child.first": KeyEntry("<leader>down"),
        "session.parent": KeyEntry("<leader>up"),
        "session.child.next": KeyEntry("<leader>right"),
        "session.child.previous": KeyEntry("<leader>left"),
        "permission.focus": KeyEntry("ctrl+y,<leader>enter"),
        "permission.next": KeyEntry("<leader>i"),
        "permission.inbox": KeyEntry("<leader>I"),
        "permission.auto_approve.stop": KeyEntry("f4"),
        "model.list": KeyEntry("<leader>m"),
        "model.cycle_recent": KeyEntry("f2"),
        "model.cycle_recent_reverse": KeyEntry("shift+f2"),
        "variant.cycle": KeyEntry("ctrl+t"),
        "agent.list": KeyEntry("<leader>a"),
        "agent.cycle": KeyEntry("tab"),
        "agent.cycle.reverse": KeyEntry("shift+tab"),
        "prompt.editor": KeyEntry("<leader>e"),
        "transcript.focus": KeyEntry("alt+up,<leader>k"),
        "session.page.up": KeyEntry("pageup,ctrl+alt+b"),
        "session.page.down": KeyEntry("pagedown,ctrl+alt+f"),
        "session.half.page.up": KeyEntry("ctrl+alt+u"),
        "session.half.page.down": KeyEntry("ctrl+alt+d"),
        "session.line.up": KeyEntry("ctrl+alt+y"),
        "session.line.down": KeyEntry("ctrl+alt+e"),
        "session.first": KeyEntry("home,ctrl+g"),
        "session.last": KeyEntry("end,ctrl+alt+g"),
        "session.message.previous": KeyEntry("alt+pageup"),
        "session.message.next": KeyEntry("alt+pagedown"),
        "messages.copy": KeyEntry("<leader>y"),
        "transcript.find.start": KeyEntry("ctrl+f"),
        "session.sidebar.toggle": KeyEntry("<leader>b"),
        "session.sidebar.focus": KeyEntry("<leader>B"),
        "opencode.status": KeyEntry("<leader>s"),
        "theme.switch": KeyEntry("<leader>t"),
        "terminal.toggle": KeyEntry("<leader>grave_accent"),
        "terminal.focus": KeyEntry("<leader>j"),
        "terminal.new": KeyEntry("<leader>o"),
        "file.browse": KeyEntry("<leader>f"),
        "file.search": KeyEntry("<leader>full_stop"),
        "terminal.full": KeyEntry("<leader>z"),
        "terminal.close": KeyEntry("<leader>w"),
        "terminal.next": KeyEntry("<leader>right_square_bracket"),
        "terminal.previous": KeyEntry("<leader>left_square_bracket"),
        "terminal.grow": KeyEntry("<leader>plus,<leader>equals_sign"),
        "terminal.shrink": KeyEntry("<leader>minus"),
        "terminal.search": KeyEntry("<leader>slash"),
        "terminal.copy": KeyEntry("<leader>v"),
        "terminal.send": KeyEntry("<leader>p"),
        "command.palette.show": KeyEntry("ctrl+p"),
        "help.show": KeyEntry("f1,<leader>question_mark"),
        "terminal.suspend": KeyEntry("ctrl+z"),
        "app.exit": KeyEntry("<leader>q"),
    },
    KeyContext.COMPOSER: {
        "prompt.submit": KeyEntry("enter"),
        "prompt.clear": KeyEntry("ctrl+c"),
        "session.interrupt": KeyEntry("escape"),
        "prompt.shell": KeyEntry("exclamation_mark", "Shell command on the server, in an empty prompt"),
        "prompt.history.previous": KeyEntry("up", "Previous prompt, from the first row"),
        "prompt.history.next": KeyEntry("down", "Next prompt, from the last row"),
    },
    KeyContext.SHELL_COMMAND: {
        "prompt.shell.leave": KeyEntry("escape", "Back to the prompt, keeping the text"),
        "prompt.shell.delete": KeyEntry("backspace", "Back to the prompt, from the first column"),
    },
    KeyContext.COMPLETION: {
        "completion.previous": KeyEntry("up,ctrl+p", "Previous entry"),
        "completion.next": KeyEntry("down,ctrl+n", "Next entry"),
        "completion.accept": KeyEntry("enter", "Accept; a command runs at once"),
        "completion.insert": KeyEntry("tab", "Accept, and go on typing"),
        "completion.dismiss": KeyEntry("escape", "Close the list"),
    },
    KeyContext.PROMPT_TEXT: {
        "input.newline": KeyEntry(
            "shift+enter,ctrl+j,alt+enter,ctrl+enter,ctrl+shift+enter,shift+\r,ctrl+\r,alt+\r,ctrl+shift+\r", "New line"
        ),
        "input.move.up": KeyEntry("up", "Up"),
        "input.move.down": KeyEntry("down", "Down"),
        "input.move.left": KeyEntry("left,ctrl+b", "Left"),
        "input.move.right": KeyEntry("right,ctrl+f", "Right"),
        "input.select.up": KeyEntry("shift+up", "Select up"),
        "input.select.down": KeyEntry("shift+down", "Select down"),
        "input.select.left": KeyEntry("shift+left", "Select left"),
        "input.select.right": KeyEntry("shift+right", "Select right"),
        "input.word.backward": KeyEntry("alt+b,alt+left,ctrl+left", "Back a word"),
        "input.word.forward": KeyEntry("alt+f,alt+right,ctrl+right", "Forward a word"),
        "input.select.word.backward": KeyEntry("alt+shift+b,alt+shift+left,ctrl+shift+left", "Select back a word"),
        "input.select.word.forward": KeyEntry("alt+shift+f,alt+shift+right,ctrl+shift+right", "Select forward a word"),
        "input.line.home": KeyEntry("ctrl+a", "Start of the line"),
        "input.line.end": KeyEntry("ctrl+e", "End of the line"),
        "input.select.line.home": KeyEntry("ctrl+shift+a", "Select to the start of the line"),
        "input.select.line.end": KeyEntry("ctrl+shift+e", "Select to the end of the line"),
        "input.visual.line.home": KeyEntry("alt+a", "Start of the row"),
        "input.visual.line.end": KeyEntry("alt+e", "End of the row"),
        "input.buffer.home": KeyEntry("home", "Start of the row, then of the prompt"),
        "input.buffer.end": KeyEntry("end", "End of the row, then of the prompt"),
        "input.select.buffer.home": KeyEntry("shift+home", "Select to the start"),
        "input.select.buffer.end": KeyEntry("shift+end", "Select to the end"),
        "input.backspace": KeyEntry("backspace,shift+backspace", "Delete to the left"),
        "input.delete": KeyEntry("ctrl+d,delete,shift+delete", "Delete to the right"),
        "input.delete.word.backward": KeyEntry("ctrl+w,ctrl+backspace,alt+backspace", "Delete back a word"),
        "input.delete.word.forward": KeyEntry("alt+d,alt+delete,ctrl+delete", "Delete forward a word"),
        "input.delete.to.line.start": KeyEntry("ctrl+u,super+backspace", "Delete to the start of the line"),
        "input.delete.to.line.end": KeyEntry("ctrl+k", "Delete to the end of the line"),
        "input.delete.line": KeyEntry("ctrl+shift+d,ctrl+shift+k", "Delete the line"),
        "input.undo": KeyEntry("ctrl+underscore,ctrl+minus,super+z", "Undo"),
        "input.redo": KeyEntry("ctrl+full_stop,ctrl+shift+z,super+shift+z,alt+z", "Redo"),
        "input.select.all": KeyEntry("super+a,f7", "Select all"),
        "prompt.paste": KeyEntry("ctrl+v,super+v", "Paste"),
        "input.copy": KeyEntry("super+c,ctrl+shift+c", "Copy"),
        "input.cut": KeyEntry("super+x", "Cut"),
    },
    KeyContext.TRANSCRIPT: {
        "transcript.previous": KeyEntry("up,k", "Previous block"),
        "transcript.next": KeyEntry("down,j", "Next block"),
        "transcript.enter": KeyEntry("enter", "Open; on a task, go to its session"),
        "transcript.fold": KeyEntry("space,o", "Open or close"),
        "transcript.open": KeyEntry("right,l", "Open"),
        "transcript.close": KeyEntry("left,h", "Close"),
        "transcript.file": KeyEntry("f", "Open the file it is about"),
        "transcript.copy": KeyEntry("y", "Copy the block"),
        "transcript.copy_message": KeyEntry("Y", "Copy the message"),
        "transcript.find": KeyEntry("slash,ctrl+f", "Find in the whole session"),
        "transcript.menu": KeyEntry("m", "Menu of the message: copy, edit, fork, revert, delete"),
        "transcript.message_previous": KeyEntry("p,left_square_bracket", "Previous prompt"),
        "transcript.message_next": KeyEntry("n,right_square_bracket", "Next prompt"),
        "transcript.page_up": KeyEntry("pageup,ctrl+b", "Page up"),
        "transcript.page_down": KeyEntry("pagedown", "Page down"),
        "transcript.half_page_up": KeyEntry("ctrl+u", "Half page up"),
        "transcript.half_page_down": KeyEntry("ctrl+d", "Half page down"),
        "transcript.line_up": KeyEntry("ctrl+y", "Line up"),
        "transcript.line_down": KeyEntry("ctrl+e", "Line down"),
        "transcript.first": KeyEntry("home,g", "To the beginning"),
        "transcript.last": KeyEntry("end,G", "To the end"),
        "transcript.leave": KeyEntry("escape", "Drop the selection, or go back to the prompt"),
    },
    KeyContext.FIND_INPUT: {
        "find.start": KeyEntry("enter", "Search the whole history"),
    },
    KeyContext.FIND: {
        "find.older": KeyEntry("n,enter,up", "Older match"),
        "find.newer": KeyEntry("N,shift+enter,down", "Newer match"),
        "find.edit": KeyEntry("slash,i,ctrl+f", "Edit the words"),
        "find.end": KeyEntry("escape,q,ctrl+c", "Stop searching; then close"),
    },
    KeyContext.TEXT_EDITOR: {
        "editor.save": KeyEntry("ctrl+s", "Save"),
        "editor.newline": KeyEntry("enter", "New line"),
        "editor.cancel": KeyEntry("escape,ctrl+c", "Cancel"),
    },
    KeyContext.RAW_JSON: {
        "raw.close": KeyEntry("escape,q,ctrl+c", "Close"),
        "raw.line.up": KeyEntry("up,k", "Line up"),
        "raw.line.down": KeyEntry("down,j", "Line down"),
        "raw.page.up": KeyEntry("pageup,ctrl+b", "Page up"),
        "raw.page.down": KeyEntry("pagedown,space,ctrl+f", "Page down"),
        "raw.first": KeyEntry("home,g", "To the beginning"),
        "raw.last": KeyEntry("end,G", "To the end"),
        "raw.copy": KeyEntry("y", "Copy the JSON"),
        "raw.refresh": KeyEntry("r", "Read it again"),
    },
    KeyContext.SIDEBAR: {
        "sidebar.previous": KeyEntry("up,k", "Previous line"),
        "sidebar.next": KeyEntry("down,j", "Next line"),
        "sidebar.first": KeyEntry("home,g", "First line"),
        "sidebar.last": KeyEntry("end,G", "Last line"),
        "sidebar.choose": KeyEntry("enter", "Open"),
        "sidebar.copy": KeyEntry("y", "Copy the line"),
        "sidebar.leave": KeyEntry("escape", "Back to the prompt"),
    },
    KeyContext.SESSIONS: {
        "sessions.previous": KeyEntry("up", "Previous session"),
        "sessions.next": KeyEntry("down", "Next session"),
        "sessions.page.up": KeyEntry("pageup", "Page up"),
        "sessions.page.down": KeyEntry("pagedown", "Page down"),
        "sessions.open": KeyEntry("enter", "Open the session"),
        "sessions.leave_list": KeyEntry("escape", "Back to the prompt"),
        "sessions.rename": KeyEntry("ctrl+r", "Rename the session"),
        "sessions.delete": KeyEntry("ctrl+d", "Delete the session; press twice"),
        "sessions.pin": KeyEntry("ctrl+f", "Pin the session"),
    },
    KeyContext.PICKER: {
        "dialog.select.prev": KeyEntry("up,ctrl+p", "Previous row"),
        "dialog.select.next": KeyEntry("down,ctrl+n", "Next row"),
        "dialog.select.page_up": KeyEntry("pageup", "Page up"),
        "dialog.select.page_down": KeyEntry("pagedown", "Page down"),
        "dialog.select.home": KeyEntry("home", "First row"),
        "dialog.select.end": KeyEntry("end", "Last row"),
        "dialog.select.submit": KeyEntry("enter", "Select"),
        "dialog.select.cancel": KeyEntry("escape,ctrl+c", "Close"),
    },
    KeyContext.SESSION_PICKER: {
        "session.picker.rename": KeyEntry("ctrl+r", "Rename the session"),
        "session.picker.delete": KeyEntry("ctrl+d", "Delete the session; press twice"),
        "session.picker.pin": KeyEntry("ctrl+f", "Pin the session"),
    },
    KeyContext.MODEL_PICKER: {
        "model.favorite.toggle": KeyEntry("ctrl+f", "Add to the favourites, or remove"),
    },
    KeyContext.PROVIDER_PICKER: {
        "provider.key.remove": KeyEntry("ctrl+d", "Remove the API key"),
    },
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
        "panel.refresh": KeyEntry("ctrl+r", "Load again"),
        "panel.close": KeyEntry("escape,q,ctrl+c", "End the filter, cancel what runs, or close"),
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
        "config.reload": KeyEntry("r", "Have the server load this folder again"),
        "config.reload.all": KeyEntry("R", "Have the server load every folder again"),
    },
    KeyContext.PROJECT_PANEL: {
        "project.rename": KeyEntry("r", "Rename the project"),
        "project.color": KeyEntry("c", "Choose a colour"),
        "session.scope": KeyEntry("tab", "Sessions of this folder, the project, or all"),
        "project.init_git": KeyEntry("i", "Make the folder a git repository"),
    },
    KeyContext.WORKTREE_PANEL: {
        "worktree.create": KeyEntry("a", "Create a worktree"),
        "worktree.session": KeyEntry("n", "New session in the worktree"),
        "worktree.reset": KeyEntry("r", "Discard the changes in it"),
        "worktree.remove": KeyEntry("d", "Remove it"),
    },
    KeyContext.EVENT_PANEL: {
        "events.save": KeyEntry("s", "Save the events to a file"),
        "events.clear": KeyEntry("c", "Count from zero"),
    },
    KeyContext.SIGN_IN: {
        "sign_in.open": KeyEntry("ctrl+o", "Open the page in a browser"),
        "sign_in.copy": KeyEntry("ctrl+y", "Copy the address"),
    },
    KeyContext.FORM: {
        "form.submit": KeyEntry("enter", "Save"),
        "form.next": KeyEntry("tab,down", "Next field"),
        "form.previous": KeyEntry("shift+tab,up", "Previous field"),
        "form.cancel": KeyEntry("escape,ctrl+c", "Cancel"),
    },
    KeyContext.INBOX: {
        "inbox.answer_same": KeyEntry("ctrl+a", "Answer all requests that are the same"),
        "inbox.open_session": KeyEntry("ctrl+o", "Open the session of the request"),
    },
    KeyContext.PERMISSIONS: {
        "permissions.revoke": KeyEntry("ctrl+d", "Revoke what you allowed; press twice"),
        "permissions.revoke_all": KeyEntry("ctrl+k", "Revoke all that you allowed here; press twice"),
    },
    KeyContext.DIALOG: {
        "dialog.submit": KeyEntry("enter", "Confirm"),
        "dialog.cancel": KeyEntry("escape,ctrl+c", "Cancel"),
    },
    KeyContext.CONFIRM_DIALOG: {
        "dialog.confirm.cancel": KeyEntry("escape", "Cancel"),
        "dialog.confirm.switch": KeyEntry("left,right,h,l,tab,shift+tab", "Move to the other button"),
    },
    KeyContext.REQUEST: {
        "request.later": KeyEntry("escape", "Decide later"),
        "request.line.up": KeyEntry("up,k", "Line up"),
        "request.line.down": KeyEntry("down,j", "Line down"),
        "request.page.up": KeyEntry("pageup", "Page up"),
        "request.page.down": KeyEntry("pagedown", "Page down"),
        "request.first": KeyEntry("home", "To the beginning"),
        "request.last": KeyEntry("end", "To the end"),
        "request.expand": KeyEntry("ctrl+f", "Use the whole screen, or less of it"),
        "request.next": KeyEntry("shift+right", "Next request"),
        "request.previous": KeyEntry("shift+left", "Previous request"),
        "request.session.open": KeyEntry("ctrl+o", "Open the session of the request"),
        "request.ignore": KeyEntry("backspace,delete", "Nothing: a request has no text to edit"),
    },
    KeyContext.PERMISSION: {
        "permission.option.previous": KeyEntry("left,h,shift+tab", "Previous answer"),
        "permission.option.next": KeyEntry("right,l,tab", "Next answer"),
        "permission.confirm": KeyEntry("enter,space", "Give the selected answer"),
        "permission.back": KeyEntry("escape", "Back, from what would always be allowed"),
    },
    KeyContext.QUESTION: {
        "question.option.previous": KeyEntry("up,k", "Previous option"),
        "question.option.next": KeyEntry("down,j", "Next option"),
        "question.previous": KeyEntry("left,h,shift+tab", "Previous question"),
        "question.next": KeyEntry("right,l,tab", "Next question"),
        "question.confirm": KeyEntry("enter", "Select, and go on"),
        "question.select": KeyEntry("space", "Select"),
        "question.pick": KeyEntry("1,2,3,4,5,6,7,8,9", "Select the option of that number"),
        "question.back": KeyEntry("escape", "Back, from rejecting"),
    },
    KeyContext.FREE_TEXT: {
        "answer.submit": KeyEntry("enter", "Use this text"),
        "answer.newline": KeyEntry("shift+enter,ctrl+j,alt+enter,ctrl+enter", "New line"),
        "answer.cancel": KeyEntry("escape", "Back, keeping the text"),
        "answer.tab": KeyEntry("tab,shift+tab", "Nothing: the focus stays"),
    },
    KeyContext.CONNECT: {
        "connect.submit": KeyEntry("enter", "Connect"),
        "connect.retry": KeyEntry("ctrl+r", "Retry"),
        "connect.embedded": KeyEntry("ctrl+o", "Start the embedded server"),
        "connect.nearby.next": KeyEntry("down", "Next server on this network"),
        "connect.nearby.previous": KeyEntry("up", "Previous server on this network"),
        "connect.field.next": KeyEntry("tab", "Next field"),
        "connect.leave": KeyEntry("escape", "Back"),
        "connect.quit": KeyEntry("ctrl+c,ctrl+q", "Quit; press twice"),
        "connect.help": KeyEntry("f1", "Help"),
        "connect.suspend": KeyEntry("ctrl+z", "Suspend octui"),
    },
    KeyContext.TERMINAL: {
        "terminal.escape": KeyEntry("escape", "Twice: leave the terminal"),
        "terminal.leave": KeyEntry("ctrl+right_square_bracket", "Leave the terminal"),
        "terminal.scroll.page.up": KeyEntry("shift+pageup", "Scroll a page up"),
        "terminal.scroll.page.down": KeyEntry("shift+pagedown", "Scroll a page down"),
        "terminal.scroll.first": KeyEntry("shift+home", "Scroll to the beginning"),
        "terminal.scroll.last": KeyEntry("shift+end", "Scroll to the end"),
        "terminal.selection.copy": KeyEntry("ctrl+shift+c,super+c", "Copy the selection"),
        "terminal.selection.copy_once": KeyEntry("ctrl+c", "Copy the selection, if there is one"),
        "terminal.ended.close": KeyEntry("enter", "Close the terminal, once its process has exited"),
    },
    KeyContext.TERMINAL_TABS: {
        "terminal.tabs.enter": KeyEntry("enter", "Into the terminal"),
        "terminal.tabs.previous": KeyEntry("left,h,shift+tab", "Previous terminal"),
        "terminal.tabs.next": KeyEntry("right,l,tab", "Next terminal"),
        "terminal.tabs.new": KeyEntry("n", "New terminal"),
        "terminal.tabs.rename": KeyEntry("r", "Rename"),
        "terminal.tabs.close": KeyEntry("w", "Close"),
        "terminal.tabs.full": KeyEntry("f", "Whole screen"),
        "terminal.tabs.search": KeyEntry("slash", "Search"),
        "terminal.tabs.copy": KeyEntry("v", "Copy mode"),
        "terminal.tabs.send": KeyEntry("s", "Send to the prompt"),
        "terminal.tabs.leave": KeyEntry("escape,q", "Back"),
    },
    KeyContext.TERMINAL_SEARCH_INPUT: {
        "terminal.search.start": KeyEntry("enter", "Search"),
    },
    KeyContext.TERMINAL_SEARCH: {
        "terminal.search.older": KeyEntry("n,enter,up", "Older match"),
        "terminal.search.newer": KeyEntry("N,shift+enter,down", "Newer match"),
        "terminal.search.edit": KeyEntry("slash,i", "Edit the search"),
        "terminal.search.end": KeyEntry("escape,q", "End the search"),
    },
    KeyContext.COPY_MODE: {
        "copy.left": KeyEntry("h,left,backspace", "Left"),
        "copy.down": KeyEntry("j,down,ctrl+n", "Down"),
        "copy.up": KeyEntry("k,up,ctrl+p", "Up"),
        "copy.right": KeyEntry("l,right", "Right"),
        "copy.word.next": KeyEntry("w,ctrl+right", "Next word"),
        "copy.word.previous": KeyEntry("b,ctrl+left", "Previous word"),
        "copy.word.end": KeyEntry("e", "End of the word"),
        "copy.bigword.next": KeyEntry("W", "Next word between blanks"),
        "copy.bigword.previous": KeyEntry("B", "Previous word between blanks"),
        "copy.bigword.end": KeyEntry("E", "End of the word between blanks"),
        "copy.line.start": KeyEntry("0,home", "Start of the line"),
        "copy.line.text": KeyEntry("circumflex_accent", "First character of the line that is not blank"),
        "copy.line.end": KeyEntry("dollar_sign,end", "End of the line"),
        "copy.paragraph.previous": KeyEntry("left_curly_bracket", "Previous paragraph"),
        "copy.paragraph.next": KeyEntry("right_curly_bracket", "Next paragraph"),
        "copy.first": KeyEntry("g,ctrl+home,shift+home", "To the beginning"),
        "copy.last": KeyEntry("G,ctrl+end,shift+end", "To the end"),
        "copy.view.top": KeyEntry("H", "Top of the view"),
        "copy.view.middle": KeyEntry("M", "Middle of the view"),
        "copy.view.bottom": KeyEntry("L", "Bottom of the view"),
        "copy.page.up": KeyEntry("pageup,ctrl+b,shift+pageup", "Page up"),
        "copy.page.down": KeyEntry("pagedown,ctrl+f,shift+pagedown", "Page down"),
        "copy.half_page.up": KeyEntry("ctrl+u", "Half page up"),
        "copy.half_page.down": KeyEntry("ctrl+d", "Half page down"),
        "copy.scroll.up": KeyEntry("ctrl+y", "Scroll a line up"),
        "copy.scroll.down": KeyEntry("ctrl+e", "Scroll a line down"),
        "copy.select": KeyEntry("v,space", "Select"),
        "copy.select.lines": KeyEntry("V", "Select lines"),
        "copy.other_end": KeyEntry("o", "Other end of the selection"),
        "copy.yank": KeyEntry("y,enter,ctrl+shift+c,super+c", "Copy the selection"),
        "copy.yank.line": KeyEntry("Y", "Copy the selection, or the line"),
        "copy.send": KeyEntry("s,p", "Send the selection to the prompt"),
        "copy.search": KeyEntry("slash,question_mark", "Search"),
        "copy.search.older": KeyEntry("n", "Older match"),
        "copy.search.newer": KeyEntry("N", "Newer match"),
        "copy.back": KeyEntry("escape", "Drop the selection, or leave copy mode"),
        "copy.leave": KeyEntry("q", "Leave copy mode"),
        "copy.yank_or_leave": KeyEntry("ctrl+c", "Copy the selection, or leave copy mode"),
    },
    KeyContext.FILE_LINES: {
        "file.line.up": KeyEntry("up,k", "Line up"),
        "file.line.down": KeyEntry("down,j", "Line down"),
        "file.page.up": KeyEntry("pageup,ctrl+b", "Page up"),
        "file.page.down": KeyEntry("pagedown,ctrl+f,space", "Page down"),
        "file.half_page.up": KeyEntry("ctrl+u", "Half page up"),
        "file.half_page.down": KeyEntry("ctrl+d", "Half page down"),
        "file.first": KeyEntry("home,g", "To the beginning"),
        "file.last": KeyEntry("end,G", "To the end"),
        "file.left": KeyEntry("left,h", "Scroll to the left"),
        "file.right": KeyEntry("right,l", "Scroll to the right"),
        "file.line.start": KeyEntry("0", "To the start of the lines"),
        "file.line.end": KeyEntry("dollar_sign", "To the end of the lines"),
        "file.select": KeyEntry("v,V", "Select lines, or select nothing"),
        "file.select.up": KeyEntry("shift+up,K", "Select up"),
        "file.select.down": KeyEntry("shift+down,J", "Select down"),
        "file.select.all": KeyEntry("a", "Select everything"),
        "file.wrap": KeyEntry("w", "Wrap long lines, or not"),
        "file.find": KeyEntry("slash", "Search"),
        "file.find.next": KeyEntry("n", "Next match"),
        "file.find.previous": KeyEntry("N", "Previous match"),
        "file.go_to": KeyEntry("colon,ctrl+g", "Go to a line"),
        "file.mention": KeyEntry("enter,at,ctrl+s", "Mention the file or the selected lines in the prompt"),
        "file.quote": KeyEntry("p", "Quote the selected lines, or the line, in the prompt"),
        "file.copy": KeyEntry("y", "Copy the selected lines, or the line"),
        "file.copy.all": KeyEntry("Y", "Copy the whole file"),
        "file.copy.path": KeyEntry("c", "Copy the path, with the selected lines"),
        "file.edit": KeyEntry("e", "Open in your editor, when the file is on this machine"),
        "file.bytes": KeyEntry("x", "Show the bytes of a picture, or the picture"),
        "file.reload": KeyEntry("r", "Read the file again"),
        "file.tree": KeyEntry("t", "Show it in the file browser"),
        "file.leave": KeyEntry("escape,q", "Drop the search, then the selection, then close"),
    },
    KeyContext.FILE_INPUT: {
        "file.input.accept": KeyEntry("enter", "Go there"),
        "file.input.cancel": KeyEntry("escape,ctrl+c", "Back to where you were"),
    },
    KeyContext.FILE_TREE: {
        "tree.previous": KeyEntry("up,ctrl+p", "Previous row"),
        "tree.next": KeyEntry("down,ctrl+n", "Next row"),
        "tree.page.up": KeyEntry("pageup", "Page up"),
        "tree.page.down": KeyEntry("pagedown", "Page down"),
        "tree.first": KeyEntry("home", "First row"),
        "tree.last": KeyEntry("end", "Last row"),
        "tree.open": KeyEntry("enter", "Open the file, or open or close the folder"),
        "tree.expand": KeyEntry("right", "Open the folder, or go into it"),
        "tree.collapse": KeyEntry("left", "Close the folder, or go to the one above"),
        "tree.mention": KeyEntry("tab,ctrl+s", "Mention it in the prompt"),
        "tree.copy": KeyEntry("ctrl+y", "Copy the path"),
        "tree.changed": KeyEntry("ctrl+t", "Only files with changes, or all"),
        "tree.ignored": KeyEntry("ctrl+g", "Hide what git ignores, or show it"),
        "tree.reload": KeyEntry("ctrl+r", "Read the folders again"),
        "tree.leave": KeyEntry("escape,ctrl+c", "Drop the filter, then close"),
    },
    KeyContext.FILE_SEARCH: {
        "search.previous": KeyEntry("up,ctrl+p", "Previous match"),
        "search.next": KeyEntry("down,ctrl+n", "Next match"),
        "search.page.up": KeyEntry("pageup", "Page up"),
        "search.page.down": KeyEntry("pagedown", "Page down"),
        "search.first": KeyEntry("home", "First match"),
        "search.last": KeyEntry("end", "Last match"),
        "search.open": KeyEntry("enter", "Open the file at the line"),
        "search.kind.next": KeyEntry("tab", "Search for text, files or symbols"),
        "search.kind.previous": KeyEntry("shift+tab", "The same, the other way round"),
        "search.mention": KeyEntry("ctrl+s", "Mention it in the prompt"),
        "search.copy": KeyEntry("ctrl+y", "Copy the path and line"),
        "search.literal": KeyEntry("ctrl+r", "Search for the exact text, or a regular expression"),
        "search.leave": KeyEntry("escape,ctrl+c", "Close"),
    },
    KeyContext.HELP: {
        "help.close": KeyEntry("escape,q,f1,enter", "Close"),
        "help.line.up": KeyEntry("up,k", "Line up"),
        "help.line.down": KeyEntry("down,j", "Line down"),
        "help.page.up": KeyEntry("pageup", "Page up"),
        "help.page.down": KeyEntry("pagedown,space", "Page down"),
    },
    KeyContext.DIFF: {
        "diff.line.up": KeyEntry("up,k", "Line up"),
        "diff.line.down": KeyEntry("down,j", "Line down"),
        "diff.next_hunk": KeyEntry("right_square_bracket", "Next hunk"),
        "diff.previous_hunk": KeyEntry("left_square_bracket", "Previous hunk"),
        "diff.next_file": KeyEntry("n", "Next file"),
        "diff.previous_file": KeyEntry("p", "Previous file"),
        "diff.page.up": KeyEntry("pageup,ctrl+b", "Page up"),
        "diff.page.down": KeyEntry("pagedown,ctrl+f", "Page down"),
        "diff.half_page.up": KeyEntry("ctrl+u", "Half page up"),
        "diff.half_page.down": KeyEntry("ctrl+d", "Half page down"),
        "diff.first": KeyEntry("home,g", "To the beginning"),
        "diff.last": KeyEntry("end,G", "To the end"),
        "diff.toggle": KeyEntry("enter,space", "Open or close folded lines, a file or a folder"),
        "diff.expand": KeyEntry("right,l", "Open the file or the folder"),
        "diff.collapse": KeyEntry("left,h", "Close the file or the folder"),
        "diff.expand_all": KeyEntry("E", "Open or close all folders"),
        "diff.switch_focus": KeyEntry("tab,shift+tab", "From the changes to the files, and back"),
        "diff.toggle_file_tree": KeyEntry("b", "Show or hide the files"),
        "diff.switch_source": KeyEntry("d", "Next source: working tree, branch, turn, session"),
        "diff.switch_source.reverse": KeyEntry("D", "Previous source"),
        "diff.toggle_view": KeyEntry("v", "Side by side, or unified"),
        "diff.single_patch": KeyEntry("s", "One file, or all"),
        "diff.whole_files": KeyEntry("w", "Whole files, or what changed with its context"),
        "diff.select": KeyEntry("V", "Select lines"),
        "diff.select.up": KeyEntry("shift+up,K", "Select up"),
        "diff.select.down": KeyEntry("shift+down,J", "Select down"),
        "diff.comment": KeyEntry("c", "Comment on the line, or on those selected"),
        "diff.comment.delete": KeyEntry("delete,x", "Delete the comment"),
        "diff.comments.send": KeyEntry("S,ctrl+s", "Put all comments into the prompt"),
        "diff.mark_reviewed": KeyEntry("m", "Mark the file as reviewed"),
        "diff.reject_hunk": KeyEntry("r", "Reject the hunk: undo it in the file"),
        "diff.copy_hunk": KeyEntry("y", "Copy the hunk, or the lines selected"),
        "diff.copy_path": KeyEntry("Y", "Copy the path"),
        "diff.open_file": KeyEntry("o", "Open the file at this line"),
        "diff.reload": KeyEntry("R,f5", "Read the diff again"),
        "diff.help": KeyEntry("question_mark", "All keys"),
        "diff.close": KeyEntry("escape,q", "Close"),
    },
    KeyContext.UNDO_PREVIEW: {
        "undo.confirm": KeyEntry("enter", "Change the files as shown"),
        "undo.cancel": KeyEntry("escape,q", "Leave the files as they are"),
    },
}

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
    return f"{leader}{modifiers}{plus}{_ALIASES.get(last, last)}"


def _typed_as(key: str) -> str:
    """A key by its character, where it types one."""
    return " " if key == "space" else SIGN_BY_NAME.get(key, key)


_in_use: Final = [Keymap()]
