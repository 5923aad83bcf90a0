"""`octui reset`: the way back to a usable terminal."""

import click

from octui.arguments.command import CONTEXT_SETTINGS, OctuiCommand
from octui.platform.terminal_reset import reset_terminal


@click.command(
    "reset",
    cls=OctuiCommand,
    context_settings=CONTEXT_SETTINGS,
    help="Restore the terminal after octui was killed: leave its screen, show the cursor, end mouse and key reports, "
    "and let the terminal echo what is typed. If enter does nothing, end the line with ctrl+j.",
)
def run_reset_command() -> int:
    """Restore the terminal that this runs in."""
    try:
        reset_terminal()
    except OSError as error:
        raise click.ClickException(f"There is no terminal to reset ({error.strerror}).") from None
    return 0
