"""Help: every command and key, from the one command table."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from octui.ui.commands import COMMANDS, Command, format_key

_OTHER_KEYS: Sequence[tuple[str, str]] = (
    ("@", "Mention a file or an agent in the prompt"),
    ("/", "Commands, octui's and the server's"),
    ("!", "Run a shell command on the server, without the agent"),
    ("up, down", "Earlier and later prompts, from the first and last row"),
    ("shift+enter, ctrl+j, alt+enter", "New line in the prompt"),
    ("escape escape", "Interrupt the agent"),
    ("ctrl+c", "Clear the prompt; with nothing in it, twice quits"),
    ("left, right, enter", "On a card: choose and confirm; escape leaves without deciding"),
)


def render_help(commands: Sequence[Command] = COMMANDS) -> Content:
    """Keys on the left, what they do on the right, by group."""
    lines: list[Content] = []
    groups: dict[str, list[Command]] = {}
    for command in commands:
        groups.setdefault(command.group, []).append(command)
    for group, members in groups.items():
        lines.append(Content.styled(group, "bold $text-primary"))
        lines.extend(_render_command_row(member) for member in members)
        lines.append(Content(""))
    lines.append(Content.styled("In the prompt and on cards", "bold $text-primary"))
    lines.extend(_render_help_row(keys, what) for keys, what in _OTHER_KEYS)
    return Content("\n").join(lines)


def _render_command_row(command: Command) -> Content:
    keys = ", ".join(format_key(key) for key in command.keys)
    slash = "/" + command.slash[0] if command.slash else ""
    reached = "  ".join(part for part in (keys, slash) if part) or command.id
    what = f"{command.title}. {command.help}" if command.help else command.title
    return _render_help_row(reached, what)


def _render_help_row(reached: str, what: str) -> Content:
    return Content("").join([Content.styled(f"  {reached:<32}", "$text-accent"), Content(" " + what)])


class HelpScreen(ModalScreen[None]):
    """What the program can do and how to reach it."""

    BINDINGS = [
        Binding("escape,q,f1,enter", "dismiss", "Close"),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help", can_focus=False) as body:
            body.border_title = "Help"
            body.border_subtitle = "↑ ↓ scroll · esc closes"
            yield Static(render_help(), markup=False)

    def action_scroll(self, rows: int) -> None:
        self.query_one("#help", VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_page(self, pages: int) -> None:
        body = self.query_one("#help", VerticalScroll)
        body.scroll_relative(y=pages * max(1, body.size.height - 1), animate=False)
