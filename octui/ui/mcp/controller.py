"""MCP servers: what they are like, connecting, adding and signing in to them, and what they offer."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from octui.client import Client, ClientError
from octui.store.actions import ResourcesLoaded
from octui.store.changes import Topic
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, ConnectedServer
from octui.wire.catalog import Tool
from octui.wire.mcp import McpConfig, McpStatus

if TYPE_CHECKING:
    # Imported when opened: the first screen should not wait for it.
    from octui.ui.panels.form import Answers
    from octui.ui.panels.panel import Panel
    from octui.ui.panels.panel_rows import PanelAction, PanelRow
    from octui.ui.panels.panel_work import PanelWork

WATCH_SECONDS: Final = 2.0
"""Servers do not report what other clients do with MCP servers: the open panel reads it so often."""
NO_SIGN_IN = "the embedded server does not sign in to MCP servers: put a token into the server's headers"


class McpController:
    """The panel of MCP servers, and what the sidebar's list of them can do."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._added: dict[str, McpConfig] = {}
        """Servers that were added here: 1.1 does not list them, and says how they are only when they are added."""
        self._unlisted: dict[str, McpStatus] = {}
        self._draft: dict[str, str] = {}
        """What was typed for a server that was not added."""
        self._tools: tuple[Tool, ...] = ()
        self._panel: Panel | None = None

    def show_mcp_servers(self) -> None:
        """Open the panel with what is known, and read it again."""
        from octui.ui.panels.panel import Panel

        context = self._context
        if context.server is None:
            context.notify_error("Could not show the MCP servers", NOT_CONNECTED)
            return
        panel = self._panel = Panel(
            "MCP servers",
            self._iter_rows,
            actions=self._make_actions(),
            topics=(Topic.HELPER_SERVERS,),
            on_refresh=self._reload_servers,
            on_close=lambda: context.cancel_workers("mcp-watch"),
            empty="No MCP servers yet: add one here, or under `mcp` in opencode.json.",
        )
        context.open_screen(panel)
        self._reload_servers()
        context.start_worker(self._watch_servers(), group="mcp-watch", exclusive=True)

    def toggle_mcp_server(self, name: str) -> None:
        """Connect an MCP server, or disconnect it when it is connected."""
        server = self._context.server

        async def toggle_and_reload() -> McpStatus | None:
            if server is not None:
                await server.server_calls.toggle_mcp_server(name)
                await server.resync.load_mcp_and_lsp()
            return self._context.store.state.mcp.get(name)

        def report_status(status: McpStatus | None) -> None:
            if status is not None and status.error:
                self._context.notify_error(f"{name} is not connected", status.error)
            elif status is not None:
                self._context.notify_info(f"{name}: {status.status.replace('_', ' ')}.")

        self._context.run_call(f"Could not change {name}", lambda _: toggle_and_reload(), report_status)

    # The panel.

    def _list_servers(self) -> dict[str, McpStatus]:
        listed = self._context.store.state.mcp
        return {**{name: status for name, status in self._unlisted.items() if name not in listed}, **listed}

    def _iter_rows(self) -> "Iterator[PanelRow]":
        from octui.ui.mcp.mcp_rows import iter_mcp_rows

        return iter_mcp_rows(self._list_servers(), self._context.store.state.resources, self._tools)

    def _make_actions(self) -> "list[PanelAction]":
        from octui.ui.mcp.mcp_rows import RESOURCES, SERVERS
        from octui.ui.panels.panel_rows import PanelAction

        def is_server(row: "PanelRow | None", *, connected: bool | None = None) -> bool:
            if row is None or row.group != SERVERS:
                return False
            status = self._list_servers().get(row.id, McpStatus()).status
            return connected is None or connected is (status == "connected")

        def find_sign_in_obstacle(_: "PanelRow | None") -> str:
            server = self._context.server
            return NO_SIGN_IN if server is not None and server.info.is_embedded else ""

        return [
            PanelAction("panel.open", "connect", self._connect, lambda row: is_server(row, connected=False)),
            PanelAction("panel.open", "disconnect", self._disconnect, lambda row: is_server(row, connected=True)),
            PanelAction(
                "panel.open",
                "attach to the prompt",
                self._attach,
                lambda row: row is not None and row.group == RESOURCES,
            ),
            PanelAction("mcp.add", "add", lambda _: self._ask_for_server()),
            PanelAction("mcp.sign_in", "sign in", self._sign_in, is_server, find_sign_in_obstacle),
            PanelAction("mcp.sign_out", "remove sign-in", self._confirm_sign_out, is_server, find_sign_in_obstacle),
        ]

    def _run_panel_work(self, label: str, failure: str, work: "PanelWork[None]") -> None:
        from octui.ui.panels.panel_work import run_panel_work

        if self._panel is not None:
            run_panel_work(self._context, self._panel, label, failure, work)

    def _reload_servers(self) -> None:
        server = self._context.server
        if server is not None:
            self._run_panel_work("Loading", "Could not load the MCP servers", partial(self._load_servers, server))

    async def _load_servers(self, server: ConnectedServer) -> None:
        """Statuses, then what the servers offer, which may take longer."""
        await server.resync.load_mcp_and_lsp()
        client = server.client
        server.event_pump.apply_actions(ResourcesLoaded(resources=await client.catalog.list_resources()))
        self._tools = await self._load_tools(client)

    async def _reload_after_change(self, server: ConnectedServer) -> bool:
        from octui.ui.panels.panel_work import reload_after_change

        return await reload_after_change(self._context, self._load_servers(server))

    async def _watch_servers(self) -> None:
        """Read the statuses again and again, and what the servers offer once one of them changed."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            server, before = self._context.server, self._context.store.state.mcp
            if server is None or (self._panel is not None and self._panel.is_working):
                continue
            await server.resync.refresh_mcp_and_lsp()
            if self._context.store.state.mcp != before:
                with suppress(ClientError):
                    await self._load_servers(server)
                if self._panel is not None:
                    self._panel.refresh_rows()

    async def _load_tools(self, client: Client) -> tuple[Tool, ...]:
        model = self._context.resolve_selection().model
        return await client.catalog.list_tools(*model) if model is not None else ()

    # Connecting.

    def _connect(self, row: "PanelRow | None") -> None:
        server = self._context.server
        if row is not None and server is not None:
            work = partial(self._connect_and_load, server, row.id)
            self._run_panel_work(f"Connecting {row.id}", f"Could not connect {row.id}", work)

    async def _connect_and_load(self, server: ConnectedServer, name: str) -> None:
        if name in self._unlisted and name in self._added:
            self._remember_unlisted(await server.client.mcp.add(name, self._added[name]))
        else:
            await server.client.mcp.connect(name)
        if not await self._reload_after_change(server):
            return
        status = self._list_servers().get(name)
        if status is not None and status.error:
            self._context.notify_error(f"{name} is not connected", status.error)

    def _disconnect(self, row: "PanelRow | None") -> None:
        server = self._context.server
        if row is not None and server is not None:
            work = partial(self._disconnect_and_load, server, row.id)
            self._run_panel_work(f"Disconnecting {row.id}", f"Could not disconnect {row.id}", work)

    async def _disconnect_and_load(self, server: ConnectedServer, name: str) -> None:
        await server.client.mcp.disconnect(name)
        if name in self._unlisted:
            self._unlisted[name] = McpStatus(status="disabled")
        await self._reload_after_change(server)

    # Adding.

    def _ask_for_server(self) -> None:
        from octui.ui.mcp.new_server import ABOUT, FIELDS, find_server_mistake, parse_server
        from octui.ui.panels.form import FormDialog

        def add(answers: "Answers | None") -> None:
            server = self._context.server
            if answers is not None and server is not None:
                name, config = answers["name"], parse_server(answers)
                self._run_panel_work(
                    f"Connecting {name}", f"Could not add {name}", partial(self._add, server, name, config)
                )

        form = FormDialog(
            "Add an MCP server",
            FIELDS,
            about=ABOUT,
            verb="add",
            find_mistake=lambda answers: find_server_mistake(answers, self._list_servers()),
            draft=self._draft,
        )
        self._context.open_screen(form, add)

    async def _add(self, server: ConnectedServer, name: str, config: McpConfig) -> None:
        statuses = await server.client.mcp.add(name, config)
        self._draft.clear()
        self._added[name] = config
        self._remember_unlisted({name: statuses.get(name, McpStatus())})
        is_loaded = await self._reload_after_change(server)
        status = self._list_servers().get(name) if is_loaded else None
        if status is not None and status.error:
            self._context.notify_error(f"{name} was added, but is not connected", status.error)
        if self._panel is not None:
            self._panel.refresh_rows(keep_id=name)

    def _remember_unlisted(self, statuses: dict[str, McpStatus]) -> None:
        self._unlisted.update({name: status for name, status in statuses.items() if name in self._added})

    # Signing in.

    def _sign_in(self, row: "PanelRow | None") -> None:
        server = self._context.server
        if row is not None and server is not None:
            work = partial(self._run_sign_in, server, row.id)
            self._run_panel_work(f"Signing in to {row.id}", f"Could not sign in to {row.id}", work)

    async def _run_sign_in(self, server: ConnectedServer, name: str) -> None:
        from octui.ui.mcp.sign_in import sign_in_to_mcp_server

        status = await sign_in_to_mcp_server(self._context, server.client, name)
        if status is None:
            return
        if status.error:
            self._context.notify_error(f"Could not sign in to {name}", status.error)
        else:
            self._context.notify_info(f"Signed in to {name}.")
        await self._reload_after_change(server)

    def _confirm_sign_out(self, row: "PanelRow | None") -> None:
        if row is None:
            return
        name = row.id

        def sign_out() -> None:
            server = self._context.server
            if server is not None:
                work = partial(self._sign_out, server, name)
                self._run_panel_work("Removing", f"Could not remove the sign-in to {name}", work)

        about = "The server deletes the tokens it holds; using it again needs a new sign-in."
        self._context.confirm_action(f"Remove the sign-in to {name}?", about, yes="Remove", act=sign_out)

    async def _sign_out(self, server: ConnectedServer, name: str) -> None:
        if not await server.client.mcp.remove_auth(name):
            raise ClientError("the server did not confirm it.")
        self._context.notify_info(f"The server no longer has a sign-in to {name}.")
        await self._reload_after_change(server)

    def _attach(self, row: "PanelRow | None") -> None:
        """Mention a resource in the prompt, whose text the server then reads."""
        composer = self._context.composer
        if row is None or composer is None or self._panel is None:
            return
        composer.append_text(f"{' ' if composer.text and not composer.text[-1].isspace() else ''}@{row.id} ")
        self._panel.dismiss()
        self._context.notify_info(f"{row.title} goes with the next prompt.")
