"""Files attached to a prompt, expanded into parts the model can read."""

import base64
import binascii
import json
import mimetypes
from pathlib import Path
from urllib.parse import parse_qs, unquote, unquote_to_bytes, urlsplit

from msgspec.structs import replace

from octui.server.agent.tools.read import ATTACHABLE_TYPES, read_path
from octui.server.agent.tools.tool import ToolFailed
from octui.server.errors import BadRequest
from octui.server.identifiers import create_ascending_id
from octui.server.instance import Instance
from octui.server.mcp.catalog import McpError
from octui.server.mcp.service import McpService
from octui.wire.parts import FilePart, KnownPart, TextPart
from octui.wire.prompt import FromResource
from octui.wire.struct import Json


async def expand_attachment(
    instance: Instance, file: FilePart, resource: FromResource | None
) -> tuple[list[KnownPart], str | None]:
    """The parts an attached file becomes, and the error, if any; raises BadRequest when it is not a file."""
    if resource is not None:
        return await _expand_mcp_resource(instance, file, resource)
    scheme = urlsplit(file.url).scheme
    if scheme == "data":
        return _expand_data_url(file), None
    if scheme == "file":
        return _expand_file_url(file)
    raise BadRequest(f"An attached file must be a file:// or data: URL, not {file.url[:40]!r} - at `$.parts`")


def _expand_data_url(file: FilePart) -> list[KnownPart]:
    head, comma, body = file.url.partition(",")
    if not comma:
        raise BadRequest("An attached data: URL has no content - at `$.parts`")
    try:
        encoded = head.endswith(";base64")
        raw = base64.b64decode(unquote(body), validate=True) if encoded else unquote_to_bytes(body)
    except (binascii.Error, ValueError) as wrong:
        raise BadRequest(f"An attached data: URL cannot be decoded: {wrong} - at `$.parts`") from wrong
    if not file.mime.startswith("text/"):
        return [file]
    name = file.filename or "pasted text"
    return [
        _synthetic_text(file, _describe_read_call({"filePath": name})),
        _synthetic_text(file, raw.decode("utf-8", "replace")),
        file,
    ]


def _expand_file_url(file: FilePart) -> tuple[list[KnownPart], str | None]:
    parts = urlsplit(file.url)
    path = Path(unquote(parts.path))
    arguments: Json = {"filePath": str(path)}
    start, end = _parse_line_range(parts.query)
    if start is not None:
        arguments["offset"] = start
        if end is not None:
            arguments["limit"] = max(1, end - start + 1)
    called = _synthetic_text(file, _describe_read_call(arguments))
    try:
        outcome = read_path(path, arguments.get("offset"), arguments.get("limit"))
    except ToolFailed as failed:
        error = f"Read tool failed to read {path} with the following error: {failed}"
        return [called, _synthetic_text(file, error)], error
    mime = mimetypes.guess_type(path.name)[0] or ""
    if mime in ATTACHABLE_TYPES and outcome.attachments:
        return [called, replace(file, mime=mime, url=outcome.attachments[0].url)], None
    return [called, _synthetic_text(file, outcome.output), file], None


async def _expand_mcp_resource(
    instance: Instance, file: FilePart, resource: FromResource
) -> tuple[list[KnownPart], str | None]:
    """A resource of an MCP server, read when the prompt is sent."""
    uri = resource.uri
    called = _synthetic_text(file, f"Reading MCP resource: {file.filename or uri} ({uri})")
    mcp = instance.get_service(McpService)
    await mcp.wait_for_servers()
    try:
        result = await mcp.read_mcp_resource(resource.client_name, uri)
    except McpError as problem:
        error = f"Failed to read MCP resource {uri}: {problem}"
        return [called, _synthetic_text(file, error)], error
    return [called, _synthetic_text(file, result.text), file], None


def _describe_read_call(arguments: Json) -> str:
    return f"Called the Read tool with the following input: {json.dumps(arguments, separators=(',', ':'))}"


def _synthetic_text(file: FilePart, text: str) -> TextPart:
    """A text part that only the model sees."""
    return TextPart(
        id=create_ascending_id("prt"), session_id=file.session_id, message_id=file.message_id, text=text, synthetic=True
    )


def _parse_line_range(query: str) -> tuple[int | None, int | None]:
    arguments = parse_qs(query)

    def parse_line_number(name: str) -> int | None:
        value = arguments.get(name, [""])[0]
        return int(value) if value.isdigit() and len(value) < 10 else None

    return parse_line_number("start"), parse_line_number("end")
