"""Sends one request and receives one response: the base of all groups of calls."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from octui.client.address import Credentials, encode_directory, parse_address
from octui.client.errors import (
    BadAddress,
    ClientError,
    NotOpenCode,
    ServerFailed,
    TimedOut,
    Unreachable,
    mark_undelivered,
)
from octui.client.http.http_client import convert_httpx_error, create_http_client, import_libraries
from octui.client.http.large_memory import keep_large_memory_apart
from octui.client.http.response import RequestInfo, Response, describe_web_page, find_error
from octui.client.http.unreadable_log import UnreadableLog
from octui.wire.decoding.tolerant_decoder import (
    UNREADABLE,
    SkipHandler,
    TolerantDecoder,
    cut_list,
    decode_elements,
    decode_pieces,
    split_list,
)
from octui.wire.health import SERVER_HEADER, Health

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
Query = Mapping[str, str | int | float | bool | None]

REQUEST_TIMEOUT = 30.0
"""Timeout in seconds of calls that wait for nothing; a flooding terminal can stop a server for eight."""

PROBE_TIMEOUTS = (1.0, 1.5, 2.5, 4.0)
"""Seconds given to each health request in a row: a starting server takes requests it will never answer."""

PING_TIMEOUT = 5.0

CONNECT_TIMEOUT = 5.0
"""Seconds given to each connection, whatever the patience for the answer: a lost first packet alone costs one."""

HEALTH_PATH = "/global/health"

LARGE_RESPONSE = 200_000
"""Responses of at least this many bytes are decoded off the event loop."""


class Transport:
    """A connection to one server; it checks the server's health before its first call and after every failure.

    `health` is the answer another connection has just had, which saves the first check.
    """

    def __init__(
        self,
        url: str,
        *,
        directory: str | None = None,
        credentials: Credentials | None = None,
        health: Health | None = None,
    ) -> None:
        self.address = parse_address(url)
        self.directory = directory
        self.credentials = credentials or self.address.credentials
        self.unreadable = UnreadableLog()
        self._http: httpx.AsyncClient | None = None
        self._health = health
        self._health_lock = asyncio.Lock()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r}, directory={self.directory!r})"

    @property
    def url(self) -> str:
        """The server's address, without credentials."""
        return self.address.url

    async def close(self) -> None:
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def check_health(self) -> Health:
        """Ask for the server's health, patiently while it starts; raises any ClientError."""
        self._health = None
        return await self.ensure_healthy()

    async def ensure_healthy(self) -> Health:
        """The last known health of the server, checked again only after a failure."""
        async with self._health_lock:
            if self._health is None:
                self._health = await self._probe_health()
            return self._health

    def invalidate_health(self) -> None:
        """Discard the known health: the next call checks it first."""
        self._health = None

    async def ping_server(self) -> None:
        """Ask for the server's health once, with a short timeout, without remembering the result."""
        await self._exchange_once("GET", HEALTH_PATH, {}, None, None, PING_TIMEOUT)

    async def get_json(
        self,
        path: str,
        kind: type[T],
        *,
        directory: str | None = None,
        query: Query | None = None,
        timeout: float | None = REQUEST_TIMEOUT,
    ) -> T:
        answer = await self.send_request("GET", path, directory=directory, query=query, timeout=timeout)
        return await self.decode_elements(
            path, answer, TolerantDecoder(kind, bounds_depth=False, saves_memory=True).decode_value
        )

    async def get_json_list(
        self,
        path: str,
        kind: type[T],
        *,
        directory: str | None = None,
        query: Query | None = None,
        timeout: float | None = REQUEST_TIMEOUT,
    ) -> tuple[T, ...]:
        """A list, less the elements that cannot be read."""
        answer = await self.send_request("GET", path, directory=directory, query=query, timeout=timeout)
        return await self.decode_list(path, answer, kind)

    async def decode_list(self, path: str, answer: Response, kind: type[T]) -> tuple[T, ...]:
        """The elements of an answer that can be read."""
        decoder = TolerantDecoder(kind, saves_memory=True)
        if len(answer.body) <= LARGE_RESPONSE:
            return await self.decode_elements(
                path, answer, lambda body, on_skip: decode_elements(split_list(body), decoder, on_skip)
            )
        pieces = await self.decode_response(path, answer, cut_list)
        # What is decoded takes about twice its JSON, of which only what is not decoded yet is kept.
        answer.discard_body()
        skipped: list[bytes] = []
        listed = await asyncio.to_thread(decode_pieces, pieces, decoder, skipped.append)
        self._record_skipped(path, skipped)
        return listed

    async def send_json(
        self,
        method: str,
        path: str,
        kind: type[T],
        body: object = None,
        *,
        directory: str | None = None,
        query: Query | None = None,
        timeout: float | None = REQUEST_TIMEOUT,
    ) -> T:
        """Change something and read the result."""
        answer = await self.send_request(method, path, body, directory=directory, query=query, timeout=timeout)
        return await self.decode_elements(
            path, answer, TolerantDecoder(kind, bounds_depth=False, saves_memory=True).decode_value
        )

    async def decode_elements(self, path: str, answer: Response, decode: Callable[[bytes, SkipHandler], T]) -> T:
        """What a JSON answer holds, less the elements that cannot be read, which are recorded in `unreadable`."""
        skipped: list[bytes] = []
        value = await self.decode_response(path, answer, lambda body: decode(body, skipped.append))
        self._record_skipped(path, skipped)
        return value

    def _record_skipped(self, path: str, skipped: list[bytes]) -> None:
        for raw in skipped:
            self.unreadable.record_item(path, raw)

    async def send_without_answer(
        self, method: str, path: str, body: object = None, *, directory: str | None = None
    ) -> None:
        """Change something through an endpoint that answers 204; any other answer does not come from it."""
        answer = await self.send_request(method, path, body, directory=directory)
        if answer.status != 204:
            sentence = f"{self.url} did not answer as an OpenCode server does (status {answer.status} instead of 204)."
            if answer.media_type == "text/html":
                sentence = describe_web_page(self.url)
            raise NotOpenCode(sentence, method=method, path=path, status=answer.status, delivered=True)

    async def decode_response(self, path: str, answer: Response, decode: Callable[[bytes], T]) -> T:
        """What a JSON answer holds; raises NotOpenCode when it holds something else."""
        if not answer.body:
            sentence = "The server accepted the request but returned nothing."
            raise ServerFailed(sentence, method=answer.method, path=path, status=answer.status, delivered=True)
        if not answer.is_json:
            kind = answer.media_type or "something"
            sentence = f"{self.url} did not answer as an OpenCode server does ({kind}, not JSON)."
            if kind == "text/html":
                sentence = describe_web_page(self.url)
            raise NotOpenCode(sentence, method=answer.method, path=path, status=answer.status, delivered=True)
        try:
            if len(answer.body) > LARGE_RESPONSE:
                return await asyncio.to_thread(decode, answer.body)
            return decode(answer.body)
        except UNREADABLE as error:
            sentence = f"{self.url} is not an OpenCode server (unexpected JSON from {path})."
            raise NotOpenCode(
                sentence, method=answer.method, path=path, status=answer.status, delivered=True
            ) from error

    async def send_request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        directory: str | None = None,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = REQUEST_TIMEOUT,
    ) -> Response:
        """Make one call; raises the ClientError its answer, or the lack of one, stands for.

        A cut connection is tried once more, when the call changes nothing.
        """
        with mark_undelivered():
            await self.ensure_healthy()
        parameters = self.build_query(directory, query)
        try:
            return await self._exchange_once(method, path, parameters, body, headers, timeout)
        except Unreachable:
            self.invalidate_health()
            if method != "GET":
                raise
        except TimedOut:
            self.invalidate_health()
            raise
        await self.ensure_healthy()
        return await self._exchange_once(method, path, parameters, body, headers, timeout)

    def build_query(self, directory: str | None, query: Query | None = None) -> dict[str, str]:
        """The query of a call: what is None is left out, and the client's own directory is the default."""
        spelled = {name: _format_query_value(value) for name, value in (query or {}).items() if value is not None}
        chosen = directory if directory is not None else self.directory
        if chosen:
            spelled["directory"] = encode_directory(chosen)
        return spelled

    async def open_http_client(self) -> "httpx.AsyncClient":
        """The connection pool, made when first used because importing and building it costs a tenth of a second."""
        if self._http is None:
            await asyncio.to_thread(import_libraries)
            self._http = self._http or create_http_client(self.address, self.credentials)
        return self._http

    def describe_request(self, method: str, path: str) -> RequestInfo:
        return RequestInfo(method, path, self.url, self.credentials is not None)

    async def _exchange_once(
        self,
        method: str,
        path: str,
        parameters: dict[str, str],
        body: object,
        headers: Mapping[str, str] | None,
        timeout: float | None,
    ) -> Response:
        http = await self.open_http_client()
        import httpx  # already loaded by `http`; at the top it would cost start-up time

        content: bytes | AsyncIterator[bytes] | None = None
        kind: dict[str, str] = {}
        if body is not None:
            # What the first screen asks for needs no body.
            from octui.client.http.request_body import encode_body, iter_body

            encoded = encode_body(body)
            kind = {"content-type": "application/json", "content-length": str(len(encoded))}
            content = iter_body(encoded) if len(encoded) > LARGE_RESPONSE else encoded
        limits = httpx.Timeout(timeout, connect=CONNECT_TIMEOUT)
        asked = self.describe_request(method, path)
        try:
            async with http.stream(
                method,
                self.url + path,
                params=parameters,
                content=content,
                headers={**kind, **(headers or {})},
                timeout=limits,
            ) as response:
                answer = Response(response.status_code, response.headers, await _read_body(response), method)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise convert_httpx_error(asked, error, timeout) from error
        except UnicodeEncodeError as error:
            sentence = "The request names something that is not UTF-8, which is all that servers understand."
            raise BadAddress(sentence, method=method, path=path) from error
        if (problem := find_error(asked, answer)) is not None:
            raise problem
        return answer

    async def _probe_health(self) -> Health:
        for patience in PROBE_TIMEOUTS:
            try:
                answer = await self._exchange_once("GET", HEALTH_PATH, {}, None, None, patience)
            except TimedOut as error:
                last: ClientError = error
                continue
            health = await self.decode_response(HEALTH_PATH, answer, TolerantDecoder(Health).decode_value)
            health = replace(health, server=answer.headers.get(SERVER_HEADER, health.server))
            if not health.version:
                raise NotOpenCode(
                    f"{self.url} is not an OpenCode server.", method="GET", path=HEALTH_PATH, status=answer.status
                )
            return health
        raise last


def omit_none(**values: object) -> dict[str, object]:
    """The keys that have a value; an explicit null means something else to some servers."""
    return {key: value for key, value in values.items() if value is not None}


async def _read_body(response: "httpx.Response") -> bytes:
    """The body without giant attachments. httpx would hold a body that it reads until a collection of garbage."""
    # Imported when used: the first screen should not wait for it.
    from octui.wire.decoding.attachment_filter import AttachmentFilter

    attachments, body = AttachmentFilter(), BytesIO()
    async for piece in response.aiter_bytes():
        body.write(attachments.filter_piece(piece))
        if body.tell() > LARGE_RESPONSE:
            keep_large_memory_apart()
    body.write(attachments.finish_stream())
    # What was written is the value itself: joining pieces would hold everything twice.
    return body.getvalue()


def _format_query_value(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
