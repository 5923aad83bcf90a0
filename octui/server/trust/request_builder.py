"""Turns what has to wait into requests that say where it stands, what it would do, and how it is written."""

import json
from collections.abc import Iterator
from typing import Any, Final

from octui.server.config.config_interpolation import has_placeholder
from octui.server.trust.project_trust import escape_surrogates
from octui.wire.access.trust import TrustRequest
from octui.wire.struct import Json

NAMED_ENTRIES: Final = ("agent", "command", "mcp", "mode", "provider")
"""Keys whose values are objects of named things; each of those is a request of its own."""

ENVIRONMENT_EFFECT: Final = "It is filled with variables of your environment, or with files that may hold secrets."
UNKNOWN_EFFECT: Final = "Changes a setting that could run programs, send something away or weaken a protection."

EFFECTS: Final = {
    "agent": "Sends options of this folder's choice to the model's provider.",
    "autoshare": "Publishes sessions on the internet.",
    "autoupdate": "Downloads and installs programs.",
    "command": "Runs shell commands, or attaches files that may hold secrets, when the command is used.",
    "disabled_providers": "Changes which providers may be used.",
    "enabled_providers": "Changes which providers may be used.",
    "enterprise": "Sends shared sessions to an address of this folder's choice.",
    "experimental": "Changes experimental settings, which can run programs.",
    "formatter": "Runs programs after files were edited.",
    "instructions": "Reads files that may hold secrets, or from the internet, and sends them to the model.",
    "link": "Reads a file outside this folder.",
    "lsp": "Runs programs when files are opened.",
    "mcp": "Runs a program, or connects to an address, and lets the model use it.",
    "mode": "Sends options of this folder's choice to the model's provider.",
    "model": "Sends prompts to a provider that this folder defines or changes.",
    "permission": "Allows tools to do what you would otherwise be asked about or have denied.",
    "plugin": "Loads programs into the server. octui's own server never does.",
    "provider": "Decides where prompts and API keys are sent, or what is sent along with them.",
    "server": "Changes who can reach the server.",
    "share": "Publishes sessions on the internet.",
    "shell": "Decides which program runs shell commands.",
    "skills": "Loads skills from outside this folder or from the internet.",
    "small_model": "Sends prompts to a provider that this folder defines or changes.",
    "snapshot": "Turns off snapshots, so that changes to files cannot be undone.",
    "tools": "Allows tools to do what you would otherwise be asked about or have denied.",
}


def build_request(kind: str, file: str, key: str, value: Any) -> TrustRequest:
    """A request for a value as it stands in a file; text is taken as it is."""
    text = value if isinstance(value, str) else format_value(value)
    effect = EFFECTS.get(kind, UNKNOWN_EFFECT)
    if has_placeholder(text):
        effect = f"{effect} {ENVIRONMENT_EFFECT}"
    return TrustRequest(
        kind=kind, file=escape_surrogates(file), key=escape_surrogates(key), effect=effect, text=escape_surrogates(text)
    )


def build_config_requests(file: str, waiting: Json) -> Iterator[TrustRequest]:
    """One for each key of a configuration that waits, and for each agent, command, MCP server and provider in it."""
    for key, value in waiting.items():
        if key in NAMED_ENTRIES and isinstance(value, dict):
            for name, entry in value.items():
                yield build_request(_find_entry_kind(key, entry), file, f"{key}.{name}", entry)
        else:
            yield build_request(key, file, key, {key: value})


def format_value(value: Any) -> str:
    """The value as JSON over several lines, in the order of the file."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def _find_entry_kind(key: str, entry: Any) -> str:
    """An agent or command of which only the model waits is about that model."""
    return "model" if isinstance(entry, dict) and list(entry) == ["model"] else key
