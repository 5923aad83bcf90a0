"""The connection to one MCP server, using the `mcp` package, which is imported with the first server."""

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

from octui.server.git.environment import build_child_environment
from octui.server.mcp.catalog import McpError, McpPrompt, McpResult, McpTool
from octui.server.mcp.catalog_builder import list_all_prompts, list_all_resources, list_all_tools
from octui.server.mcp.result_content import convert_prompt_result, convert_resource_result, convert_tool_result
from octui.server.mcp.stderr_log import StderrLog
from octui.server.orphans.watch import ORPHAN_WATCH
from octui.wire.mcp import McpConfig, McpLocal, McpRemote, McpResource, McpStatus

CONNECT_SECONDS = 30.0
"""Long, since the command may have to download the server first."""

CALL_SECONDS = 300.0
CLOSE_SECONDS = 8.0
CONNECTED = McpStatus(status="connected")

Answer = TypeVar("Answer")

MCP_LIBRARY_ERRORS = (
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
"""Raised by the library for servers that cannot be reached, end, or send invalid responses."""


class McpConnection:
    """A connected server and its catalog; the library requires that one task opens and closes it."""

    def __init__(self, name: str, config: McpConfig, directory: str, tools_changed: Callable[[str], None]) -> None:
        self.name = name
        self.status = McpStatus(status="failed", error="It has not responded yet.")
        self.tools: tuple[McpTool, ...] = ()
        self.prompts: tuple[McpPrompt, ...] = ()
        self.resources: tuple[McpResource, ...] = ()
        self._config = config
        self._directory = directory
        self._tools_changed = tools_changed
        self._client: Client | None = None
        self._stderr_log: StderrLog | None = None
        self._unauthorized = False
        self._is_settled = asyncio.Event()
        self._stop = asyncio.Event()
        self._reloading: set[asyncio.Task[None]] = set()
        self._task = asyncio.create_task(self._run_connection())

    async def wait_until_settled(self) -> None:
        """Wait until the server is connected or has failed."""
        await self._is_settled.wait()

    async def call_server_tool(self, tool: str, arguments: dict[str, object]) -> McpResult:
        """Raises McpError when the server cannot be reached; a failing tool is a normal result."""
        client = self._require_client()
        return convert_tool_result(
            await self._await_answer(client.call_tool(tool, arguments, read_timeout_seconds=CALL_SECONDS))
        )

    async def get_server_prompt(self, name: str, arguments: dict[str, str]) -> McpResult:
        return convert_prompt_result(await self._await_answer(self._require_client().get_prompt(name, arguments)))

    async def read_server_resource(self, uri: str) -> McpResult:
        return convert_resource_result(await self._await_answer(self._require_client().read_resource(uri)))

    async def close_connection(self) -> None:
        """Close the connection, and stop the server if it was started for it."""
        self._stop.set()
        if self._client is None:
            self._task.cancel()
        await asyncio.wait([self._task], timeout=CLOSE_SECONDS)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run_connection(self) -> None:
        try:
            with anyio.fail_after(self._timeout_seconds) as limit:
                async with AsyncExitStack() as stack:
                    client = await stack.enter_async_context(await self._open_client(stack))
                    if self._stderr_log is not None:
                        self._stderr_log.child_end.close()
                    await self._load_catalog(client)
                    limit.deadline = math.inf
                    self._client, self.status = client, CONNECTED
                    self._is_settled.set()
                    await self._wait_until_over(client)
        except TimeoutError:
            self._mark_failed(f"It did not respond within {self._timeout_seconds:g} s.")
        except MCP_LIBRARY_ERRORS as problem:
            self._mark_failed(describe_mcp_error(problem))
        finally:
            self._client = None
            self._is_settled.set()

    async def _open_client(self, stack: AsyncExitStack) -> Client:
        match self._config:
            case McpLocal() as local:
                self._stderr_log = stderr_log = StderrLog()
                stack.callback(stderr_log.close_pipe)
                command, *arguments = local.command or ("",)
                ORPHAN_WATCH.start_reaper()
                environment = build_child_environment() | (local.environment or {})
                started = StdioServerParameters(command=command, args=arguments, env=environment, cwd=self._directory)
                transport = stdio_client(started, errlog=stderr_log.child_end)
            case McpRemote() as remote:
                http = httpx2.AsyncClient(
                    headers=remote.headers or {},
                    timeout=httpx2.Timeout(CONNECT_SECONDS, read=CALL_SECONDS),
                    event_hooks={"response": [self._note_unauthorized]},
                )
                transport = streamable_http_client(remote.url, http_client=await stack.enter_async_context(http))
        return Client(transport, message_handler=self._handle_notification, cache=None)

    async def _wait_until_over(self, client: Client) -> None:
        """Wait until the connection is closed or the server's process ends; then raises what a request to it raises."""
        waiting = [asyncio.create_task(self._stop.wait())]
        if self._stderr_log is not None:
            waiting.append(asyncio.create_task(self._stderr_log.ended.wait()))
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if not self._stop.is_set():
                # It may have closed only its standard error.
                await client.session.list_tools()
                await self._stop.wait()
        finally:
            for task in waiting:
                task.cancel()

    async def _load_catalog(self, client: Client) -> None:
        """Load the server's tools, prompts and resources."""
        able = client.server_capabilities
        if able.tools is not None:
            self.tools = await list_all_tools(client, self.name)
        if able.prompts is not None:
            self.prompts = await list_all_prompts(client, self.name)
        if able.resources is not None:
            self.resources = await list_all_resources(client, self.name)

    async def _handle_notification(self, message: types.ServerNotification | Exception) -> None:
        """Lists are reloaded in a separate task, since this one receives the responses."""
        if isinstance(message, types.ToolListChangedNotification) and self._client is not None:
            reloading = asyncio.create_task(self._reload_tools(self._client))
            self._reloading.add(reloading)
            reloading.add_done_callback(self._reloading.discard)

    async def _reload_tools(self, client: Client) -> None:
        with suppress(*MCP_LIBRARY_ERRORS):
            self.tools = await list_all_tools(client, self.name)
            self._tools_changed(self.name)

    async def _await_answer(self, answer: Awaitable[Answer]) -> Answer:
        try:
            return await answer
        except MCP_LIBRARY_ERRORS as problem:
            raise McpError(f"The MCP server {self.name} failed: {describe_mcp_error(problem)}") from problem

    def _require_client(self) -> Client:
        if self._client is None:
            raise McpError(f"The MCP server {self.name} is not connected.")
        return self._client

    async def _note_unauthorized(self, response: httpx2.Response) -> None:
        self._unauthorized = self._unauthorized or response.status_code in (401, 403)

    def _mark_failed(self, why: str) -> None:
        self.tools, self.prompts, self.resources = (), (), ()
        if self._is_settled.is_set() and not self._stop.is_set():
            # It was connected; nothing else says that its tools can no longer be used.
            self._tools_changed(self.name)
        if self._unauthorized:
            wanted = "It requires signing in, which is not supported here: put a token into its `headers`."
            self.status = McpStatus(status="needs_auth", error=wanted)
            return
        last_output = self._stderr_log.last_line if self._stderr_log is not None else ""
        self.status = McpStatus(status="failed", error=f"{why} Its last output: {last_output}" if last_output else why)

    @property
    def _timeout_seconds(self) -> float:
        """The connection timeout in seconds; the configuration uses milliseconds."""
        return self._config.timeout / 1000 if self._config.timeout else CONNECT_SECONDS


def describe_mcp_error(problem: BaseException) -> str:
    """Describes an error, unwrapping exception groups."""
    while isinstance(problem, BaseExceptionGroup):
        problem = problem.exceptions[0]
    if isinstance(problem, MCPError):
        return problem.message.rstrip(".") + "."
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.strerror}: {problem.filename}." if problem.filename else f"{problem.strerror}."
    return f"{str(problem).strip() or type(problem).__name__}".rstrip(".") + "."
