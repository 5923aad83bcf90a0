"""The status panel: loads what the state does not hold, and follows what changes while it is open."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from time import time
from typing import TYPE_CHECKING

from octui.client import Client, ClientError
from octui.store.changes import Topic
from octui.ui.controllers.context import NOT_CONNECTED, AppContext
from octui.ui.key_editor.controller import KeysController
from octui.wire.access.trust import FolderTrust

if TYPE_CHECKING:
    # Imported when opened: the first screen should not wait for it.
    from octui.ui.panels.panel_rows import PanelRow
    from octui.ui.status.status_rows import StatusFacts

_TOPICS = frozenset(
    {Topic.CONNECTION, Topic.HELPER_SERVERS, Topic.CATALOG, Topic.PROJECT, Topic.STATUS, Topic.REQUESTS, Topic.PTYS}
)


class StatusController:
    """Nothing here changes anything on the server."""

    def __init__(self, context: AppContext, keys: KeysController) -> None:
        self._context = context
        self._keys = keys

    def find_connection_obstacle(self) -> str:
        """Why nothing can be asked of a server, as the end of a sentence; empty once octui listens to one."""
        return "" if self._context.server is not None else NOT_CONNECTED.rstrip(".")

    def show_status(self) -> None:
        """Open the panel at once, and fill in what has to be asked for."""
        from octui.ui.panels.panel import Panel
        from octui.ui.panels.panel_work import run_panel_work
        from octui.ui.status.status_rows import StatusFacts, iter_status_rows

        context, server = self._context, self._context.server
        if server is None:
            context.notify_error("Could not show the status", NOT_CONNECTED)
            return
        log = server.event_pump.stream_log
        loaded = [StatusFacts(server.info, log, time())]

        def list_rows() -> "Iterator[PanelRow]":
            selection = context.resolve_selection()
            model = "/".join(selection.model) if selection.model else ""
            facts = replace(
                loaded[0],
                now=time(),
                agent=selection.agent or "",
                models=(model, loaded[0].models[1]),
                key_problems=self._keys.problem_sentences,
            )
            return iter_status_rows(context.store.state, facts)

        def reload_facts() -> None:
            run_panel_work(context, panel, "Loading", "Could not load the status", partial(self._load_facts, loaded))

        def stop_listening() -> None:
            log.listener = None

        panel = Panel("Status", list_rows, topics=_TOPICS, on_refresh=reload_facts, on_close=stop_listening)
        context.open_screen(panel)
        log.listener = panel.refresh_soon
        reload_facts()

    def show_debug_info(self) -> None:
        """What to copy into a report of a problem."""
        from octui.ui.panels.panel import Panel
        from octui.ui.status.debug_rows import build_debug_rows

        self._context.open_screen(Panel("Debug information", lambda: build_debug_rows(self._context), topics=_TOPICS))

    async def _load_facts(self, loaded: "list[StatusFacts]") -> None:
        server = self._context.server
        if server is None:
            return
        client, directory = server.client, self._context.working_directory
        trusting = _load_trust(client) if server.info.is_embedded else _load_nothing()
        results = await asyncio.gather(
            client.server.get_paths(directory=directory),
            client.catalog.list_formatters(directory=directory),
            client.config.get(directory=directory),
            trusting,
            server.resync.load_mcp_and_lsp(),
            server.resync.load_terminals(),
            return_exceptions=True,
        )
        paths, formatters, config, trust, _, _ = results
        failed = next((result for result in results if isinstance(result, ClientError)), None)
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, ClientError):
                raise result
        loaded[0] = replace(
            loaded[0],
            paths=None if isinstance(paths, BaseException) else paths,
            formatters=None if isinstance(formatters, BaseException) else formatters,
            models=("", "" if isinstance(config, BaseException) else config.small_model or ""),
            trust=None if isinstance(trust, BaseException) else trust,
            problem=str(failed) if failed is not None else "",
        )


async def _load_trust(client: Client) -> FolderTrust | None:
    return await client.trust.get()


async def _load_nothing() -> None:
    """In place of what this server does not have."""
