"""The user name and the password that a command line, an address and the environment give."""

from collections.abc import Mapping
from typing import Final

import click

from octui.arguments.command import find_option_spelling
from octui.config.secret import Secret
from octui.config.stdio import ask_password

ASK: Final = "\0"
"""Stands for a `-p` without a value: no argument can hold it."""

PASSWORD_ON_ARGV: Final = (
    "A password on the command line shows in the process list and in the shell's history; "
    "set OPENCODE_SERVER_PASSWORD, or give -p last, without a value, to be asked."
)


def make_sign_in_options() -> list[click.Parameter]:
    """`-u` and `-p`, which every command has that may attach to a server."""
    return [
        click.Option(
            ["-u", "--username"],
            metavar="NAME",
            help="User name for the server; default: OPENCODE_SERVER_USERNAME, or opencode.",
        ),
        click.Option(
            ["-p", "--password"],
            metavar="[PASSWORD]",
            is_flag=False,
            flag_value=ASK,
            help="Password for the server; -p alone asks for it. Better: set OPENCODE_SERVER_PASSWORD.",
        ),
    ]


def resolve_sign_in(
    server: str | None, username: str | None, password: str | None, environment: Mapping[str, str]
) -> tuple[str | None, Secret | None, str | None, tuple[str, ...]]:
    """The user name, the password, the server's address without them, and warnings: argument, address, environment."""
    warnings: list[str] = []
    if password == "":
        option = find_option_spelling("--password")
        raise click.UsageError(
            f"{option} was given an empty password; give -p without a value to be asked, or leave it out."
        )
    secret: Secret | None = None
    if password == ASK:
        secret = ask_password()
    elif password is not None:
        secret = Secret(password)
        warnings.append(PASSWORD_ON_ARGV)
    if server is not None:
        from octui.client import BadAddress, address  # only attaching waits for it

        try:
            typed = address.parse_address(server)
        except BadAddress as error:
            raise click.UsageError(str(error)) from None
        server = typed.url
        if typed.credentials is not None:
            username = username or typed.credentials.username
            if typed.credentials.password:
                warnings.append(address.PASSWORD_IN_ADDRESS)
                secret = secret or Secret(typed.credentials.password)
    username = username or environment.get("OPENCODE_SERVER_USERNAME") or None
    if secret is None and (known := environment.get("OPENCODE_SERVER_PASSWORD")):
        secret = Secret(known)
    return username, secret, server, tuple(warnings)
