"""Signing in to an MCP server: with the code that the browser ends at, or while the server waits for its browser."""

import asyncio
from contextlib import aclosing, suppress
from typing import Final

from octui.client import Client, Connected, Rejected
from octui.ui.connect.dialog_wait import wait_with_dialog
from octui.ui.connect.sign_in_dialog import SignInDialog
from octui.ui.controllers.context import AppContext
from octui.wire.events import McpBrowserFailed, Received
from octui.wire.mcp import McpStatus

EMPTY: Final = "empty: the server opens its own browser, and waits"
NO_BROWSER: Final = (
    "The server cannot open a browser itself. The page leads back to the server's machine: if that is another one, "
    "cancel, sign in again, and enter the address the browser ends at."
)
_LISTEN_SECONDS: Final = 2.0
"""How long the sign-in waits for the stream that reports the page; without it, it goes on all the same."""


async def sign_in_to_mcp_server(context: AppContext, client: Client, name: str) -> McpStatus | None:
    """How the server is afterwards; None when it was cancelled. Raises a ClientError when it failed."""
    started = await client.mcp.start_auth(name)
    if not started.authorization_url:
        raise Rejected("the server already has a sign-in for it, or returned no page to open.")
    dialog = SignInDialog(name, started.authorization_url, takes_code=True, empty=EMPTY)
    code = await context.wait_for_screen(dialog)
    if code is None:
        return None
    return await (client.mcp.finish_auth(name, code) if code else _wait_for_browser(context, client, name))


async def _wait_for_browser(context: AppContext, client: Client, name: str) -> McpStatus | None:
    """Where the server has no browser it reports the page, which differs from the one it was asked for before."""
    is_heard = asyncio.Event()

    async def hear_page() -> str:
        async with aclosing(aiter(client.events.subscribe())) as items:
            async for heard in items:
                if isinstance(heard, Connected):
                    is_heard.set()
                elif (
                    isinstance(heard, Received)
                    and isinstance(heard.event, McpBrowserFailed)
                    and heard.event.mcp_name == name
                ):
                    return heard.event.url
        return ""

    page = asyncio.ensure_future(hear_page())
    signing_in: asyncio.Future[McpStatus] | None = None
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(is_heard.wait(), _LISTEN_SECONDS)
        signing_in = asyncio.ensure_future(client.mcp.authenticate(name))
        await asyncio.wait({signing_in, page}, return_when=asyncio.FIRST_COMPLETED)
        if signing_in.done():
            return signing_in.result()
        dialog = SignInDialog(name, page.result(), NO_BROWSER, takes_code=False)
        return await wait_with_dialog(context, dialog, signing_in)
    finally:
        page.cancel()
        if signing_in is not None:
            signing_in.cancel()
