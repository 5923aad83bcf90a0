"""A new MCP server as it is typed: a command to run on the server's machine, or an address."""

import shlex
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from octui.ui.panels.form import FormField
from octui.wire.mcp import McpConfig, McpLocal, McpRemote

FIELDS = (
    FormField("name", "Name", "tracker"),
    FormField("target", "Command on the server's machine, or address", "npx -y @org/mcp · https://mcp.example.com/mcp"),
    FormField("extra", "Environment of a command, or headers of an address (optional)", "TOKEN=… REGION=eu"),
)
ABOUT = "The server keeps it until it restarts; the configuration keeps it permanently (/config)."


def find_server_mistake(answers: Mapping[str, str], taken: Collection[str]) -> str:
    """What is wrong with the lines, as a sentence; empty when nothing is."""
    name, target = answers["name"], answers["target"]
    if not name:
        return "Give it a name."
    if name in taken:
        return f"A server named {name} already exists."
    if not target:
        return "Enter a command, or an address that begins with http:// or https://."
    try:
        words = shlex.split(target)
        extra = shlex.split(answers["extra"])
    except ValueError:
        return "A quotation mark is not closed."
    if "://" in words[0] and not _is_web_address(target):
        return "Only addresses that begin with http:// or https:// and name a host can be reached."
    wrong = next((pair for pair in extra if not pair.partition("=")[1] or not pair.partition("=")[0]), None)
    return f"Write NAME=value instead of {wrong}." if wrong is not None else ""


def parse_server(answers: Mapping[str, str]) -> McpConfig:
    """The configuration that lines without a mistake stand for."""
    target = answers["target"]
    extra = dict(pair.split("=", 1) for pair in shlex.split(answers["extra"]))
    if _is_web_address(target):
        return McpRemote(url=target, headers=extra or None, enabled=True)
    return McpLocal(command=tuple(shlex.split(target)), environment=extra or None, enabled=True)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() for c in text)
