"""Checks that a request is still pending, for servers that accept a reply to any request."""

from octui.client.capable_transport import CapableTransport
from octui.client.errors import NotFound, mark_undelivered
from octui.wire.requests import Permission


async def ensure_pending(
    transport: CapableTransport, listing: str, request_id: str, path: str, directory: str | None
) -> None:
    """Raise NotFound unless the request is listed.

    1.1.58 accepts any reply, also one that reaches no request: look before replying to it.
    """
    if await transport.has_honest_replies():
        return
    with mark_undelivered():
        pending = await transport.get_json_list(listing, Permission, directory=directory)
    if all(request.id != request_id for request in pending):
        raise NotFound("This request is no longer pending.", method="POST", path=path)
