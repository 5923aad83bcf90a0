"""One server at a time: listen to it, leave it for another, and stop it if octui started it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol

from octui.backend.attach import find_directory_warnings
from octui.backend.server_info import Origin, ServerInfo
from octui.backend.spawn import SpawnedServer
from octui.client import Client, ClientError
from octui.config.running_instances import InstanceFile, RunningInstance
from octui.config.secret import Secret
from octui.platform.error_log import describe_error
from octui.store.actions import ConnectionChanged
from octui.store.changes import Changes
from octui.store.state import ConnectionStatus
from octui.store.store import Store
from octui.ui.auto_approve.controller import AutoApproveController
from octui.ui.controllers.context import AppContext, ConnectedServer
from octui.ui.controllers.folder_trust import FolderTrustController
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.controllers.terminals import TerminalsController
from octui.ui.messages import RemoteCommand, StoreChanged
from octui.ui.model_selection import parse_model_key
from octui.ui.prompt_queue.controller import PromptQueueController
from octui.ui.screens.visibility import is_screen_visible
from octui.ui.sync.event_pump import EventPump, RemoteEvent
from octui.ui.sync.resync import Resync
from octui.ui.sync.stream_audit import StreamAudit
from octui.ui.sync.supervisor import keep_running


class ConnectionListener(Protocol):
    """What wants to know that a connection broke."""

    def report_connection_lost(self, error: ClientError) -> None:
        """The connection was lost, or could not be restored; reconnecting goes on."""

    def report_server_exit(self, server: SpawnedServer, code: int) -> None:
        """A server that octui started stopped by itself."""


class LiveConnectionController:
    """What follows from having found a server."""

    def __init__(
        self,
        context: AppContext,
        terminals: TerminalsController,
        folder_trust: FolderTrustController,
        auto_approve: AutoApproveController,
        prompt_queue: PromptQueueController,
    ) -> None:
        self._context = context
        self._prompt_queue = prompt_queue
        self._auto_approve = auto_approve
        self._folder_trust = folder_trust
        self._terminals = terminals
        self._instance_file = InstanceFile()

    async def use_server(self, info: ServerInfo, listener: ConnectionListener) -> bool:
        """Leave the old server, if there was one, and listen to this one; returns whether it is the same one again."""
        context = self._context
        before = context.server.info if context.server is not None else None
        try:
            await self.disconnect_server(kept=info.spawned)
        except asyncio.CancelledError:
            if info.spawned is not None:
                info.spawned.release_server()
            raise
        for warning in info.warnings:
            context.notify_warning(warning, seconds=10)
        client = Client(info.url, directory=info.directory, credentials=info.credentials, health=info.health)
        context.store.dispatch_action(
            ConnectionChanged(
                status=ConnectionStatus.CONNECTING,
                url=info.url,
                version=info.version,
                embedded=info.is_embedded,
                ends_with_octui=info.spawned is not None,
            )
        )
        self._start_event_pump(info, client, listener)
        if info.spawned is not None:
            context.start_worker(_report_exit(info.spawned, listener), group="server", exclusive=True)
        if info.origin is Origin.ATTACHED:
            context.preferences.remember_server(info.url)
            context.save_preferences()
        context.start_worker(self._check_directory(info), group="server")
        self._announce_server(info)
        is_same_place = before is not None and _is_same_place(before, info)
        self._terminals.enter_server(is_same_place=is_same_place)
        return is_same_place

    async def _check_directory(self, info: ServerInfo) -> None:
        for warning in await find_directory_warnings(info):
            self._context.notify_warning(warning, seconds=10)

    def _announce_server(self, info: ServerInfo) -> None:
        """Let `octui ctl` find this octui; a password that the user gave is written nowhere."""
        started = info.credentials if info.spawned is not None else None
        instance = RunningInstance(
            url=info.url,
            directory=info.directory,
            version=info.version,
            username=started.username if started else "",
            password=Secret(started.password) if started else None,
            is_started=info.spawned is not None,
        )
        self._context.run_blocking(
            lambda: self._instance_file.write_instance(instance), "Other programs cannot find this octui"
        )

    def _start_event_pump(self, info: ServerInfo, client: Client, listener: ConnectionListener) -> None:
        context = self._context
        apply: list[Callable[..., None]] = []
        resync = Resync(
            client,
            context.store,
            apply_actions=lambda *actions: apply[0](*actions),
            on_failure=lambda failure, error: context.notify_error(failure, str(error)),
            shown_session_id=lambda: context.session_id,
            on_config_loaded=self._apply_server_config,
        )
        audit = StreamAudit(
            client,
            context.store,
            apply_actions=lambda *actions: apply[0](*actions),
            shown_session_id=lambda: context.session_id,
        )
        event_pump = EventPump(
            client,
            context.store,
            change_listeners=(
                self._follow_server,
                self._publish_changes,
                self._follow_prompts,
                self._terminals.handle_changes,
                self._auto_approve.handle_changes,
                self._prompt_queue.handle_changes,
                *context.change_listeners,
            ),
            on_remote_event=self._post_remote_command,
            on_lost=listener.report_connection_lost,
            resync=resync.resync_all,
            reload_mcp_and_lsp=resync.reload_mcp_and_lsp,
            on_folder_trust=self._folder_trust.check_folder,
            on_task_error=lambda error, _: context.notify_error("Loading failed", describe_error(error)),
            on_checkpoint=context.refresh_helper_servers,
            audit=audit,
        )
        apply.append(event_pump.apply_actions)
        server_calls = ServerCalls(client, context.store, event_pump.apply_actions)
        context.server = ConnectedServer(info, client, server_calls, resync, event_pump)
        self._prompt_queue.is_reachable.set()

        def report_pump_error(error: BaseException, retry_in: float) -> None:
            event_pump.record_interruption(describe_error(error), retry_in)

        pumping = keep_running(event_pump.pump_events, report_pump_error, is_endless=True)
        context.start_worker(pumping, group="stream", exclusive=True)

    async def disconnect_server(self, kept: SpawnedServer | None = None) -> None:
        """Stop listening, and stop the server if octui started it and does not keep it."""
        await asyncio.to_thread(self._instance_file.remove_instance)
        await self._terminals.leave_server()
        self._auto_approve.leave_server()
        self._prompt_queue.leave_server()
        context, server = self._context, self._context.server
        context.cancel_workers("stream")
        context.cancel_workers("prompts")
        context.cancel_workers("queue")
        context.cancel_workers("server")
        if server is not None:
            await server.client.close()
            if server.info.spawned is not None and server.info.spawned is not kept:
                await server.info.spawned.stop_server()
            context.store = Store()
        context.server = None

    def resync_after_stop(self, _: object) -> None:
        """octui was stopped, as by ctrl+z: what happened meanwhile may not have been heard."""
        if self._context.server is not None:
            self._context.server.event_pump.refresh_everything()

    def _follow_server(self, _: Changes) -> None:
        """Notice that another server answers at the same address, as after an upgrade."""
        server, now = self._context.server, self._context.store.state.connection
        if server is not None and (server.info.version, server.info.is_embedded) != (now.version, now.embedded):
            server.info = replace(server.info, version=now.version, is_embedded=now.embedded)

    def _publish_changes(self, changes: Changes) -> None:
        context = self._context
        for screen in context.screen_stack:
            # A message alone makes Textual paint what is above a screen; hidden ones read everything when shown.
            if screen is context.chat or is_screen_visible(screen):
                screen.post_message(StoreChanged(changes))

    def _follow_prompts(self, changes: Changes) -> None:
        """See which prompts arrived, and send those again that these changes show to be lost by the server."""
        server = self._context.server
        if server is None:
            return
        server.server_calls.delivery.handle_changes()
        for lost in server.server_calls.find_lost_prompts(changes):
            self._context.run_call(
                "The server lost your prompt; resending it failed", partial(ServerCalls.resend_prompt, lost=lost)
            )

    def _post_remote_command(self, event: RemoteEvent) -> None:
        self._context.post_message(RemoteCommand(event))

    def _apply_server_config(self, model: str | None, home: str) -> None:
        self._context.model_selection.configured = parse_model_key(model)
        self._context.server_home = home
        self._context.refresh_chrome()
        # After every connection, and after the server read a folder's files again.
        self._folder_trust.check_folder()


async def _report_exit(server: SpawnedServer, listener: ConnectionListener) -> None:
    listener.report_server_exit(server, await server.wait_until_ended())


def _is_same_place(one: ServerInfo, other: ServerInfo) -> bool:
    return (one.storage_key, one.directory) == (other.storage_key, other.directory)
