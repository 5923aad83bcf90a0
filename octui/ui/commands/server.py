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
    Command(
        "project.list",
        "Projects",
        "Server",
        lambda on: on.projects.show_projects(),
        slash=("projects", "project"),
        help="Go to another project or folder of the server; rename, colour, or make a folder a git repository.",
    ),
    Command(
        "session.list.everywhere",
        "Sessions in other folders",
        "Server",
        lambda on: on.session_scope.show_everything(),
        slash=("everywhere",),
        help="The list of sessions, with those of every project that the server has.",
    ),
    Command(
        "session.scope",
        "Choose which sessions are listed",
        "Session",
        lambda on: on.session_scope.cycle_scope(),
        slash=("scope",),
        help="Those of this folder, of the project, or of all projects; kept as a setting.",
        find_obstacle=lambda on: on.session_scope.find_scope_obstacle(),
    ),
    Command(
        "project.follow",
        "Go to the folder of this session",
        "Server",
        lambda on: on.projects.follow_session(),
        slash=("follow",),
        help="For a session that works in another folder than octui.",
        is_enabled=lambda on: on.projects.is_session_elsewhere(),
    ),
    Command(
        "worktree.list",
        "Worktrees",
        "Server",
        lambda on: on.worktrees.show_worktrees(),
        slash=("worktrees", "worktree"),
        help="Other checkouts of the project: create, go to, reset or remove one, or start a session in it.",
        find_obstacle=lambda on: on.worktrees.find_worktree_obstacle(),
    ),
    Command(
        "tool.list",
        "Model tools",
        "Server",
        lambda on: on.tool_list.show_tools(),
        slash=("tools",),
        help="What the model may call, with the schema of each.",
        find_obstacle=lambda on: on.tool_list.find_tool_obstacle(),
    ),
    Command(
        "event.list",
        "Server events",
        "Server",
        lambda on: on.event_log.show_event_log(),
        slash=("events",),
        help="Kinds, rates, the history of the connection and the latest events; save them to a file.",
    ),
)
