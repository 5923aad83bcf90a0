"""Options of OpenCode's own client that octui does otherwise: a sentence says how, instead of a nearest spelling."""

from collections.abc import Mapping
from typing import Final

import click

_SERVER: Final = "is an option of a server: see “octui serve --help”, and attach to it with “octui attach URL”."

FOREIGN_OPTIONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("--port", "--hostname", "--mdns", "--mdns-domain", "--cors"), _SERVER),
    "--pure": "is no option of octui, which runs no plugins of OpenCode's client.",
}


def reject_foreign_option(name: str) -> None:
    """Raises UsageError with what stands for the option, if it is one of these."""
    if name in FOREIGN_OPTIONS:
        raise click.UsageError(f"{name} {FOREIGN_OPTIONS[name]}")
