"""The webfetch tool: fetches web pages."""

import asyncio
import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import msgspec
from msgspec import Meta

import octui
from octui.lean_httpx import import_httpx
from octui.server import http_client
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult
from octui.server.agent.tools.truncation import truncate_end
from octui.server.agent.tools.web.html_to_markdown import html_to_markdown, html_to_text
from octui.server.identifiers import create_ascending_id
from octui.wire.parts import FilePart

if TYPE_CHECKING:
    import httpx

    from octui.server.agent.tools.web.checked_transport import Reach

MAX_PAGE_BYTES: Final = 5 * 1024 * 1024
DEFAULT_TIMEOUT_SECONDS: Final = 30.0
MAX_REDIRECTS: Final = 5

PageFormat = Literal["text", "markdown", "html"]


class WebFetchArguments(msgspec.Struct):
    url: Annotated[str, Meta(min_length=1, description="The URL, with http:// or https://")]
    format: Annotated[PageFormat, Meta(description="The format of the result")] = "markdown"
    timeout: Annotated[float, Meta(gt=0, le=120, description="Timeout in seconds, at most 120")] | None = None


@dataclass(frozen=True, slots=True)
class FetchedPage:
    url: str
    mime: str
    charset: str
    body: bytes


async def execute_webfetch(context: ToolContext, arguments: WebFetchArguments) -> ToolResult:
    parts = urlsplit(arguments.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ToolFailed("The URL must start with http:// or https:// and include a host.")
    about = {"url": arguments.url, "format": arguments.format, "timeout": arguments.timeout}
    await context.require_permission("webfetch", [arguments.url], always=["*"], metadata=about)
    seconds = arguments.timeout or DEFAULT_TIMEOUT_SECONDS
    try:
        async with asyncio.timeout(seconds):
            page = await fetch_page(arguments.url, seconds)
    except TimeoutError:
        raise ToolFailed(f"{arguments.url} did not answer within {seconds:g} seconds.") from None
    title = f"{arguments.url} ({page.mime})"
    if page.mime.startswith("image/") and page.mime != "image/svg+xml":
        url = f"data:{page.mime};base64,{base64.b64encode(page.body).decode()}"
        attachment = FilePart(id=create_ascending_id("prt"), mime=page.mime, url=url)
        return ToolResult("Image fetched successfully", title, {"truncated": False}, (attachment,))
    text = await asyncio.to_thread(_convert_page, page, arguments.format)
    truncated = truncate_end(text, context.paths.outputs)
    return ToolResult(truncated.text, title, {"truncated": truncated.truncated})


async def fetch_page(url: str, seconds: float) -> FetchedPage:
    """Fetch a page, following redirects; a public URL may not lead to this machine or its private network."""
    import_httpx()
    import httpx  # loaded when the first page is fetched, to keep start-up short

    from octui.server.agent.tools.web.checked_transport import find_reach

    reach = await find_reach(urlsplit(url).hostname or "")
    try:
        for _ in range(MAX_REDIRECTS + 1):
            async with _create_client(url, seconds, reach) as client, client.stream("GET", url) as response:
                if not response.is_redirect:
                    return await _read_page(url, response)
                url = urljoin(url, response.headers.get("location", ""))
            target = urlsplit(url)
            if target.scheme not in ("http", "https"):
                raise ToolFailed(f"The page redirects to {url}, which is not a web page.")
            if reach == "web" and await find_reach(target.hostname or "") != "web":
                raise ToolFailed(
                    f"The page redirects to {url}, which is in a private network. The redirect was not followed."
                )
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as failed:
        raise ToolFailed(f"{url} could not be fetched: {str(failed) or type(failed).__name__}") from failed
    raise ToolFailed(f"The page redirects more than {MAX_REDIRECTS} times.")


def _create_client(url: str, seconds: float, reach: "Reach") -> "httpx.AsyncClient":
    from octui.server.agent.tools.web.checked_transport import CheckedTransport

    headers = {
        "user-agent": f"octui/{octui.VERSION}",
        "accept": "text/markdown, text/html;q=0.9, text/plain;q=0.8, */*;q=0.1",
        "accept-language": "en;q=0.9, *;q=0.5",
    }
    parts = urlsplit(url)
    has_proxy = parts.scheme in getproxies() and not proxy_bypass(parts.hostname or "")
    # A proxy looks names up by itself.
    return http_client.create_http_client(url, seconds, headers, None if has_proxy else CheckedTransport(reach))


async def _read_page(url: str, response: "httpx.Response") -> FetchedPage:
    if response.status_code >= 400:
        raise ToolFailed(f"{url} answered {response.status_code} {response.reason_phrase}.")
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_PAGE_BYTES:
            raise ToolFailed(f"The page is larger than {MAX_PAGE_BYTES // 1024 // 1024} MB.")
    mime = response.headers.get("content-type", "text/plain").partition(";")[0].strip().lower()
    return FetchedPage(url, mime, response.charset_encoding or "utf-8", bytes(body))


def _convert_page(page: FetchedPage, wanted: PageFormat) -> str:
    try:
        text = page.body.decode(page.charset, "replace")
    except LookupError:
        text = page.body.decode("utf-8", "replace")
    if "html" not in page.mime or wanted == "html":
        return text
    return html_to_markdown(text, page.url) if wanted == "markdown" else html_to_text(text)


WEBFETCH: Final = Tool(
    "webfetch",
    "Fetch a web page and read it, as Markdown by default. Read-only and without credentials: pages behind a login "
    "cannot be read.",
    WebFetchArguments,
    execute_webfetch,
)
