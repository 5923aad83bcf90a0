"""One server at a time: listened to, left for another, and ended when it is octui's own."""

import asyncio
from collections.abc import Callable
from functools import partial

from octui.backend.found import Found, How
from octui.backend.spawn import Spawned
from octui.client import Client, ClientError
from octui.store.inputs import LinkChanged
from octui.store.keys import Touched
from octui.store.state import Link
from octui.store.store import Store
from octui.ui.acts.remote import Driven
from octui.ui.bridge import Bridge, Driving
from octui.ui.deeds import Deeds
from octui.ui.desk import Desk
from octui.ui.in_view import in_view
from octui.ui.messages import Changed
from octui.ui.resync import Resync


class LinkActs(Desk):
    """What follows from having found a server."""

    def connected(self, *, again: bool) -> None:
        """There is a server, `again` the one there was before: the app shows its first screen."""
        raise NotImplementedError

    def lost(self, error: ClientError) -> None:
        """The connection was lost, or not had again; it goes on trying."""
        raise NotImplementedError

    def ended(self, server: Spawned, code: int) -> None:
        """A server of octui's own ended by itself."""
        raise NotImplementedError

    async def use(self, found: Found) -> None:
        """Leave the old server, if there was one, and listen to this one."""
        before = self.found
        try:
            await self.disconnect()
        except asyncio.CancelledError:
            if found.spawned is not None:
                found.spawned.release()
            raise
        self.found = found
        for warning in found.warnings:
            self.notify(warning, severity="warning", timeout=10, markup=False)
        client = Client(found.url, directory=found.directory, credentials=found.credentials)
        self.client = client
        self.store.dispatch(
            LinkChanged(link=Link.CONNECTING, url=found.url, version=found.version, embedded=found.embedded)
        )
        self._listen(client)
        if found.spawned is not None:
            self.run_worker(self._watch(found.spawned), group="server", exclusive=True, exit_on_error=False)
        if found.how is How.ATTACHED:
            self.memory.use_server(found.url)
            self.remember()
        self.connected(again=before is not None and _same_place(before, found))

    def _listen(self, client: Client) -> None:
        put: list[Callable[..., None]] = []
        self.resync = Resync(
            client,
            self.store,
            put=lambda *inputs: put[0](*inputs),
            failed=lambda what, error: self.complain(what, str(error)),
            shown=lambda: self.session_id,
            learned=self._learned,
        )
        self.bridge = Bridge(
            client,
            self.store,
            changed=self._changed,
            driven=self._drive,
            lost=self.lost,
            resync=self.resync.everything,
            helpers=self.resync.reload_helpers,
        )
        put.append(self.bridge.put)
        self.deeds = Deeds(client, self.store)
        self.run_worker(self.bridge.run(), group="stream", exclusive=True, exit_on_error=False)

    async def _watch(self, server: Spawned) -> None:
        self.ended(server, await server.ended())

    async def disconnect(self) -> None:
        """Stop listening, and end the server when it is ours."""
        self.workers.cancel_group(self, "stream")
        self.workers.cancel_group(self, "server")
        if self.client is not None:
            await self.client.close()
        if self.found is not None:
            if self.found.spawned is not None:
                await self.found.spawned.stop()
            self.store = Store()
        self.client = self.deeds = self.resync = self.bridge = self.found = None

    def _changed(self, touched: Touched) -> None:
        for screen in self.screen_stack:
            # A message alone makes Textual paint what is above a screen; the others read all again once they are seen.
            if screen is self.chat or in_view(screen):
                screen.post_message(Changed(touched))
        if self.deeds is not None:
            for lost in self.deeds.swallowed(touched):
                again = partial(Deeds.send_again, lost=lost)
                self.perform("The server lost your prompt, and it was not sent again", again)

    def _drive(self, event: Driving) -> None:
        self.post_message(Driven(event))

    def _learned(self, model: str | None, home: str) -> None:
        self.configured_model = model
        self.server_home = home
        self.refresh_chrome()


def _same_place(one: Found, other: Found) -> bool:
    return (one.known_as, one.directory) == (other.known_as, other.directory)
