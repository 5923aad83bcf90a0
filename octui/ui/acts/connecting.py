"""From nothing to a live connection, and from one server to another."""

import asyncio
import random
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Final

from textual import on

from octui.backend import address as addresses
from octui.backend.attach import attach
from octui.backend.find import credentials, find, start
from octui.backend.found import Attempt, Found, NoServer, Outcome
from octui.backend.programs import embedded
from octui.backend.spawn import Spawned
from octui.client import (
    BadAddress,
    ClientError,
    Credentials,
    NotFound,
    NotOpenCode,
    Rejected,
    Unauthorized,
)
from octui.client.address import DEFAULT_USERNAME
from octui.config.memory import Memory
from octui.config.options import Options
from octui.ui.acts.linking import LinkActs
from octui.ui.screens.connect import ConnectScreen, Trouble

FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 15.0

NO_SERVER: Final = (
    "ctrl+o starts the server that comes with octui. Or start `opencode serve` yourself and press ctrl+r, "
    "or type the address of a server below."
)
NOT_EVEN_OURS: Final = "octui doctor tells more. Or type the address of a server below."
CHECK_ADDRESS: Final = "Check the address, or start the server there. ctrl+o starts the one that comes with octui."
PASSWORD: Final = "Type its password, and its user name if it has another than opencode."
SOMETHING_ELSE: Final = "Something else answers at this address: type another."


class ConnectingActs(LinkActs):
    """Finds a server, says what it tried, and keeps trying while there is hope."""

    def __init__(self, options: Options, memory: Memory) -> None:
        super().__init__(options, memory)
        self.attempts: list[Attempt] = []
        self._aside: Found | None = None
        """Found while the person was writing the address of another."""
        self._refused = False
        """Whether it was said that the server of this connection does not let octui in any more."""

    def edit_server(self) -> None:
        """Let the person type another address; the present connection stays until there is a new one."""
        if self._connect_screen() is None:
            self._open_connect_screen()

    def begin(self) -> None:
        """Look for a server as the command line says."""
        self._connect(self.options.server or "", self._find())

    @on(ConnectScreen.Wanted)
    def _wanted(self, message: ConnectScreen.Wanted) -> None:
        if not message.address:
            self.begin()
            return
        given = None if message.announced else self._known_credentials(message.address)
        if message.password is not None:
            given = Credentials(message.username or DEFAULT_USERNAME, message.password.reveal())
        self._connect(message.address, self._keep_attaching(message.address, given))

    @on(ConnectScreen.EmbeddedWanted)
    def _embedded_wanted(self) -> None:
        # Whoever asks for it is done with the address, until they write on.
        screen = self._connect_screen()
        self._connect(screen.address if screen else "", self._start_embedded())

    @on(ConnectScreen.Left)
    def _left(self) -> None:
        """Go to the server that was found meanwhile, or back to the one there was."""
        aside, self._aside = self._aside, None
        if aside is not None:
            self.run_worker(self.use(aside), exclusive=True, group="connect", exit_on_error=False)
        elif self.client is not None:
            self.workers.cancel_group(self, "connect")
            self.close_connect_screen()

    def _connect(self, address: str, work: Coroutine[Any, Any, None]) -> None:
        """One way to a server at a time; what came of an earlier one is let go."""
        self._forget_aside()
        self._refused = False
        self.attempts = []
        if screen := self._connect_screen():
            screen.begin(address)
        self.run_worker(work, exclusive=True, group="connect", exit_on_error=False)

    async def _find(self) -> None:
        try:
            found = await find(self.options, self._tell)
        except NoServer as error:
            ours = any(attempt.place == embedded().name for attempt in error.attempts)
            self._trouble(Trouble(str(error), NOT_EVEN_OURS if ours else NO_SERVER), error.attempts)
        except ClientError as error:
            if not self._explain(error):
                await self._keep_attaching(self.options.server or "", credentials(self.options), error)
        else:
            await self._arrive(found)

    async def _start_embedded(self) -> None:
        """Start octui's own server, whatever the command line says; the next look for a server does the same."""
        options = replace(self.options, embedded=True)
        if self.options.server is None:
            self.options = options
        found = await start(embedded(), options, self._tell)
        if found is None:
            self._trouble(Trouble("The embedded server could not be started.", NOT_EVEN_OURS))
        else:
            await self._arrive(found)

    async def _keep_attaching(self, address: str, given: Credentials | None, failed: ClientError | None = None) -> None:
        """Attach, again and again while nobody answers; a wrong password or a wrong program ends it."""
        tried, wait = 0, FIRST_WAIT
        if failed is None:
            self._tell(Attempt(address, Outcome.TRYING, f"Connecting to {address}."))
        while True:
            if failed is not None:
                tried += 1
                pause = wait * random.uniform(0.8, 1.2)
                wait = min(wait * 2, LONGEST_WAIT)
                self.attempts = []
                self._trouble(Trouble(str(failed), CHECK_ADDRESS, tried=tried, retry_in=pause))
                await asyncio.sleep(pause)
            try:
                found = await attach(address, directory=self.options.server_directory, credentials=given)
            except ClientError as error:
                if self._explain(error):
                    return
                failed = error
            else:
                await self._arrive(found)
                return

    def _explain(self, error: ClientError) -> bool:
        """Say what only the person can mend; False for what time may mend."""
        match error:
            case Unauthorized():
                self._trouble(Trouble(str(error), PASSWORD, wants_password=True))
            case NotOpenCode() | NotFound() | Rejected():
                self._trouble(Trouble(str(error), SOMETHING_ELSE))
            case BadAddress():
                self._trouble(Trouble(str(error)))
            case _:
                return False
        return True

    async def _arrive(self, found: Found) -> None:
        """Use what was found, unless the person is writing another address: then it waits for them to decide."""
        screen = self._connect_screen()
        if screen is None or not screen.edited:
            await self.use(found)
            return
        self._aside = found
        screen.offer_way_back()
        there = f"{found.product} {found.version} answers at {found.url} now."
        self._trouble(Trouble(there, "Esc goes there; enter connects to the address below instead."))

    def ended(self, server: Spawned, code: int) -> None:
        """Its runs ended with it: the person decides what follows."""
        printed = Attempt(server.program.name, Outcome.FAILED, "What it printed last:", server.output)
        made = "embedded" if server.program.embedded else "OpenCode"
        sentence = f"The {made} server that octui started has ended (exit {code})."
        self._trouble(Trouble(sentence, "ctrl+r starts another."), (printed,) if server.output else ())

    def lost(self, error: ClientError) -> None:
        """Time mends most of what ends a connection; a password that is not taken any more is the person's to mend."""
        if isinstance(error, Unauthorized) and not self._refused:
            self._refused = True
            self._trouble(Trouble(str(error), PASSWORD, wants_password=True))

    def _known_credentials(self, address: str) -> Credentials | None:
        """What was given at the start, unless it was given for another server than this one."""
        if self.options.server is None or address == self.options.server:
            return credentials(self.options)
        try:
            same = addresses.parse(address).url == addresses.parse(self.options.server).url
        except BadAddress:
            return None
        return credentials(self.options) if same else None

    def _forget_aside(self) -> None:
        aside, self._aside = self._aside, None
        if aside is not None and aside.spawned is not None:
            aside.spawned.release()

    def _tell(self, attempt: Attempt) -> None:
        """Attempts are kept for the Connect screen, which is shown only when one is needed."""
        self.attempts = [*(known for known in self.attempts if known.place != attempt.place), attempt]
        if screen := self._connect_screen():
            screen.tell(attempt)

    def _trouble(self, trouble: Trouble, attempts: tuple[Attempt, ...] = ()) -> None:
        screen = self._connect_screen() or self._open_connect_screen()
        for attempt in attempts or self.attempts:
            screen.tell(attempt)
        screen.trouble(trouble)

    def _connect_screen(self) -> ConnectScreen | None:
        """The one that is open, perhaps below its help."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, ConnectScreen)), None)

    def _open_connect_screen(self) -> ConnectScreen:
        """About the server there is, or the one that was asked for; one that octui starts has no lasting address."""
        found = self.found
        address = (self.options.server or "") if found is None else found.url if found.spawned is None else ""
        screen = ConnectScreen(address, self.options.username or "", way_back=self.client is not None)
        self.push_screen(screen)
        return screen

    def close_connect_screen(self) -> None:
        """Also what is open above it."""
        while self._connect_screen() is not None:
            self.pop_screen()
