"""Every option of octui, as data: the file, the settings screen and docs/settings.md are made from it.

A new option is a constant here and a place in `SETTINGS`; its value is `settings.get_value(THE_CONSTANT)`.
"""

from typing import Any, Final

from octui.config.settings.setting import Setting

APPEARANCE: Final = "Appearance"

THEME: Final = Setting(
    name="theme",
    group=APPEARANCE,
    default="octui",
    summary="The theme's name, as the theme picker lists it.",
)
THEME_MODE: Final = Setting(
    name="theme_mode",
    group=APPEARANCE,
    default="auto",
    choices=("auto", "dark", "light"),
    summary="Whether themes are dark or light; auto follows the terminal's background.",
)
REDUCED_MOTION: Final = Setting(
    name="reduced_motion",
    group=APPEARANCE,
    default=False,
    summary="Nothing moves by itself: no spinners, no blinking caret, no smooth scrolling.",
)
MOUSE: Final = Setting(
    name="mouse",
    group=APPEARANCE,
    default=True,
    summary="Handle the mouse: clicks, wheel and selection; otherwise the terminal does.",
    is_read_at_start=True,
)
SCROLL_SPEED: Final = Setting(
    name="scroll_speed",
    group=APPEARANCE,
    default=3,
    least=1,
    most=100,
    summary="How many rows one step of the mouse wheel scrolls.",
)

TRANSCRIPT: Final = "Transcript"

THINKING: Final = Setting(
    name="transcript.thinking",
    group=TRANSCRIPT,
    default=True,
    summary="Show the model's thinking, collapsed to one line each.",
)
TIMESTAMPS: Final = Setting(
    name="transcript.timestamps",
    group=TRANSCRIPT,
    default=False,
    summary="Show when each prompt was sent and each answer ended.",
)
SCROLLBAR: Final = Setting(
    name="transcript.scrollbar",
    group=TRANSCRIPT,
    default=True,
    summary="Show a scrollbar beside the conversation.",
)
GENERIC_OUTPUT: Final = Setting(
    name="transcript.generic_output",
    group=TRANSCRIPT,
    default=False,
    summary="Show the first lines that unknown tools print, such as those of MCP servers.",
)
WRAP_DIFFS: Final = Setting(
    name="transcript.wrap_diffs",
    group=TRANSCRIPT,
    default=True,
    summary="Wrap long lines in diffs; otherwise they are truncated at the right edge.",
)
DIFF_STYLE: Final = Setting(
    name="diff_style",
    group=TRANSCRIPT,
    default="auto",
    choices=("auto", "stacked"),
    summary="How diffs are drawn: auto puts old and new side by side where there is room, stacked never does.",
)
CONCEAL: Final = Setting(
    name="transcript.conceal",
    group=TRANSCRIPT,
    default=True,
    summary="Render Markdown; otherwise it is shown as the model wrote it.",
)

SESSIONS: Final = "Sessions and prompts"

SESSION_TABS: Final = Setting(
    name="session_tabs",
    group=SESSIONS,
    default=False,
    summary="Show a line of tabs above the conversation: pinned sessions, and those opened since octui started.",
)
SESSION_SCOPE: Final = Setting(
    name="session_scope",
    group=SESSIONS,
    default="folder",
    choices=("folder", "project", "all"),
    summary="Which sessions are listed: those of this folder, of the whole project, or of every project.",
)
PROMPTS_WHILE_BUSY: Final = Setting(
    name="prompts_while_busy",
    group=SESSIONS,
    default="queue",
    choices=("queue", "send"),
    summary="What Enter does while the agent works: queue the prompt until after the turn, or send it to the agent.",
)
PROMPT_ROWS: Final = Setting(
    name="prompt_rows",
    group=SESSIONS,
    default=0,
    least=0,
    most=200,
    summary="How many rows the prompt grows to before it scrolls; 0 is a third of the screen.",
)
PROMPT_COLUMNS: Final = Setting(
    name="prompt_columns",
    group=SESSIONS,
    default=75,
    least=0,
    most=500,
    summary="How many columns the prompt on the first screen may take; 0 is 70 % of the screen.",
)
PROMPT_CURSOR: Final = Setting(
    name="prompt_cursor",
    group=SESSIONS,
    default="drawn",
    choices=(
        "drawn",
        "block",
        "underline",
        "line",
        "blinking block",
        "blinking underline",
        "blinking line",
        "terminal",
    ),
    summary="The prompt's cursor: a block that octui draws, or the terminal's own, in this shape or unchanged.",
    is_read_at_start=True,
)
PASTE_SUMMARY: Final = Setting(
    name="paste_summary",
    group=SESSIONS,
    default=True,
    summary="Fold pastes of three or more lines, or over 150 characters, into a line that opens.",
)

EDITOR_CONTEXT: Final = Setting(
    name="editor_context",
    group=SESSIONS,
    default=True,
    summary="Send which lines are selected in the editor that has this folder open; the prompt shows them first.",
)

NOTIFICATIONS: Final = "Notifications"

ATTENTION_MODE: Final = Setting(
    name="attention.mode",
    group=NOTIFICATIONS,
    default="unfocused",
    choices=("off", "unfocused", "always"),
    summary="When to notify you: never, only while another window has the focus, or always.",
)
ATTENTION_ROUTE: Final = Setting(
    name="attention.route",
    group=NOTIFICATIONS,
    default="auto",
    choices=("auto", "osc9", "osc99", "osc777", "desktop", "off"),
    summary="How a notification is shown: by the terminal, or by the desktop; auto uses what the terminal supports.",
)
ATTENTION_BELL: Final = Setting(
    name="attention.bell",
    group=NOTIFICATIONS,
    default=True,
    summary="Ring the terminal's bell as well.",
)
ATTENTION_HOOK: Final = Setting(
    name="attention.hook",
    group=NOTIFICATIONS,
    default="",
    summary="A shell command to run too; OCTUI_EVENT, OCTUI_MESSAGE, OCTUI_TITLE and OCTUI_SESSION say what happened.",
)
WINDOW_TITLE: Final = Setting(
    name="attention.window_title",
    group=NOTIFICATIONS,
    default=True,
    summary="Set the window title to the session's name, with the number of pending requests.",
)
COPY_ON_SELECT: Final = Setting(
    name="copy_on_select",
    group=SESSIONS,
    default=False,
    summary="Copy what the mouse selects at once, without a key.",
)

TERMINAL: Final = "Terminal"

TERMINAL_SCROLLBACK: Final = Setting(
    name="terminal.scrollback",
    group=TERMINAL,
    default=100_000,
    least=100,
    most=10_000_000,
    summary="How many lines of scrollback new terminals keep; a line takes about 300 bytes.",
)
SHELL_INTEGRATION: Final = Setting(
    name="terminal.shell_integration",
    group=TERMINAL,
    default=False,
    summary="Have bash, zsh and fish in new terminals mark prompts and exit codes (OSC 133); no shell file is changed.",
)

SETTINGS: Final[tuple[Setting[Any], ...]] = (
    THEME,
    THEME_MODE,
    REDUCED_MOTION,
    MOUSE,
    SCROLL_SPEED,
    THINKING,
    TIMESTAMPS,
    SCROLLBAR,
    GENERIC_OUTPUT,
    WRAP_DIFFS,
    DIFF_STYLE,
    CONCEAL,
    SESSION_TABS,
    SESSION_SCOPE,
    PROMPTS_WHILE_BUSY,
    PROMPT_ROWS,
    PROMPT_COLUMNS,
    PROMPT_CURSOR,
    PASTE_SUMMARY,
    EDITOR_CONTEXT,
    ATTENTION_MODE,
    ATTENTION_ROUTE,
    ATTENTION_BELL,
    ATTENTION_HOOK,
    WINDOW_TITLE,
    COPY_ON_SELECT,
    TERMINAL_SCROLLBACK,
    SHELL_INTEGRATION,
)


def find_setting(name: str) -> Setting[Any] | None:
    return next((setting for setting in SETTINGS if setting.name == name), None)
