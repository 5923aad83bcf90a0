"""One request, one answer: the part of the client that every group of calls stands on."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import msgspec

from octui.client.address import Address, Credentials, directory_parameter
from octui.client.errors import ClientError, NotOpenCode, ServerFailed, TimedOut, Unreachable
from octui.client.http.http_client import load, pool, unanswered
from octui.client.http.response import Answer, Asked, failure
from octui.wire.health import Health
from octui.wire.struct import lenient

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
Query = Mapping[str, str | int | float | bool | None]

PATIENCE = 30.0
"""Seconds a call may take that has nothing to wait for; a flooding terminal can stop a server for eight."""

PROBES = (1.0, 1.5, 2.5, 4.0)
"""Seconds given to each health request in a row: a starting server takes requests it will never answer."""

KNOCK_SECONDS = 5.0

HEALTH = "/global/health"

LARGE = 200_000
"""Bytes from which an answer is decoded off the event loop."""


class Transport:
    """A connection to one server; it asks after the server's health before its first call and after every failure."""

    def __init__(self, url: str, *, directory: str | None = None, credentials: Credentials | None = None) -> None:
        self.address = Address.parse(url)
        self.directory = directory
        self.credentials = credentials or self.address.credentials
        self._http: httpx.AsyncClient | None = None
        self._health: Health | None = None
        self._probing = asyncio.Lock()

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

    async def health(self) -> Health:
        """Ask after the server's health, patiently while it starts; raises any ClientError."""
        self._health = None
        return await self.settle()

    async def settle(self) -> Health:
        """The server's health as last known, asked anew only after something went wrong."""
        async with self._probing:
            if self._health is None:
                self._health = await self._probe()
            return self._health

    def unsettle(self) -> None:
        """Doubt the server: the next call asks after its health first."""
        self._health = None

    async def knock(self) -> None:
        """Ask after the server's health once, without patience and without a conclusion."""
        await self._exchange("GET", HEALTH, {}, None, None, KNOCK_SECONDS)

    async def get(
        self,
        path: str,
        kind: type[T],
        *,
        directory: str | None = None,
        query: Query | None = None,
        timeout: float | None = PATIENCE,
    ) -> T:
        answer = await self.ask("GET", path, directory=directory, query=query, timeout=timeout)
        return await self.decoded(path, answer, msgspec.json.Decoder(kind).decode)

    async def get_list(
        self, path: str, kind: type[T], *, directory: str | None = None, query: Query | None = None
    ) -> tuple[T, ...]:
        """A list, less the elements that cannot be read."""
        answer = await self.ask("GET", path, directory=directory, query=query)
        return await self.decoded(path, answer, lambda body: lenient(_raws.decode(body), kind))

    async def send(
        self,
        method: str,
        path: str,
        kind: type[T],
        body: object = None,
        *,
        directory: str | None = None,
        query: Query | None = None,
        timeout: float | None = PATIENCE,
    ) -> T:
        """Change something and read what came of it."""
        answer = await self.ask(method, path, body, directory=directory, query=query, timeout=timeout)
        return await self.decoded(path, answer, msgspec.json.Decoder(kind).decode)

    async def decoded(self, path: str, answer: Answer, decode: Callable[[bytes], T]) -> T:
        """What a JSON answer holds; raises NotOpenCode when it holds something else."""
        if not answer.body:
            sentence = "The server took the request and answered with nothing."
            raise ServerFailed(sentence, path=path, status=answer.status, delivered=True)
        if not answer.is_json:
            sentence = f"{self.url} answered {path} with {answer.media_type or 'something'} where JSON was due."
            raise NotOpenCode(sentence, path=path, status=answer.status)
        try:
            if len(answer.body) > LARGE:
                return await asyncio.to_thread(decode, answer.body)
            return decode(answer.body)
        except msgspec.MsgspecError as error:
            sentence = f"{self.url} answered {path} with something OpenCode does not say."
            raise NotOpenCode(sentence, path=path, status=answer.status) from error

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        directory: str | None = None,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = PATIENCE,
    ) -> Answer:
        """Make one call; raises the ClientError its answer, or the lack of one, stands for.

        A cut connection is tried once more, when the call changes nothing.
        """
        await self.settle()
        parameters = self.parameters(directory, query)
        try:
            return await self._exchange(method, path, parameters, body, headers, timeout)
        except Unreachable:
            self.unsettle()
            if method != "GET":
                raise
        except TimedOut:
            self.unsettle()
            raise
        await self.settle()
        return await self._exchange(method, path, parameters, body, headers, timeout)

    def parameters(self, directory: str | None, query: Query | None = None) -> dict[str, str]:
        """The query of a call: what is None is left out, and the client's own directory is the default."""
        spelled = {name: _spelled(value) for name, value in (query or {}).items() if value is not None}
        chosen = directory if directory is not None else self.directory
        if chosen:
            spelled["directory"] = directory_parameter(chosen)
        return spelled

    async def http(self) -> "httpx.AsyncClient":
        """The connection pool, made when first used because importing and building it costs a tenth of a second."""
        if self._http is None:
            await asyncio.to_thread(load)
            self._http = self._http or pool(self.address, self.credentials)
        return self._http

    def asked(self, method: str, path: str) -> Asked:
        return Asked(method, path, self.url, self.credentials is not None)

    async def _exchange(
        self,
        method: str,
        path: str,
        parameters: dict[str, str],
        body: object,
        headers: Mapping[str, str] | None,
        timeout: float | None,
    ) -> Answer:
        http = await self.http()
        import httpx  # already loaded by `http`; at the top it would cost start-up time

        content = msgspec.json.encode(body) if body is not None else None
        kind = {"content-type": "application/json"} if content is not None else {}
        limits = httpx.Timeout(timeout, connect=min(timeout or PATIENCE, 5.0))
        asked = self.asked(method, path)
        try:
            response = await http.request(
                method,
                self.url + path,
                params=parameters,
                content=content,
                headers={**kind, **(headers or {})},
                timeout=limits,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unanswered(asked, error, timeout) from error
        answer = Answer(response.status_code, response.headers, response.content)
        if (problem := failure(asked, answer)) is not None:
            raise problem
        return answer

    async def _probe(self) -> Health:
        for patience in PROBES:
            try:
                answer = await self._exchange("GET", HEALTH, {}, None, None, patience)
            except TimedOut as error:
                last: ClientError = error
                continue
            health = await self.decoded(HEALTH, answer, msgspec.json.Decoder(Health).decode)
            if not health.version:
                raise NotOpenCode(f"{self.url} is no OpenCode server.", method="GET", path=HEALTH, status=answer.status)
            return health
        raise last


def _spelled(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_raws = msgspec.json.Decoder(list[msgspec.Raw])
