"""One server at a time: listened to, left for another, and ended when it is octui's own."""

import asyncio
from collections.abc import Callable
from functools import partial

from octui.backend.server_info import Found, How
from octui.backend.spawn import Spawned
from octui.client import Client, ClientError
from octui.store.actions import LinkChanged
from octui.store.changes import Touched
from octui.store.state import Link
from octui.store.store import Store
from octui.ui.controllers.context import AppContext
from octui.ui.controllers.remote_control import RemoteCommand
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.messages import StoreChanged
from octui.ui.sync.event_pump import EventPump, RemoteEvent
from octui.ui.sync.resync import Resync
from octui.ui.sync.screen_visibility import is_screen_visible


class LiveConnectionController(AppContext):
    """What follows from having found a server."""

    def show_first_screen(self, *, again: bool) -> None:
        """There is a server, `again` the one there was before: the app shows its first screen."""
        raise NotImplementedError

    def report_connection_lost(self, error: ClientError) -> None:
        """The connection was lost, or not had again; it goes on trying."""
        raise NotImplementedError

    def report_server_exit(self, server: Spawned, code: int) -> None:
        """A server of octui's own ended by itself."""
        raise NotImplementedError

    async def use_server(self, found: Found) -> None:
        """Leave the old server, if there was one, and listen to this one."""
        before = self.server_info
        try:
            await self.disconnect_server()
        except asyncio.CancelledError:
            if found.spawned is not None:
                found.spawned.release()
            raise
        self.server_info = found
        for warning in found.warnings:
            self.notify(warning, severity="warning", timeout=10, markup=False)
        client = Client(found.url, directory=found.directory, credentials=found.credentials)
        self.client = client
        self.store.dispatch(
            LinkChanged(link=Link.CONNECTING, url=found.url, version=found.version, embedded=found.embedded)
        )
        self._start_event_pump(client)
        if found.spawned is not None:
            self.run_worker(
                self._watch_spawned_server(found.spawned), group="server", exclusive=True, exit_on_error=False
            )
        if found.how is How.ATTACHED:
            self.preferences.use_server(found.url)
            self.save_preferences()
        self.show_first_screen(again=before is not None and _is_same_place(before, found))

    def _start_event_pump(self, client: Client) -> None:
        put: list[Callable[..., None]] = []
        self.resync = Resync(
            client,
            self.store,
            apply_actions=lambda *inputs: put[0](*inputs),
            on_failure=lambda what, error: self.notify_error(what, str(error)),
            shown_session_id=lambda: self.session_id,
            on_config_loaded=self._apply_server_config,
        )
        self.event_pump = EventPump(
            client,
            self.store,
            changed=self._publish_changes,
            driven=self._post_remote_command,
            lost=self.report_connection_lost,
            resync=self.resync.resync_all,
            helpers=self.resync.reload_mcp_and_lsp,
        )
        put.append(self.event_pump.apply_actions)
        self.server_calls = ServerCalls(client, self.store)
        self.run_worker(self.event_pump.pump_events(), group="stream", exclusive=True, exit_on_error=False)

    async def _watch_spawned_server(self, server: Spawned) -> None:
        self.report_server_exit(server, await server.ended())

    async def disconnect_server(self) -> None:
        """Stop listening, and end the server when it is ours."""
        self.workers.cancel_group(self, "stream")
        self.workers.cancel_group(self, "server")
        if self.client is not None:
            await self.client.close()
        if self.server_info is not None:
            if self.server_info.spawned is not None:
                await self.server_info.spawned.stop()
            self.store = Store()
        self.client = self.server_calls = self.resync = self.event_pump = self.server_info = None

    def _publish_changes(self, touched: Touched) -> None:
        for screen in self.screen_stack:
            # A message alone makes Textual paint what is above a screen; the others read all again once they are seen.
            if screen is self.chat or is_screen_visible(screen):
                screen.post_message(StoreChanged(touched))
        if self.server_calls is not None:
            for lost in self.server_calls.find_lost_prompts(touched):
                again = partial(ServerCalls.resend_prompt, lost=lost)
                self.run_call("The server lost your prompt, and it was not sent again", again)

    def _post_remote_command(self, event: RemoteEvent) -> None:
        self.post_message(RemoteCommand(event))

    def _apply_server_config(self, model: str | None, home: str) -> None:
        self.configured_model = model
        self.server_home = home
        self.refresh_chrome()


def _is_same_place(one: Found, other: Found) -> bool:
    return (one.known_as, one.directory) == (other.known_as, other.directory)
