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
)
