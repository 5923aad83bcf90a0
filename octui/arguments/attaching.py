"""The options of commands that need a server: which one, where on it, and how to sign in."""

import os
from pathlib import Path

import click

from octui.arguments.place import resolve_directory, resolve_place
from octui.arguments.sign_in import make_sign_in_options, resolve_sign_in
from octui.config.options import Options


def make_server_options() -> list[click.Parameter]:
    """`--attach`, `--dir`, `--embedded`, `-u` and `-p`."""
    return [
        click.Option(
            ["--attach", "--server", "server"],
            metavar="URL",
            envvar="OCTUI_SERVER",
            show_envvar=True,
            help="Use the server at URL.",
        ),
        click.Option(
            ["--dir", "server_directory"], metavar="PATH", help="Where to work; with --attach a path on that server."
        ),
        click.Option(["--embedded"], is_flag=True, help="Always use the embedded server."),
        *make_sign_in_options(),
    ]


def make_server_choice(
    server: str | None,
    server_directory: str | None,
    embedded: bool,
    username: str | None,
    password: str | None,
) -> Options:
    """Which server these options name, and where to work; raises UsageError."""
    server = None if embedded else server or None
    if server_directory == "":
        raise click.UsageError("--dir needs a value.")
    directory: Path
    if server is None and server_directory is not None:
        directory, server_directory = resolve_directory(server_directory), None
    else:
        directory, server, server_directory = resolve_place((), server, server_directory, password)
    username, secret, server, warnings = resolve_sign_in(server, username, password, os.environ)
    return Options(
        directory=directory,
        server=server,
        server_directory=server_directory,
        embedded=embedded,
        username=username,
        password=secret,
        warnings=warnings,
    )
