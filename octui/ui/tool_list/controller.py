"""The tools that the model is given, with their schemas."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from octui.ui.controllers.context import NOT_CONNECTED, AppContext, ConnectedServer
from octui.wire.catalog import Tool
from octui.wire.struct import to_json_values

if TYPE_CHECKING:
    # Imported when opened: the first screen should not wait for it.
    from octui.ui.panels.panel import Panel
    from octui.ui.panels.panel_rows import PanelRow


class ToolListController:
    """Servers choose tools by model, so these are those of the model that the next prompt goes to."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._tools: tuple[Tool, ...] = ()
        self._panel: Panel | None = None

    def find_tool_obstacle(self) -> str:
        server = self._context.server
        known = server.client.known_capabilities if server is not None else None
        return "this server does not list its tools" if known is not None and not known.tool_list else ""

    def show_tools(self) -> None:
        from octui.ui.panels.panel import Panel
        from octui.ui.panels.panel_rows import PanelAction

        context = self._context
        if context.server is None:
            context.notify_error("Could not show the tools", NOT_CONNECTED)
            return
        model = context.resolve_selection().model
        title = f"Tools · {'/'.join(model)}" if model is not None else "Tools"
        opener = PanelAction("panel.open", "schema", self._show_schema, lambda row: row is not None)
        panel = self._panel = Panel(
            title, self._iter_rows, actions=[opener], on_refresh=self._reload_tools, empty="Loading…"
        )
        context.open_screen(panel)
        self._reload_tools()

    def _reload_tools(self) -> None:
        from octui.ui.panels.panel_work import run_panel_work

        server = self._context.server
        if server is not None and self._panel is not None:
            work = partial(self._load_tools, server)
            run_panel_work(self._context, self._panel, "Loading", "Could not load the tools", work)

    async def _load_tools(self, server: ConnectedServer) -> None:
        """Without a model only the names are known."""
        model = self._context.resolve_selection().model
        catalog = server.client.catalog
        if model is not None:
            self._tools = await catalog.list_tools(*model)
        else:
            self._tools = tuple(Tool(id=name) for name in await catalog.list_tool_ids())

    def _iter_rows(self) -> "Iterator[PanelRow]":
        from octui.ui.mcp.mcp_rows import ToolOwners
        from octui.ui.panels.panel_rows import PanelRow

        owners = ToolOwners(self._context.store.state.mcp)
        for tool in sorted(self._tools, key=lambda tool: bool(owners.find_server(tool))):
            owner = owners.find_server(tool)
            yield PanelRow(
                id=tool.id,
                title=tool.id,
                detail=describe_parameters(tool),
                group=f"MCP server {owner}" if owner else "Built in",
                about=" ".join(tool.description.split()),
                copied=format_tool(tool),
            )

    def _show_schema(self, row: "PanelRow | None") -> None:
        from octui.ui.help.row_text import Passage
        from octui.ui.help.screen import HelpScreen

        tool = next((tool for tool in self._tools if row is not None and tool.id == row.id), None)
        if tool is not None:
            self._context.open_screen(HelpScreen(tool.id, [Passage(format_tool(tool))]))


def describe_parameters(tool: Tool) -> str:
    """The parameters by name; those that may be left out have a question mark."""
    schema: Any = tool.parameters if isinstance(tool.parameters, Mapping) else {}
    properties = schema.get("properties")
    required = schema.get("required")
    if not isinstance(properties, Mapping):
        return ""
    needed = set(map(str, required)) if isinstance(required, Sequence) and not isinstance(required, str) else set()
    return ", ".join(f"{name}{'' if name in needed else '?'}" for name in properties)


def format_tool(tool: Tool) -> str:
    """What it says about itself, and its schema as JSON."""
    schema = json.dumps(to_json_values(tool.parameters), indent=2, ensure_ascii=False)
    return f"{tool.description.strip()}\n\n{schema}".strip()
