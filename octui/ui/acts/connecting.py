"""From nothing to a live connection, and from one server to another."""

import asyncio
import random
from collections.abc import Callable
from typing import Final

from textual import on

from octui.backend.attach import attach
from octui.backend.find import credentials, find
from octui.backend.found import Attempt, Found, How, NoServer
from octui.client import BadAddress, Client, ClientError, Credentials, NotOpenCode, Unauthorized
from octui.client.address import DEFAULT_USERNAME
from octui.config.memory import Memory
from octui.config.options import Options
from octui.store.inputs import LinkChanged
from octui.store.keys import Touched
from octui.store.state import Link
from octui.store.store import Store
from octui.ui.acts.remote import Driven
from octui.ui.bridge import Bridge, Driving
from octui.ui.deeds import Deeds
from octui.ui.desk import Desk
from octui.ui.messages import Changed
from octui.ui.resync import Resync
from octui.ui.screens.connect import ConnectScreen, Trouble

FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 15.0

NO_OPENCODE: Final = (
    "Start one with `opencode serve`, install it with `npm install -g opencode-ai`, "
    "or type the address of a server below."
)


class ConnectingActs(Desk):
    """Finds a server, says what it tried, and keeps trying while there is hope."""

    def __init__(self, options: Options, memory: Memory) -> None:
        super().__init__(options, memory)
        self.attempts: list[Attempt] = []

    def edit_server(self) -> None:
        """Let the person type another address; the present connection stays until there is a new one."""
        if not isinstance(self.screen, ConnectScreen):
            self.push_screen(ConnectScreen(self.found.url if self.found else self.options.server or ""))

    def connected(self) -> None:
        """There is a server: the app shows its first screen."""
        raise NotImplementedError

    def begin(self) -> None:
        """Look for a server as the command line says."""
        self.run_worker(self._find(), exclusive=True, group="connect", exit_on_error=False)

    @on(ConnectScreen.Wanted)
    def _wanted(self, message: ConnectScreen.Wanted) -> None:
        if not message.address:
            self.begin()
            return
        given = credentials(self.options)
        if message.password is not None:
            given = Credentials(message.username or DEFAULT_USERNAME, message.password)
        work = self._keep_attaching(message.address, given)
        self.run_worker(work, exclusive=True, group="connect", exit_on_error=False)

    async def _find(self) -> None:
        try:
            found = await find(self.options, self._tell)
        except NoServer as error:
            self._trouble(Trouble(str(error), NO_OPENCODE), error.attempts)
            return
        except ClientError as error:
            address = self.options.server or ""
            if self._explain(error):
                return
            await self._keep_attaching(address, credentials(self.options), first_error=error)
            return
        await self._use(found)

    async def _keep_attaching(
        self, address: str, given: Credentials | None, first_error: ClientError | None = None
    ) -> None:
        """Attach, again and again while nobody answers; a wrong password or a wrong program ends it."""
        wait = FIRST_WAIT
        error = first_error
        while True:
            if error is not None:
                self._trouble(Trouble(str(error), "Check the address, or start the server there.", retrying=True))
                await asyncio.sleep(wait * random.uniform(0.8, 1.2))
                wait = min(wait * 2, LONGEST_WAIT)
            try:
                found = await attach(address, directory=self.options.server_directory, credentials=given)
            except ClientError as failure:
                if self._explain(failure):
                    return
                error = failure
                continue
            await self._use(found)
            return

    def _explain(self, error: ClientError) -> bool:
        """Say what only the person can mend; False for what time may mend."""
        match error:
            case Unauthorized():
                self._trouble(Trouble(str(error), wants_password=True))
            case NotOpenCode():
                self._trouble(Trouble(str(error), "Something else answers at this address: type another."))
            case BadAddress():
                self._trouble(Trouble(str(error)))
            case _:
                return False
        return True

    async def _use(self, found: Found) -> None:
        """Leave the old server, if there was one, and listen to this one."""
        await self.disconnect()
        self.found = found
        for warning in found.warnings:
            self.notify(warning, severity="warning", timeout=10, markup=False)
        client = Client(found.url, directory=found.directory, credentials=found.credentials)
        self.client = client
        self.store.dispatch(
            LinkChanged(link=Link.CONNECTING, url=found.url, version=found.version, server_name=found.how.value)
        )
        put: list[Callable[..., None]] = []
        self.resync = Resync(
            client,
            self.store,
            put=lambda *inputs: put[0](*inputs),
            failed=lambda what, error: self.complain(what, str(error)),
            shown=lambda: self.session_id,
            configured=self._configured,
        )
        self.bridge = Bridge(
            client, self.store, changed=self._changed, driven=self._drive, resync=self.resync.everything
        )
        put.append(self.bridge.put)
        self.deeds = Deeds(client, self.store)
        self.run_worker(self.bridge.run(), group="stream", exclusive=True, exit_on_error=False)
        if found.how is How.ATTACHED:
            self.memory.use_server(found.url)
            self.remember()
        self.connected()

    async def disconnect(self) -> None:
        """Stop listening, and end the server when it is ours."""
        self.workers.cancel_group(self, "stream")
        if self.client is not None:
            await self.client.close()
        if self.found is not None:
            if self.found.spawned is not None:
                await self.found.spawned.stop()
            self.store = Store()
        self.client = self.deeds = self.resync = self.bridge = self.found = None

    def _changed(self, touched: Touched) -> None:
        for screen in self.screen_stack:
            screen.post_message(Changed(touched))

    def _drive(self, event: Driving) -> None:
        self.post_message(Driven(event))

    def _configured(self, model: str | None) -> None:
        self.configured_model = model

    def _tell(self, attempt: Attempt) -> None:
        """Attempts are kept for the Connect screen, which is shown only when one is needed."""
        self.attempts = [*(known for known in self.attempts if known.place != attempt.place), attempt]
        if isinstance(self.screen, ConnectScreen):
            self.screen.tell(attempt)

    def _trouble(self, trouble: Trouble, attempts: tuple[Attempt, ...] = ()) -> None:
        front = self.screen
        if isinstance(front, ConnectScreen):
            screen = front
        else:
            screen = ConnectScreen(self.options.server or "", self.options.username or "")
            self.push_screen(screen)
        for attempt in attempts or self.attempts:
            screen.tell(attempt)
        screen.trouble(trouble)
