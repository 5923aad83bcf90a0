"""A client that checks everything it receives against OpenCode's description of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import msgspec

from octui.wire.struct import Json
from tests.server.http.api_document import load_api_document

PATIENCE = 30.0


class CheckedClient:
    """Requests in a directory; `problems` says what did not match the description, and `answered` what was covered."""

    def __init__(self, url: str, directory: str) -> None:
        self.problems: set[str] = set()
        self.answered: set[tuple[str, str, int]] = set()
        """Method, path template and status of each answer that is described."""
        self.events: list[Json] = []
        self.event_types: set[str] = set()
        """The types of the events of this directory and of all others."""
        self._document = load_api_document()
        self._more = asyncio.Event()
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"x-opencode-directory": directory},
            timeout=PATIENCE,
            event_hooks={"response": [self._check_answer]},
        )
        self._streaming = httpx.AsyncClient(
            base_url=url, headers={"x-opencode-directory": directory}, timeout=httpx.Timeout(PATIENCE, read=None)
        )

    async def send(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return await self._http.request(method, path, json=body, **options)

    async def send_content(self, method: str, path: str, content: bytes | None) -> httpx.Response:
        """Send a body that need not be JSON."""
        return await self._http.request(method, path, content=content)

    async def get_json(self, path: str, **query: Any) -> Any:
        return (await self._http.get(path, params=query)).raise_for_status().json()

    async def post_json(self, path: str, body: Any = None) -> Any:
        return (await self.send("POST", path, body if body is not None else {})).raise_for_status().json()

    async def wait_for(self, kind: str, wanted: Callable[[Json], bool] = lambda _: True, *, after: int = 0) -> Json:
        """The properties of the first event of this type, from the one with number `after` on."""
        checked = after
        async with asyncio.timeout(PATIENCE):
            while True:
                for event in self.events[checked:]:
                    checked += 1
                    if event["type"] == kind and wanted(event["properties"]):
                        found: Json = event["properties"]
                        return found
                self._more.clear()
                await self._more.wait()

    async def wait_for_more(self, answer: "asyncio.Task[httpx.Response]") -> None:
        """Wait for the next event, or for an answer."""
        self._more.clear()
        more = asyncio.ensure_future(self._more.wait())
        await asyncio.wait([answer, more], return_when=asyncio.FIRST_COMPLETED, timeout=PATIENCE)
        more.cancel()

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[None]:
        """Check the events of all three streams meanwhile; the directory's are kept in `events`."""
        streams = [
            asyncio.create_task(self._read_stream("/event", "Event")),
            asyncio.create_task(self._read_stream("/global/event", "GlobalEvent")),
            asyncio.create_task(self._read_stream("/api/event", "V2Event")),
        ]
        try:
            await self.wait_for("server.connected")
            yield
        finally:
            for stream in streams:
                stream.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*streams)
            await self._http.aclose()
            await self._streaming.aclose()

    async def _read_stream(self, path: str, union: str) -> None:
        async with self._streaming.stream("GET", path) as stream:
            async for line in stream.aiter_lines():
                if not line.startswith("data: "):
                    continue
                frame = line.removeprefix("data: ").encode()
                self.problems.update(self._document.check_event(frame, union))
                event = msgspec.json.decode(frame)
                self.event_types.add(event.get("payload", event)["type"])
                if union == "Event":
                    self.events.append(event)
                    self._more.set()

    async def _check_answer(self, response: httpx.Response) -> None:
        body = await response.aread()
        method, path = response.request.method, response.request.url.path
        media = response.headers.get("content-type", "")
        self.problems.update(self._document.check_answer(method, path, response.status_code, media, body))
        if (found := self._document.find_operation(method, path)) and str(response.status_code) in found[1][
            "responses"
        ]:
            self.answered.add((method, found[0], response.status_code))
