"""The one command table: bindings, palette, slash completion, help and remote control all read it.

Ids are OpenCode's own dotted ids, so that programs which drive its interface drive this one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from octui.ui.actions import CommandActions

LEADER: Final = "ctrl+x"
LEADER_SECONDS: Final = 2.0

_SIGNS: Final = {
    "grave_accent": "`",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "slash": "/",
}
"""Keys as Textual names them, and as they are printed on the keyboard."""


AppAction = Callable[[CommandActions], None]
AppPredicate = Callable[[CommandActions], bool]


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the program can do.

    Keys are Textual key names; `<leader>x` means the leader key, then x. `slash` are names typed after a slash.
    `legacy` are older ids by which other programs still call it.
    """

    id: str
    title: str
    group: str
    perform: AppAction
    keys: tuple[str, ...] = ()
    slash: tuple[str, ...] = ()
    help: str = ""
    is_enabled: AppPredicate = lambda _: True
    legacy_ids: tuple[str, ...] = ()
    is_hidden: bool = False
    """Left out of the palette: it would mean nothing there. Help still lists it."""

    @property
    def first_key(self) -> str:
        """The first key as a person reads it."""
        return format_key(self.keys[0]) if self.keys else ""


def format_key(key: str) -> str:
    """`<leader>l` as `ctrl+x l`, and a sign as the sign it is."""
    leader, _, name = key.rpartition("<leader>")
    return f"{LEADER} {_SIGNS.get(name, name)}" if leader or key != name else key


def _scroll_command(id_: str, title: str, motion: str, *keys: str, legacy: str) -> Command:
    return Command(
        id_,
        title,
        "Transcript",
        lambda on: on.view.scroll_transcript(motion),
        keys=keys,
        is_enabled=lambda on: on.sessions.has_chat(),
        legacy_ids=(legacy,),
        is_hidden=True,
    )


COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "session.list",
        "Switch session",
        "Session",
        lambda on: on.sessions.pick_session(),
        keys=("<leader>l",),
        slash=("sessions", "resume", "continue"),
        help="Every session, by what needs you first.",
        legacy_ids=("session_list",),
    ),
    Command(
        "session.new",
        "New session",
        "Session",
        lambda on: on.sessions.new_session(),
        keys=("<leader>n",),
        slash=("new", "clear"),
        help="The server makes it with your first prompt.",
        legacy_ids=("session_new",),
    ),
    Command(
        "session.home",
        "Session overview",
        "Session",
        lambda on: on.sessions.show_sessions(),
        keys=("<leader>h",),
        slash=("home",),
        help="Back to the list you started from.",
        is_enabled=lambda on: on.sessions.has_chat(),
    ),
    Command(
        "session.rename",
        "Rename session",
        "Session",
        lambda on: on.sessions.rename_session(),
        keys=("ctrl+r",),
        slash=("rename",),
        is_enabled=lambda on: on.sessions.has_session(),
        legacy_ids=("session_rename",),
    ),
    Command(
        "session.fork",
        "Fork session",
        "Session",
        lambda on: on.sessions.fork_session(),
        slash=("fork",),
        help="Copy the session up to a prompt, and go on from there.",
        is_enabled=lambda on: on.sessions.has_session(),
        legacy_ids=("session_fork",),
    ),
    Command(
        "session.timeline",
        "Jump to a prompt",
        "Session",
        lambda on: on.sessions.show_timeline(),
        keys=("<leader>g",),
        slash=("timeline",),
        is_enabled=lambda on: on.sessions.has_session(),
        legacy_ids=("session_timeline",),
    ),
    Command(
        "session.compact",
        "Compact session",
        "Session",
        lambda on: on.sessions.compact_session(),
        keys=("<leader>c",),
        slash=("compact", "summarize"),
        help="Summarize the conversation to free the model's context.",
        is_enabled=lambda on: on.sessions.has_session(),
        legacy_ids=("session_compact",),
    ),
    Command(
        "session.undo",
        "Undo last prompt",
        "Session",
        lambda on: on.sessions.undo_prompt(),
        keys=("<leader>u",),
        slash=("undo",),
        help="Takes back the last prompt, its answer and the files it changed.",
        is_enabled=lambda on: on.sessions.has_session(),
        legacy_ids=("messages_undo",),
    ),
    Command(
        "session.redo",
        "Redo",
        "Session",
        lambda on: on.sessions.redo_prompt(),
        keys=("<leader>r",),
        slash=("redo",),
        is_enabled=lambda on: on.sessions.has_revert(),
        legacy_ids=("messages_redo",),
    ),
    Command(
        "session.interrupt",
        "Interrupt the agent",
        "Session",
        lambda on: on.sessions.interrupt_session(),
        keys=("escape",),
        help="Twice, from the composer.",
        is_enabled=lambda on: on.sessions.has_session(),
        legacy_ids=("session_interrupt",),
    ),
    Command(
        "session.delete",
        "Delete session",
        "Session",
        lambda on: on.sessions.delete_session(),
        slash=("delete",),
        is_enabled=lambda on: on.sessions.has_session(),
        legacy_ids=("session_delete",),
    ),
    Command(
        "session.share",
        "Share session",
        "Session",
        lambda on: on.sessions.share_session(),
        slash=("share",),
        help="The server publishes it and gives a link.",
        is_enabled=lambda on: on.sessions.has_session(),
        legacy_ids=("session_share",),
    ),
    Command(
        "session.unshare",
        "Unshare session",
        "Session",
        lambda on: on.sessions.unshare_session(),
        slash=("unshare",),
        is_enabled=lambda on: on.sessions.has_session(),
        legacy_ids=("session_unshare",),
    ),
    Command(
        "session.child.first",
        "Open subagent",
        "Session",
        lambda on: on.sessions.open_first_child(),
        keys=("<leader>down",),
        is_enabled=lambda on: on.sessions.has_children(),
        legacy_ids=("session_child_first",),
    ),
    Command(
        "session.parent",
        "Back to the parent session",
        "Session",
        lambda on: on.sessions.open_parent(),
        keys=("<leader>up",),
        is_enabled=lambda on: on.sessions.has_parent_session(),
        legacy_ids=("session_parent",),
    ),
    Command(
        "session.child.next",
        "Next subagent",
        "Session",
        lambda on: on.sessions.open_sibling(1),
        keys=("<leader>right",),
        is_enabled=lambda on: on.sessions.has_parent_session(),
        legacy_ids=("session_child_cycle",),
    ),
    Command(
        "session.child.previous",
        "Previous subagent",
        "Session",
        lambda on: on.sessions.open_sibling(-1),
        keys=("<leader>left",),
        is_enabled=lambda on: on.sessions.has_parent_session(),
        legacy_ids=("session_child_cycle_reverse",),
    ),
    Command(
        "permission.focus",
        "Answer what is asked",
        "Asks",
        lambda on: on.approvals.focus_request(),
        keys=("<leader>enter", "ctrl+y"),
        help="Moves to the card; left and right choose, Enter confirms, Esc leaves without deciding.",
        is_enabled=lambda on: on.approvals.has_requests(),
    ),
    Command(
        "permission.next",
        "Next ask",
        "Asks",
        lambda on: on.approvals.focus_next_request(),
        keys=("<leader>i",),
        help="Goes round everything that waits for you, in every session.",
        is_enabled=lambda on: on.approvals.has_requests(),
    ),
    Command(
        "model.list",
        "Switch model",
        "Model and agent",
        lambda on: on.models.pick_model(),
        keys=("<leader>m",),
        slash=("models", "model"),
        legacy_ids=("model_list",),
    ),
    Command(
        "provider.connect",
        "Connect a provider",
        "Model and agent",
        lambda on: on.providers.connect_provider(),
        slash=("connect",),
        help="Give the server a key, and have the provider's models.",
        legacy_ids=("provider_connect",),
    ),
    Command(
        "model.cycle_recent",
        "Next recent model",
        "Model and agent",
        lambda on: on.models.cycle_model(1),
        keys=("f2",),
        legacy_ids=("model_cycle_recent",),
    ),
    Command(
        "model.cycle_recent_reverse",
        "Previous recent model",
        "Model and agent",
        lambda on: on.models.cycle_model(-1),
        keys=("shift+f2",),
        legacy_ids=("model_cycle_recent_reverse",),
    ),
    Command(
        "variant.cycle",
        "Next thinking effort",
        "Model and agent",
        lambda on: on.models.cycle_variant(),
        keys=("ctrl+t",),
        is_enabled=lambda on: on.models.has_variants(),
        legacy_ids=("variant_cycle",),
    ),
    Command(
        "variant.list",
        "Choose thinking effort",
        "Model and agent",
        lambda on: on.models.pick_variant(),
        slash=("variants",),
        is_enabled=lambda on: on.models.has_variants(),
        legacy_ids=("variant_list",),
    ),
    Command(
        "agent.list",
        "Switch agent",
        "Model and agent",
        lambda on: on.models.pick_agent(),
        keys=("<leader>a",),
        slash=("agents",),
        legacy_ids=("agent_list",),
    ),
    Command(
        "agent.cycle",
        "Next agent",
        "Model and agent",
        lambda on: on.models.cycle_agent(1),
        keys=("tab",),
        legacy_ids=("agent_cycle",),
    ),
    Command(
        "agent.cycle.reverse",
        "Previous agent",
        "Model and agent",
        lambda on: on.models.cycle_agent(-1),
        keys=("shift+tab",),
        legacy_ids=("agent_cycle_reverse",),
    ),
    Command(
        "prompt.submit",
        "Send prompt",
        "Prompt",
        lambda on: on.prompts.submit_prompt(),
        keys=("enter",),
        help="shift+enter, ctrl+j or alt+enter begin a new line.",
        legacy_ids=("prompt_submit", "input_submit"),
        is_hidden=True,
    ),
    Command(
        "prompt.clear",
        "Clear prompt",
        "Prompt",
        lambda on: on.prompts.clear_prompt(),
        keys=("ctrl+c",),
        legacy_ids=("input_clear", "prompt_clear"),
        is_hidden=True,
    ),
    Command(
        "prompt.editor",
        "Write the prompt in your editor",
        "Prompt",
        lambda on: on.prompts.edit_prompt(),
        keys=("<leader>e",),
        slash=("editor",),
        help="Opens $VISUAL or $EDITOR.",
        legacy_ids=("editor_open",),
    ),
    Command(
        "transcript.focus",
        "Walk through the transcript",
        "Transcript",
        lambda on: on.view.focus_transcript(),
        keys=("alt+up", "<leader>k"),
        help="Up and down move, Enter opens and closes, y copies, Esc returns.",
        is_enabled=lambda on: on.sessions.has_chat(),
    ),
    _scroll_command("session.page.up", "Page up", "page_up", "pageup", "ctrl+alt+b", legacy="messages_page_up"),
    _scroll_command(
        "session.page.down", "Page down", "page_down", "pagedown", "ctrl+alt+f", legacy="messages_page_down"
    ),
    _scroll_command(
        "session.half.page.up", "Half page up", "half_page_up", "ctrl+alt+u", legacy="messages_half_page_up"
    ),
    _scroll_command(
        "session.half.page.down", "Half page down", "half_page_down", "ctrl+alt+d", legacy="messages_half_page_down"
    ),
    _scroll_command("session.line.up", "Line up", "line_up", "ctrl+alt+y", legacy="messages_line_up"),
    _scroll_command("session.line.down", "Line down", "line_down", "ctrl+alt+e", legacy="messages_line_down"),
    _scroll_command("session.first", "To the beginning", "first", "home", "ctrl+g", legacy="messages_first"),
    _scroll_command("session.last", "To the end", "last", "end", "ctrl+alt+g", legacy="messages_last"),
    _scroll_command(
        "session.message.previous", "Previous prompt", "message_previous", "alt+pageup", legacy="message_previous"
    ),
    _scroll_command("session.message.next", "Next prompt", "message_next", "alt+pagedown", legacy="messages_next"),
    Command(
        "messages.copy",
        "Copy last answer",
        "Transcript",
        lambda on: on.view.copy_last_message(),
        keys=("<leader>y",),
        slash=("copy",),
        is_enabled=lambda on: on.sessions.has_session(),
        legacy_ids=("messages_copy",),
    ),
    Command(
        "session.copy",
        "Copy the whole transcript",
        "Transcript",
        lambda on: on.view.copy_transcript(),
        help="As Markdown, older pages included.",
        is_enabled=lambda on: on.sessions.has_session(),
        legacy_ids=("session_copy",),
    ),
    Command(
        "session.toggle.thinking",
        "Show or hide thinking",
        "View",
        lambda on: on.view.toggle_thinking(),
        slash=("thinking",),
        legacy_ids=("display_thinking",),
    ),
    Command(
        "session.toggle.actions",
        "Open or close all tool output",
        "View",
        lambda on: on.view.toggle_tool_output(),
        slash=("details",),
        legacy_ids=("tool_details",),
    ),
    Command(
        "session.sidebar.toggle",
        "Show or hide the sidebar",
        "View",
        lambda on: on.view.toggle_sidebar(),
        keys=("<leader>b",),
        is_enabled=lambda on: on.sessions.has_chat(),
        legacy_ids=("sidebar_toggle",),
    ),
    Command(
        "session.sidebar.focus",
        "Go to the sidebar",
        "View",
        lambda on: on.view.focus_sidebar(),
        keys=("<leader>s",),
        is_enabled=lambda on: on.sessions.has_chat(),
    ),
    Command(
        "theme.switch",
        "Switch theme",
        "View",
        lambda on: on.view.pick_theme(),
        keys=("<leader>t",),
        slash=("themes", "theme"),
        legacy_ids=("theme.list", "theme_list"),
    ),
    Command(
        "terminal.toggle",
        "Open or hide the terminal",
        "Terminal",
        lambda on: on.terminals.toggle_terminal(),
        keys=("<leader>grave_accent",),
        slash=("terminal",),
        help="In it every key goes to the program; esc esc or ctrl+] leaves.",
    ),
    Command(
        "terminal.focus",
        "Go to the terminal",
        "Terminal",
        lambda on: on.terminals.focus_terminal(),
        keys=("<leader>j",),
    ),
    Command(
        "terminal.new",
        "New terminal",
        "Terminal",
        lambda on: on.terminals.new_terminal(),
        keys=("<leader>o",),
        slash=("terminal-new",),
        help="A shell on the server, where the session works.",
    ),
    Command(
        "terminal.full",
        "Terminal on the whole screen",
        "Terminal",
        lambda on: on.terminals.toggle_fullscreen_terminal(),
        keys=("<leader>f",),
        slash=("terminal-full",),
    ),
    Command(
        "terminal.close",
        "Close terminal",
        "Terminal",
        lambda on: on.terminals.close_terminal(),
        keys=("<leader>w",),
        slash=("terminal-close",),
        help="Ends what runs in it; asks first when something does.",
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "terminal.rename",
        "Rename terminal",
        "Terminal",
        lambda on: on.terminals.rename_terminal(),
        slash=("terminal-rename",),
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "terminal.next",
        "Next terminal",
        "Terminal",
        lambda on: on.terminals.cycle_terminal(1),
        keys=("<leader>right_square_bracket",),
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "terminal.previous",
        "Previous terminal",
        "Terminal",
        lambda on: on.terminals.cycle_terminal(-1),
        keys=("<leader>left_square_bracket",),
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "terminal.grow",
        "More room for the terminal",
        "Terminal",
        lambda on: on.terminals.resize_terminal(1),
        keys=("<leader>plus", "<leader>equals_sign"),
        is_enabled=lambda on: on.terminals.is_terminal_shown(),
    ),
    Command(
        "terminal.shrink",
        "Less room for the terminal",
        "Terminal",
        lambda on: on.terminals.resize_terminal(-1),
        keys=("<leader>minus",),
        is_enabled=lambda on: on.terminals.is_terminal_shown(),
    ),
    Command(
        "terminal.search",
        "Search in the terminal",
        "Terminal",
        lambda on: on.terminals.search_terminal(),
        keys=("<leader>slash",),
        slash=("terminal-search",),
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "terminal.copy",
        "Select in the terminal with the keys",
        "Terminal",
        lambda on: on.terminals.enter_copy_mode(),
        keys=("<leader>v",),
        slash=("terminal-copy",),
        help="Copy mode, as in tmux and vi: hjkl w b e g G move, v and V select, y copies, s sends it to the prompt.",
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "terminal.send",
        "Put what the terminal shows into the prompt",
        "Terminal",
        lambda on: on.terminals.send_terminal_to_prompt(),
        keys=("<leader>p",),
        slash=("terminal-send",),
        help="The selection, or what the last command printed.",
        is_enabled=lambda on: on.terminals.has_terminal(),
    ),
    Command(
        "command.palette.show",
        "Commands",
        "octui",
        lambda on: on.app.show_command_palette(),
        keys=("ctrl+p",),
        legacy_ids=("command_list",),
        is_hidden=True,
    ),
    Command(
        "help.show",
        "Help",
        "octui",
        lambda on: on.view.show_help(),
        keys=("f1", "<leader>question_mark"),
        slash=("help",),
        legacy_ids=("help_show",),
    ),
    Command(
        "server.connect",
        "Connect to another server",
        "octui",
        lambda on: on.server_connection.change_server(),
        slash=("server",),
    ),
    Command(
        "terminal.suspend",
        "Suspend octui",
        "octui",
        lambda on: on.view.suspend_app(),
        keys=("ctrl+z",),
        help="Until the shell's fg; what runs on the server goes on.",
        legacy_ids=("terminal_suspend",),
        is_hidden=True,
    ),
    Command(
        "app.exit",
        "Quit",
        "octui",
        lambda on: on.app.quit_app(),
        keys=("<leader>q",),
        slash=("exit", "quit", "q"),
        help="ctrl+c twice with an empty prompt does it too.",
        legacy_ids=("app_exit",),
    ),
)

_COMMAND_BY_ID: Final = {name: command for command in COMMANDS for name in (command.id, *command.legacy_ids)}


def find_app_command(name: str | None) -> Command | None:
    """The command with this dotted or legacy id."""
    return _COMMAND_BY_ID.get(name) if name else None


def find_leader_command(key: str) -> Command | None:
    """The command the leader key followed by `key` means."""
    wanted = f"<leader>{key}"
    return next((command for command in COMMANDS if wanted in command.keys), None)


def iter_direct_keys() -> Iterator[tuple[str, Command]]:
    """Every key that runs a command without the leader."""
    for command in COMMANDS:
        for key in command.keys:
            if not key.startswith("<leader>"):
                yield key, command
