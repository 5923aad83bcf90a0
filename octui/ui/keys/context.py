"""Where a key counts, and what a row of the keymap says."""

from enum import StrEnum
from typing import Final, NamedTuple


class KeyContext(StrEnum):
    """What has the focus when a key counts; the value is its heading in help."""

    APP = "Everywhere"
    """All screens but Connect, dialogs and a terminal that has the focus. Titles are those of the command table."""
    COMPOSER = "In the prompt"
    SHELL_COMMAND = "In a shell command"
    """The prompt, while its text is a command for the server's shell; keys that mean nothing here are the prompt's."""
    SUBAGENT = "In the empty prompt of a subagent"
    COMPLETION = "In the completion list"
    PROMPT_TEXT = "Editing the prompt"
    VIM = "In the prompt, in vim's normal mode"
    TRANSCRIPT = "In the transcript"
    HISTORY = "While older messages are loaded"
    FIND_INPUT = "Typing what to find"
    FIND = "Finding in the session"
    TEXT_EDITOR = "Editing a message"
    RAW_JSON = "In the JSON of a message"
    SIDEBAR = "In the sidebar"
    SESSIONS = "In the session overview"
    PICKER = "In a list"
    HISTORY_PICKER = "In the prompt history"
    STASH_PICKER = "In the list of stashed prompts"
    EXPORT = "Exporting a session"
    QUEUE = "In the list of queued prompts"
    SESSION_PICKER = "In the list of sessions"
    MODEL_PICKER = "In the list of models"
    PROVIDER_PICKER = "In the list of providers"
    PANEL = "In a panel"
    MCP_PANEL = "On MCP servers"
    CONFIG_PANEL = "On the configuration"
    SETTINGS_PANEL = "On the settings"
    PROJECT_PANEL = "On projects"
    WORKTREE_PANEL = "On worktrees"
    EVENT_PANEL = "On the events"
    SIGN_IN = "Signing in"
    FORM = "In a form"
    WHICH_KEY = "While the leader waits"
    KEYS_PANEL = "In the list of keys"
    KEY_PRESS = "Choosing a key"
    PERMISSIONS = "In the list of permissions"
    TRUSTED_FOLDERS = "In the list of trusted folders"
    INBOX = "In the list of requests"
    DIALOG = "In a dialog"
    CONFIRM_DIALOG = "Confirming"
    REQUEST = "On a request"
    PERMISSION = "On a permission"
    QUESTION = "On a question"
    FREE_TEXT = "Writing an answer"
    CONNECT = "On the Connect screen"
    TERMINAL = "In a terminal"
    TERMINAL_VIEW = "In the view of an agent's command"
    """A terminal that is only read; keys that mean nothing here are those of a terminal."""
    TERMINAL_TABS = "On the terminal tabs"
    TERMINAL_SEARCH_INPUT = "Typing a search"
    TERMINAL_SEARCH = "Searching a terminal"
    COPY_MODE = "In copy mode"
    FILE_LINES = "In a file"
    FILE_INPUT = "Typing a search or a line number"
    FILE_TREE = "In the file browser"
    FILE_SEARCH = "Searching in files"
    HELP = "In help"
    CRASH = "After an error in octui"
    DIFF = "In the diff viewer"
    UNDO_PREVIEW = "Before an undo"


PICKER_CONTEXTS: Final = (
    KeyContext.HISTORY_PICKER,
    KeyContext.STASH_PICKER,
    KeyContext.QUEUE,
    KeyContext.SESSION_PICKER,
    KeyContext.MODEL_PICKER,
    KeyContext.PROVIDER_PICKER,
    KeyContext.WORKTREE_PANEL,
    KeyContext.PERMISSIONS,
    KeyContext.TRUSTED_FOLDERS,
    KeyContext.INBOX,
)
"""Those of the actions on rows of a list."""

PANEL_CONTEXTS: Final = (
    KeyContext.PANEL,
    KeyContext.MCP_PANEL,
    KeyContext.CONFIG_PANEL,
    KeyContext.SETTINGS_PANEL,
    KeyContext.PROJECT_PANEL,
    KeyContext.WORKTREE_PANEL,
    KeyContext.EVENT_PANEL,
    KeyContext.KEYS_PANEL,
)
"""Those of the keys that panels look up themselves."""


class KeyEntry(NamedTuple):
    """Keys, separated by commas, and what they do; the title is empty where the command table has it."""

    keys: str
    title: str = ""


LEADER_ID: Final = "app.leader"
