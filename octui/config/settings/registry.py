"""Every option of octui, as data: the file, the settings screen and docs/settings.md are made from it.

A new option is a constant here and a place in `SETTINGS`; its value is `settings.get_value(THE_CONSTANT)`.
"""

from typing import Any, Final

from octui.config.settings.setting import Setting

LOOKS: Final = "Looks"

THEME: Final = Setting(
    name="theme",
    group=LOOKS,
    default="octui",
    summary="The theme's name, as the theme picker lists it.",
)
THEME_MODE: Final = Setting(
    name="theme_mode",
    group=LOOKS,
    default="auto",
    choices=("auto", "dark", "light"),
    summary="Whether themes are dark or light; auto follows the terminal's background.",
)
REDUCED_MOTION: Final = Setting(
    name="reduced_motion",
    group=LOOKS,
    default=False,
    summary="Nothing moves by itself: no spinners, no blinking caret, no smooth scrolling.",
)
MOUSE: Final = Setting(
    name="mouse",
    group=LOOKS,
    default=True,
    summary="Take clicks, the wheel and selections by mouse; otherwise the terminal keeps them.",
    is_read_at_start=True,
)
SCROLL_SPEED: Final = Setting(
    name="scroll_speed",
    group=LOOKS,
    default=3,
    least=1,
    most=100,
    summary="How many rows one step of the mouse's wheel moves.",
)

TRANSCRIPT: Final = "Transcript"

THINKING: Final = Setting(
    name="transcript.thinking",
    group=TRANSCRIPT,
    default=True,
    summary="Show the model's thinking, each as one line that opens.",
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
    summary="Show the first lines of what tools print that octui does not know, those of MCP servers for example.",
)
WRAP_DIFFS: Final = Setting(
    name="transcript.wrap_diffs",
    group=TRANSCRIPT,
    default=True,
    summary="Wrap long lines of changes; otherwise they are cut at the right edge.",
)
DIFF_STYLE: Final = Setting(
    name="diff_style",
    group=TRANSCRIPT,
    default="auto",
    choices=("auto", "stacked"),
    summary="How changes are drawn: auto puts old and new side by side where there is room, stacked never does.",
)
CONCEAL: Final = Setting(
    name="transcript.conceal",
    group=TRANSCRIPT,
    default=True,
    summary="Draw Markdown; otherwise it is shown as the model wrote it.",
)

SESSIONS: Final = "Sessions and prompts"

SESSION_TABS: Final = Setting(
    name="session_tabs",
    group=SESSIONS,
    default=False,
    summary="A line of tabs above the conversation: pinned sessions, and those opened since octui started.",
)
SESSION_SCOPE: Final = Setting(
    name="session_scope",
    group=SESSIONS,
    default="folder",
    choices=("folder", "project", "all"),
    summary="Which sessions the lists have: those of this folder, of the whole project, or of every project.",
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
    summary="How wide the prompt in the middle of the first screen grows; 0 is 70 % of the screen.",
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
    summary="The cursor of the prompt: the block that octui draws, or the terminal's own in this shape or as it is.",
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

ATTENTION: Final = "Attention"

ATTENTION_MODE: Final = Setting(
    name="attention.mode",
    group=ATTENTION,
    default="unfocused",
    choices=("off", "unfocused", "always"),
    summary="When to call for you: never, only while another window has the focus, or always.",
)
ATTENTION_ROUTE: Final = Setting(
    name="attention.route",
    group=ATTENTION,
    default="auto",
    choices=("auto", "osc9", "osc99", "osc777", "desktop", "off"),
    summary="How a notification is shown: by the terminal, or by the desktop; auto takes what the terminal knows.",
)
ATTENTION_BELL: Final = Setting(
    name="attention.bell",
    group=ATTENTION,
    default=True,
    summary="Ring the terminal's bell as well.",
)
ATTENTION_HOOK: Final = Setting(
    name="attention.hook",
    group=ATTENTION,
    default="",
    summary="A shell command to run too; OCTUI_EVENT, OCTUI_MESSAGE, OCTUI_TITLE and OCTUI_SESSION say what happened.",
)
WINDOW_TITLE: Final = Setting(
    name="attention.window_title",
    group=ATTENTION,
    default=True,
    summary="Name the terminal's window after the session, with the number of requests that wait for you.",
)
COPY_ON_SELECT: Final = Setting(
    name="copy_on_select",
    group=SESSIONS,
    default=False,
    summary="Copy what the mouse selects at once, instead of when the key for it is pressed.",
)

TERMINAL: Final = "Terminal"

TERMINAL_SCROLLBACK: Final = Setting(
    name="terminal.scrollback",
    group=TERMINAL,
    default=100_000,
    least=100,
    most=10_000_000,
    summary="How many lines a terminal opened from then on keeps above its screen; a line takes about 300 bytes.",
)
SHELL_INTEGRATION: Final = Setting(
    name="terminal.shell_integration",
    group=TERMINAL,
    default=False,
    summary="Have bash, zsh and fish in new terminals mark prompts and exit codes (OSC 133); their files stay.",
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
