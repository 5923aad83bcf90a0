"""Help: every command and key, from the command table and the keymap."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from octui.ui.commands.command import Command
from octui.ui.commands.table import COMMANDS
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_all_keys, format_hints
from octui.ui.keymap import KeyContext, get_keymap

_TYPED_IN_PROMPT: Sequence[tuple[str, str]] = (
    ("@", "Mention a file or an agent"),
    ("/", "Commands, octui's and the server's"),
    ("!", "Run a shell command on the server, without the agent"),
)


def render_help(commands: Sequence[Command] = COMMANDS) -> Content:
    """Keys on the left, what they do on the right: commands by group, then the other keys by context."""
    lines: list[Content] = []
    for group, members in _group_commands(commands).items():
        lines += [_render_heading(group), *(_render_command_row(member) for member in members), Content("")]
    lines += [_render_heading("Typed in the prompt"), *(_render_help_row(*row) for row in _TYPED_IN_PROMPT)]
    for context in get_keymap().entries:
        lines += [Content(""), render_context_help(context)]
    return Content("\n").join(lines)


def render_context_help(context: KeyContext) -> Content:
    """The keys of one place, below its name."""
    rows = [
        _render_help_row(", ".join(keys), entry.title)
        for command_id, entry in get_keymap().entries[context].items()
        if entry.title and (keys := format_all_keys(command_id))
    ]
    return Content("\n").join([_render_heading(context.value), *rows])


def _group_commands(commands: Sequence[Command]) -> dict[str, list[Command]]:
    groups: dict[str, list[Command]] = {}
    for command in commands:
        groups.setdefault(command.group, []).append(command)
    return groups


def _render_heading(text: str) -> Content:
    return Content.styled(text, "bold $text-primary")


def _render_command_row(command: Command) -> Content:
    keys = ", ".join(format_all_keys(command.id))
    slash = "/" + command.slash[0] if command.slash else ""
    reached_by = "  ".join(part for part in (keys, slash) if part) or command.id
    return _render_help_row(reached_by, f"{command.title}. {command.help}" if command.help else command.title)


def _render_help_row(reached_by: str, what: str) -> Content:
    return Content("").join([Content.styled(f"  {reached_by:<32}", "$text-accent"), Content(" " + what)])


class HelpScreen(ModalScreen[None]):
    """A text to scroll through: all commands and keys, unless it is given another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.HELP,
            {
                "help.close": "dismiss",
                "help.line.down": "scroll(1)",
                "help.line.up": "scroll(-1)",
                "help.page.down": "page(1)",
                "help.page.up": "page(-1)",
            },
        )
    ]

    def __init__(self, title: str = "Help", text: Content | None = None) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help", can_focus=False) as body:
            body.border_title = self._title
            body.border_subtitle = format_hints(("help.line.up help.line.down", "scroll"), ("help.close", "close"))
            yield Static(render_help() if self._text is None else self._text, markup=False)

    def action_scroll(self, rows: int) -> None:
        self.query_one("#help", VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_page(self, pages: int) -> None:
        body = self.query_one("#help", VerticalScroll)
        body.scroll_relative(y=pages * max(1, body.size.height - 1), animate=False)
