"""HTTP responses for what handlers return: JSON, compressed for clients on other machines."""

import asyncio
import gzip

from starlette.responses import Response

from octui.server.json_encoding import encode_json

MIN_GZIP_BYTES = 1024
"""Responses larger than this are compressed for clients on other machines."""

JSON_TYPE = "application/json"


class EncodedJson:
    """JSON that is already encoded, with the headers to send with it."""

    def __init__(self, body: bytes, headers: dict[str, str] | None = None, status: int = 200) -> None:
        self.body = body
        self.headers = headers or {}
        self.status = status


async def build_response(result: object, *, packed: bool = False) -> Response:
    """The response for a handler's result; None becomes 204."""
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status_code=204)
    made = result if isinstance(result, EncodedJson) else EncodedJson(encode_json(result))
    body, headers = made.body, dict(made.headers)
    if packed and len(body) > MIN_GZIP_BYTES:
        body = await asyncio.to_thread(gzip.compress, body, 5)
        headers["content-encoding"] = "gzip"
        headers["vary"] = "accept-encoding"
    return Response(body, made.status, headers, JSON_TYPE)
