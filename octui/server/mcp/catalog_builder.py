"""Loads the lists of an MCP server, page by page."""

from mcp import Client

from octui.server.mcp.catalog import McpPrompt, McpTool, qualify_name
from octui.wire.mcp import McpResource

MAX_PAGES = 100
"""Limits servers whose list never ends."""


async def list_all_tools(client: Client, server: str) -> tuple[McpTool, ...]:
    found: list[McpTool] = []
    cursor: str | None = None
    for _ in range(MAX_PAGES):
        page = await client.list_tools(cursor=cursor)
        for tool in page.tools:
            name = qualify_name(server, tool.name)
            found.append(McpTool(name, server, tool.name, tool.description or "", tool.input_schema))
        if (cursor := page.next_cursor) is None:
            break
    return tuple(found)


async def list_all_prompts(client: Client, server: str) -> tuple[McpPrompt, ...]:
    found: list[McpPrompt] = []
    cursor: str | None = None
    for _ in range(MAX_PAGES):
        page = await client.list_prompts(cursor=cursor)
        for prompt in page.prompts:
            arguments = tuple(argument.name for argument in prompt.arguments or ())
            name = qualify_name(server, prompt.name)
            found.append(McpPrompt(name, server, prompt.name, prompt.description or "", arguments))
        if (cursor := page.next_cursor) is None:
            break
    return tuple(found)


async def list_all_resources(client: Client, server: str) -> tuple[McpResource, ...]:
    found: list[McpResource] = []
    cursor: str | None = None
    for _ in range(MAX_PAGES):
        page = await client.list_resources(cursor=cursor)
        for resource in page.resources:
            found.append(
                McpResource(
                    name=resource.name,
                    uri=resource.uri,
                    client=server,
                    description=resource.description,
                    mime_type=resource.mime_type,
                )
            )
        if (cursor := page.next_cursor) is None:
            break
    return tuple(found)
