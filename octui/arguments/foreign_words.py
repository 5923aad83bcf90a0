"""OpenCode's options and commands that octui offers in another way, each with a sentence that says how."""

from collections.abc import Mapping
from typing import Final

import click

_SERVER: Final = "is an option of a server: see “octui serve --help”, and attach to it with “octui attach URL”."

FOREIGN_OPTIONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("--port", "--hostname", "--mdns", "--mdns-domain", "--cors"), _SERVER),
    "--pure": "does nothing here: octui runs no plugins of OpenCode's client.",
}

FOREIGN_COMMANDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("auth", "providers", "login"), "/connect adds a provider's key"),
    "models": "/models lists the models",
    "mcp": "/mcps lists the MCP servers",
    "agent": "/agents lists the agents",
    "session": "/sessions lists the sessions",
    "stats": "/status shows what the server knows",
    "upgrade": "/upgrade installs a newer OpenCode",
    "debug": "/debug shows versions, terminal and server",
    **dict.fromkeys(("acp", "github", "import", "plugin", "pr", "uninstall", "web"), ""),
}
"""Each with what octui has in its place."""


def describe_foreign_command(word: str) -> str:
    """What to do instead of a command of OpenCode's, if it is one, else an empty string."""
    if word not in FOREIGN_COMMANDS:
        return ""
    instead = FOREIGN_COMMANDS[word]
    return f"“{word}” is a command of opencode. " + (
        f"In octui, {instead}." if instead else f"Run “opencode {word}” for it."
    )


def reject_foreign_option(name: str) -> None:
    """Raises UsageError with what stands for the option, if it is one of these."""
    if name in FOREIGN_OPTIONS:
        raise click.UsageError(f"{name} {FOREIGN_OPTIONS[name]}")
