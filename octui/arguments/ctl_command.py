"""`octui ctl`: controls of a running octui, for editors and scripts."""

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import CompletionItem

from octui.arguments.attaching import make_server_choice
from octui.arguments.command import CONTEXT_SETTINGS, OctuiCommand, OctuiGroup, check_session_id, find_nearest_word
from octui.arguments.sign_in import make_sign_in_options
from octui.config.stdio import read_piped_text

if TYPE_CHECKING:
    from octui.headless.remote_control import Send

EPILOG: Final = (
    "Every running octui records where it runs in a private file. The one meant is that of this directory or the "
    "nearest above it, or the only one there is. Exit codes: 0 sent, 1 the server refused it, 2 wrong arguments, "
    "4 no octui was found. 0 does not mean that it was carried out: octui shows what prevents it."
)

Perform = Callable[..., int]


@click.group("ctl", cls=OctuiGroup, context_settings=CONTEXT_SETTINGS, epilog=EPILOG)
def run_ctl_group() -> None:
    """Control a running octui, from an editor or a script."""


def _make_target_options() -> list[click.Parameter]:
    return [
        click.Option(["--pid"], type=int, metavar="PID", help="The octui with this process id; octui ctl list has it."),
        click.Option(
            ["--attach", "--server", "server"], metavar="URL", help="Every octui on the server at URL, in --dir."
        ),
        click.Option(
            ["--dir", "server_directory"],
            metavar="PATH",
            help="Find the octui of this directory; with --attach a path on that server.",
        ),
        *make_sign_in_options(),
    ]


class ControlCommand(OctuiCommand):
    """A subcommand of `octui ctl`; each takes options that select the octui to control."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params += _make_target_options()


def _send(make: "Callable[[], Send]", **target: Any) -> int:
    """Send what `make` returns to the chosen octui; a failure is printed, and becomes the exit code."""
    pid = target.pop("pid")
    options = make_server_choice(embedded=False, **target)
    for warning in options.warnings:
        click.echo(f"octui: {warning}", file=sys.stderr)
    # Imported once the arguments make sense: it brings what speaks to servers.
    from octui.headless.connection import CommandFailed
    from octui.headless.remote_control import send_to_instance
    from octui.headless.status_line import write_status_line

    try:
        return send_to_instance(options, pid, make())
    except CommandFailed as error:
        write_status_line(error)
        return error.code


@run_ctl_group.command("append-prompt", cls=ControlCommand)
@click.argument("words", nargs=-1, metavar="[TEXT]...")
@click.option("--submit", is_flag=True, help="Then send the prompt.")
def append_prompt(words: tuple[str, ...], submit: bool, **target: Any) -> int:
    """Add TEXT, or what is piped in, to the prompt."""
    text = " ".join(words) if words and words != ("-",) else read_piped_text()
    text = text.encode(errors="surrogateescape").decode(errors="replace")
    if not text:
        raise click.UsageError("There is no text: give it as an argument, or pipe it in.")

    def make() -> "Send":
        from octui.headless.remote_control import make_append

        return make_append(text, submits=submit)

    return _send(make, **target)


def _add_simple_command(name: str, summary: str, command_id: str) -> None:
    """A control without arguments."""

    @run_ctl_group.command(name, cls=ControlCommand, help=summary)
    def send_command(**target: Any) -> int:
        return _send(lambda: _make_command(command_id), **target)


def _make_command(command_id: str) -> "Send":
    from octui.headless.remote_control import make_command

    return make_command(command_id)


for _name, _summary, _command_id in (
    ("submit-prompt", "Send the prompt.", "prompt.submit"),
    ("clear-prompt", "Clear the prompt.", "prompt.clear"),
    ("open-help", "Open help.", "help.show"),
    ("open-sessions", "Open the session list.", "session.list"),
    ("open-themes", "Open the theme picker.", "theme.switch"),
    ("open-models", "Open the model picker.", "model.list"),
):
    _add_simple_command(_name, _summary, _command_id)


def _complete_command_ids(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from octui.ui.commands.table import COMMANDS  # brings no Textual

    return [CompletionItem(one.id, help=one.title) for one in COMMANDS if one.id.startswith(incomplete)]


@run_ctl_group.command("execute-command", cls=ControlCommand)
@click.argument("command", metavar="NAME", shell_complete=_complete_command_ids)
def execute_command(command: str, **target: Any) -> int:
    """Run the command NAME: see octui ctl commands."""
    from octui.ui.commands.table import COMMANDS, find_app_command  # brings no Textual

    known = find_app_command(command)
    if known is None:
        near = find_nearest_word(command, [one.id for one in COMMANDS])
        hint = f"Did you mean “{near}”?" if near else "octui ctl commands lists them."
        raise click.UsageError(f"octui has no command “{command}”. {hint}")
    return _send(lambda: _make_command(known.id), **target)


@run_ctl_group.command("show-toast", cls=ControlCommand)
@click.argument("message")
@click.option("--title", metavar="TEXT")
@click.option(
    "--variant", type=click.Choice(["info", "success", "warning", "error"]), default="info", show_default=True
)
@click.option("--duration", metavar="MS", type=click.IntRange(1, 600_000), help="How long, in milliseconds.")
def show_toast(message: str, title: str | None, variant: str, duration: int | None, **target: Any) -> int:
    """Show MESSAGE for a moment."""
    if not message.strip():
        raise click.UsageError("The message is empty.")
    return _send(
        lambda: lambda client: client.tui.show_toast(message, title=title, variant=variant, duration=duration), **target
    )


@run_ctl_group.command("select-session", cls=ControlCommand)
@click.argument("session", metavar="ID")
def select_session(session: str, **target: Any) -> int:
    """Open the session with this ID."""
    check_session_id(session)

    def make() -> "Send":
        from octui.headless.remote_control import make_select

        return make_select(session)

    return _send(make, **target)


@run_ctl_group.command("list", cls=OctuiCommand)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def list_instances(as_json: bool) -> int:
    """List every octui that runs on this machine."""
    from octui.config.running_instances import list_running_instances
    from octui.render.text.sanitize import to_whole_line

    instances = list_running_instances()
    if as_json:
        fields = [
            {"pid": one.pid, "url": one.url, "directory": one.directory, "version": one.version} for one in instances
        ]
        click.echo(json.dumps(fields))
    else:
        for one in instances:
            click.echo(f"{one.pid}\t{to_whole_line(one.directory)}\t{one.url}", file=sys.stdout)
    return 0


@run_ctl_group.command("commands", cls=OctuiCommand)
def list_command_ids() -> int:
    """List the names for execute-command."""
    from octui.ui.commands.table import COMMANDS  # brings no Textual

    for one in COMMANDS:
        click.echo(f"{one.id}\t{one.title}", file=sys.stdout)
    return 0
