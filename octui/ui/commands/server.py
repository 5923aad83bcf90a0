"""The server: its status, its MCP servers, configuration, projects, worktrees, tools and events."""

from typing import Final

from octui.ui.commands.command import Command

SERVER_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "opencode.status",
        "Show status",
        "Server",
        lambda on: on.status.show_status(),
        slash=("status",),
        help="The server, the project, models, MCP, LSP, and the health of the event stream.",
        legacy_ids=("status_view",),
    ),
    Command(
        "mcp.list",
        "MCP servers",
        "Server",
        lambda on: on.mcp.show_mcp_servers(),
        slash=("mcps", "mcp"),
        help="Connect, add or sign in to MCP servers, and attach their resources to the prompt.",
        legacy_ids=("mcp_list",),
    ),
    Command(
        "config.show",
        "Configuration",
        "Server",
        lambda on: on.configuration.show_configuration(),
        slash=("config",),
        help="What is in force and where it comes from, with secrets masked; change a value, or load the files again.",
    ),
)
