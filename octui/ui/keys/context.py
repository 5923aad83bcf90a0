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
    COMPLETION = "In the completion list"
    PROMPT_TEXT = "Editing the prompt"
    VIM = "In the prompt, in vim's normal mode"
    TRANSCRIPT = "In the transcript"
    FIND_INPUT = "Typing what to find"
    FIND = "Finding in the session"
    TEXT_EDITOR = "Editing a message"
    RAW_JSON = "In the JSON of a message"
    SIDEBAR = "In the sidebar"
    SESSIONS = "In the session overview"
    PICKER = "In a list"
    HISTORY_PICKER = "In the prompt history"
    STASH_PICKER = "In the list of stashed prompts"
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


LEADER_ID: Final = "app.leader"
