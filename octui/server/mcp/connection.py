"""The connection to one MCP server, by the `mcp` package, which is loaded with the first server."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import TypeVar

import anyio
import httpx2
import mcp_types as types
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from octui.server.git.environment import inherited
from octui.server.mcp.complaints import Complaints
from octui.server.mcp.contents import of_prompt, of_resource, of_tool
from octui.server.mcp.offered import all_prompts, all_resources, all_tools
from octui.server.mcp.offers import McpProblem, McpPrompt, McpResult, McpTool
from octui.wire.mcp import McpConfig, McpLocal, McpRemote, McpResource, McpStatus

CONNECT_SECONDS = 30.0
"""A server may be downloaded by the command that starts it."""

CALL_SECONDS = 300.0
CLOSE_SECONDS = 8.0
CONNECTED = McpStatus(status="connected")

Given = TypeVar("Given")

PROBLEMS = (
    OSError,
    ValueError,
    RuntimeError,
    ExceptionGroup,
    MCPError,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
    httpx2.HTTPError,
)
"""What the library raises for servers that are not there, end, or answer with nonsense."""


class Connection:
    """A server and what it offers; its library wants it opened and closed in one task, which is this one's."""

    def __init__(self, name: str, config: McpConfig, directory: str, tools_changed: Callable[[str], None]) -> None:
        self.name = name
        self.status = McpStatus(status="failed", error="It has not answered yet.")
        self.tools: tuple[McpTool, ...] = ()
        self.prompts: tuple[McpPrompt, ...] = ()
        self.resources: tuple[McpResource, ...] = ()
        self._config = config
        self._directory = directory
        self._tools_changed = tools_changed
        self._client: Client | None = None
        self._complaints: Complaints | None = None
        self._unauthorized = False
        self._settled = asyncio.Event()
        self._stop = asyncio.Event()
        self._looking: set[asyncio.Task[None]] = set()
        self._task = asyncio.create_task(self._run())

    async def settled(self) -> None:
        """Wait until it is known whether the server answers."""
        await self._settled.wait()

    async def call(self, tool: str, arguments: dict[str, object]) -> McpResult:
        """Raises McpProblem when the server cannot be asked; a tool that fails is a result."""
        client = self._connected()
        return of_tool(await self._asked(client.call_tool(tool, arguments, read_timeout_seconds=CALL_SECONDS)))

    async def prompt(self, name: str, arguments: dict[str, str]) -> McpResult:
        return of_prompt(await self._asked(self._connected().get_prompt(name, arguments)))

    async def read(self, uri: str) -> McpResult:
        return of_resource(await self._asked(self._connected().read_resource(uri)))

    async def close(self) -> None:
        """End the connection, and the server if it was started for it."""
        self._stop.set()
        if self._client is None:
            self._task.cancel()
        await asyncio.wait([self._task], timeout=CLOSE_SECONDS)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        try:
            with anyio.fail_after(self._seconds) as limit:
                async with AsyncExitStack() as stack:
                    client = await stack.enter_async_context(await self._opened(stack))
                    if self._complaints is not None:
                        self._complaints.theirs.close()
                    await self._look(client)
                    limit.deadline = math.inf
                    self._client, self.status = client, CONNECTED
                    self._settled.set()
                    await self._until_over(client)
        except TimeoutError:
            self._fail(f"It did not answer within {self._seconds:g} s.")
        except PROBLEMS as problem:
            self._fail(sentence(problem))
        finally:
            self._client = None
            self._settled.set()

    async def _opened(self, stack: AsyncExitStack) -> Client:
        match self._config:
            case McpLocal() as local:
                self._complaints = complaints = Complaints()
                stack.callback(complaints.close)
                command, *arguments = local.command or ("",)
                environment = inherited() | (local.environment or {})
                started = StdioServerParameters(command=command, args=arguments, env=environment, cwd=self._directory)
                transport = stdio_client(started, errlog=complaints.theirs)
            case McpRemote() as remote:
                http = httpx2.AsyncClient(
                    headers=remote.headers or {},
                    timeout=httpx2.Timeout(CONNECT_SECONDS, read=CALL_SECONDS),
                    event_hooks={"response": [self._note_refusal]},
                )
                transport = streamable_http_client(remote.url, http_client=await stack.enter_async_context(http))
        return Client(transport, message_handler=self._heard, cache=None)

    async def _until_over(self, client: Client) -> None:
        """Until it is closed, or a process that was started has ended; raises what asking an ended one raises."""
        waiting = [asyncio.create_task(self._stop.wait())]
        if self._complaints is not None:
            waiting.append(asyncio.create_task(self._complaints.ended.wait()))
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if not self._stop.is_set():
                # It may have closed its standard error and nothing else.
                await client.session.list_tools()
                await self._stop.wait()
        finally:
            for task in waiting:
                task.cancel()

    async def _look(self, client: Client) -> None:
        """Read what the server offers."""
        able = client.server_capabilities
        if able.tools is not None:
            self.tools = await all_tools(client, self.name)
        if able.prompts is not None:
            self.prompts = await all_prompts(client, self.name)
        if able.resources is not None:
            self.resources = await all_resources(client, self.name)

    async def _heard(self, message: types.ServerNotification | Exception) -> None:
        """Lists are read again in a task of their own: this one carries the answers."""
        if isinstance(message, types.ToolListChangedNotification) and self._client is not None:
            looking = asyncio.create_task(self._look_again(self._client))
            self._looking.add(looking)
            looking.add_done_callback(self._looking.discard)

    async def _look_again(self, client: Client) -> None:
        with suppress(*PROBLEMS):
            self.tools = await all_tools(client, self.name)
            self._tools_changed(self.name)

    async def _asked(self, answer: Awaitable[Given]) -> Given:
        try:
            return await answer
        except PROBLEMS as problem:
            raise McpProblem(f"The MCP server {self.name} failed: {sentence(problem)}") from problem

    def _connected(self) -> Client:
        if self._client is None:
            raise McpProblem(f"The MCP server {self.name} is not connected.")
        return self._client

    async def _note_refusal(self, response: httpx2.Response) -> None:
        self._unauthorized = self._unauthorized or response.status_code in (401, 403)

    def _fail(self, why: str) -> None:
        self.tools, self.prompts, self.resources = (), (), ()
        if self._unauthorized:
            wanted = "It wants you to sign in, which is not offered here: put a token into its `headers`."
            self.status = McpStatus(status="needs_auth", error=wanted)
            return
        said = self._complaints.last if self._complaints is not None else ""
        self.status = McpStatus(status="failed", error=f"{why} It said: {said}" if said else why)

    @property
    def _seconds(self) -> float:
        """The configuration counts in milliseconds."""
        return self._config.timeout / 1000 if self._config.timeout else CONNECT_SECONDS


def sentence(problem: BaseException) -> str:
    """What went wrong, without the groups it is wrapped in."""
    while isinstance(problem, BaseExceptionGroup):
        problem = problem.exceptions[0]
    if isinstance(problem, MCPError):
        return problem.message.rstrip(".") + "."
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.strerror}: {problem.filename}." if problem.filename else f"{problem.strerror}."
    return f"{str(problem).strip() or type(problem).__name__}".rstrip(".") + "."
