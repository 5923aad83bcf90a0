"""Converts the results of MCP servers to text and files."""

import json
from collections.abc import Iterable

import mcp_types as types

from octui.server.mcp.catalog import McpFile, McpResult

Content = types.TextContent | types.ImageContent | types.AudioContent | types.ResourceLink | types.EmbeddedResource


def convert_tool_result(result: types.CallToolResult) -> McpResult:
    """A tool result with only structured content is shown as JSON."""
    read = convert_contents(result.content)
    text = read.text
    if not text and not read.files and result.structured_content is not None:
        text = json.dumps(result.structured_content, ensure_ascii=False)
    return McpResult(text, read.files, result.is_error)


def convert_prompt_result(result: types.GetPromptResult) -> McpResult:
    contents: list[Content] = []
    for message in result.messages:
        content = message.content
        contents.append(content)
    return convert_contents(contents)


def convert_resource_result(result: types.ReadResourceResult) -> McpResult:
    return _join_contents(_convert_resource(part) for part in result.contents)


def convert_contents(contents: Iterable[Content]) -> McpResult:
    return _join_contents(_convert_content(content) for content in contents)


def _convert_content(content: Content) -> str | McpFile:
    match content:
        case types.TextContent():
            return content.text
        case types.ImageContent() | types.AudioContent():
            return McpFile(content.mime_type, content.data)
        case types.ResourceLink():
            return f"{content.name}: {content.uri}"
        case types.EmbeddedResource():
            return _convert_resource(content.resource)


def _convert_resource(resource: types.TextResourceContents | types.BlobResourceContents) -> str | McpFile:
    if isinstance(resource, types.TextResourceContents):
        return resource.text
    return McpFile(resource.mime_type or "application/octet-stream", resource.blob)


def _join_contents(parts: Iterable[str | McpFile]) -> McpResult:
    texts: list[str] = []
    files: list[McpFile] = []
    for part in parts:
        if isinstance(part, McpFile):
            files.append(part)
        else:
            texts.append(part)
    return McpResult("\n\n".join(texts), tuple(files))
