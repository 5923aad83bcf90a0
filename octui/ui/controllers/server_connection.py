"""From nothing to a live connection, and from one server to another."""

import asyncio
import random
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Final

from textual import on

from octui.backend import address as addresses
from octui.backend.attach import attach
from octui.backend.discovery import credentials, find, start
from octui.backend.server_commands import embedded
from octui.backend.server_info import Attempt, Found, NoServer, Outcome
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
from octui.config.options import Options
from octui.config.preferences import Memory
from octui.ui.connect.screen import ConnectProblem, ConnectScreen
from octui.ui.controllers.live_connection import LiveConnectionController

FIRST_RETRY_DELAY: Final = 0.5
MAX_RETRY_DELAY: Final = 15.0

NO_SERVER_HINT: Final = (
    "ctrl+o starts the server that comes with octui. Or start `opencode serve` yourself and press ctrl+r, "
    "or type the address of a server below."
)
RUN_DOCTOR_HINT: Final = "octui doctor tells more. Or type the address of a server below."
CHECK_ADDRESS_HINT: Final = "Check the address, or start the server there. ctrl+o starts the one that comes with octui."
PASSWORD_HINT: Final = "Type its password, and its user name if it has another than opencode."
OTHER_ADDRESS_HINT: Final = "Something else answers at this address: type another."


class ServerConnectionController(LiveConnectionController):
    """Finds a server, says what it tried, and keeps trying while there is hope."""

    def __init__(self, options: Options, memory: Memory) -> None:
        super().__init__(options, memory)
        self.attempts: list[Attempt] = []
        self._found_meanwhile: Found | None = None
        """Found while the person was writing the address of another."""
        self._auth_failure_reported = False
        """Whether it was said that the server of this connection does not let octui in any more."""

    def change_server(self) -> None:
        """Let the person type another address; the present connection stays until there is a new one."""
        if self._current_connect_screen() is None:
            self._open_connect_screen()

    def find_and_connect(self) -> None:
        """Look for a server as the command line says."""
        self._start_connecting(self.options.server or "", self._find_server())

    @on(ConnectScreen.ConnectRequested)
    def _connect_to_address(self, message: ConnectScreen.ConnectRequested) -> None:
        if not message.address:
            self.find_and_connect()
            return
        given = None if message.is_announced else self._known_credentials(message.address)
        if message.password is not None:
            given = Credentials(message.username or DEFAULT_USERNAME, message.password.reveal())
        self._start_connecting(message.address, self._keep_attaching(message.address, given))

    @on(ConnectScreen.EmbeddedRequested)
    def _connect_to_embedded(self) -> None:
        # Whoever asks for it is done with the address, until they write on.
        screen = self._current_connect_screen()
        self._start_connecting(screen.address if screen else "", self._start_embedded())

    @on(ConnectScreen.Cancelled)
    def _leave_connect_screen(self) -> None:
        """Go to the server that was found meanwhile, or back to the one there was."""
        aside, self._found_meanwhile = self._found_meanwhile, None
        if aside is not None:
            self.run_worker(self.use_server(aside), exclusive=True, group="connect", exit_on_error=False)
        elif self.client is not None:
            self.workers.cancel_group(self, "connect")
            self.close_connect_screen()

    def _start_connecting(self, address: str, work: Coroutine[Any, Any, None]) -> None:
        """One way to a server at a time; what came of an earlier one is let go."""
        self._release_found_meanwhile()
        self._auth_failure_reported = False
        self.attempts = []
        if screen := self._current_connect_screen():
            screen.begin_attempt(address)
        self.run_worker(work, exclusive=True, group="connect", exit_on_error=False)

    async def _find_server(self) -> None:
        try:
            found = await find(self.options, self._report_attempt)
        except NoServer as error:
            ours = any(attempt.place == embedded().name for attempt in error.attempts)
            self._show_problem(ConnectProblem(str(error), RUN_DOCTOR_HINT if ours else NO_SERVER_HINT), error.attempts)
        except ClientError as error:
            if not self._report_permanent_error(error):
                await self._keep_attaching(self.options.server or "", credentials(self.options), error)
        else:
            await self._use_or_offer(found)

    async def _start_embedded(self) -> None:
        """Start octui's own server, whatever the command line says; the next look for a server does the same."""
        options = replace(self.options, embedded=True)
        if self.options.server is None:
            self.options = options
        found = await start(embedded(), options, self._report_attempt)
        if found is None:
            self._show_problem(ConnectProblem("The embedded server could not be started.", RUN_DOCTOR_HINT))
        else:
            await self._use_or_offer(found)

    async def _keep_attaching(self, address: str, given: Credentials | None, failed: ClientError | None = None) -> None:
        """Attach, again and again while nobody answers; a wrong password or a wrong program ends it."""
        tried, wait = 0, FIRST_RETRY_DELAY
        if failed is None:
            self._report_attempt(Attempt(address, Outcome.TRYING, f"Connecting to {address}."))
        while True:
            if failed is not None:
                tried += 1
                pause = wait * random.uniform(0.8, 1.2)
                wait = min(wait * 2, MAX_RETRY_DELAY)
                self.attempts = []
                self._show_problem(ConnectProblem(str(failed), CHECK_ADDRESS_HINT, attempt_count=tried, retry_in=pause))
                await asyncio.sleep(pause)
            try:
                found = await attach(address, directory=self.options.server_directory, credentials=given)
            except ClientError as error:
                if self._report_permanent_error(error):
                    return
                failed = error
            else:
                await self._use_or_offer(found)
                return

    def _report_permanent_error(self, error: ClientError) -> bool:
        """Say what only the person can mend; False for what time may mend."""
        match error:
            case Unauthorized():
                self._show_problem(ConnectProblem(str(error), PASSWORD_HINT, needs_password=True))
            case NotOpenCode() | NotFound() | Rejected():
                self._show_problem(ConnectProblem(str(error), OTHER_ADDRESS_HINT))
            case BadAddress():
                self._show_problem(ConnectProblem(str(error)))
            case _:
                return False
        return True

    async def _use_or_offer(self, found: Found) -> None:
        """Use what was found, unless the person is writing another address: then it waits for them to decide."""
        screen = self._current_connect_screen()
        if screen is None or not screen.is_edited:
            await self.use_server(found)
            return
        self._found_meanwhile = found
        screen.allow_cancel()
        there = f"{found.product} {found.version} answers at {found.url} now."
        self._show_problem(ConnectProblem(there, "Esc goes there; enter connects to the address below instead."))

    def report_server_exit(self, server: Spawned, code: int) -> None:
        """Its runs ended with it: the person decides what follows."""
        printed = Attempt(server.program.name, Outcome.FAILED, "What it printed last:", server.output)
        made = "embedded" if server.program.embedded else "OpenCode"
        sentence = f"The {made} server that octui started has ended (exit {code})."
        self._show_problem(ConnectProblem(sentence, "ctrl+r starts another."), (printed,) if server.output else ())

    def report_connection_lost(self, error: ClientError) -> None:
        """Time mends most of what ends a connection; a password that is not taken any more is the person's to mend."""
        if isinstance(error, Unauthorized) and not self._auth_failure_reported:
            self._auth_failure_reported = True
            self._show_problem(ConnectProblem(str(error), PASSWORD_HINT, needs_password=True))

    def _known_credentials(self, address: str) -> Credentials | None:
        """What was given at the start, unless it was given for another server than this one."""
        if self.options.server is None or address == self.options.server:
            return credentials(self.options)
        try:
            same = addresses.parse(address).url == addresses.parse(self.options.server).url
        except BadAddress:
            return None
        return credentials(self.options) if same else None

    def _release_found_meanwhile(self) -> None:
        aside, self._found_meanwhile = self._found_meanwhile, None
        if aside is not None and aside.spawned is not None:
            aside.spawned.release()

    def _report_attempt(self, attempt: Attempt) -> None:
        """Attempts are kept for the Connect screen, which is shown only when one is needed."""
        self.attempts = [*(known for known in self.attempts if known.place != attempt.place), attempt]
        if screen := self._current_connect_screen():
            screen.show_attempt(attempt)

    def _show_problem(self, trouble: ConnectProblem, attempts: tuple[Attempt, ...] = ()) -> None:
        screen = self._current_connect_screen() or self._open_connect_screen()
        for attempt in attempts or self.attempts:
            screen.show_attempt(attempt)
        screen.show_problem(trouble)

    def _current_connect_screen(self) -> ConnectScreen | None:
        """The one that is open, perhaps below its help."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, ConnectScreen)), None)

    def _open_connect_screen(self) -> ConnectScreen:
        """About the server there is, or the one that was asked for; one that octui starts has no lasting address."""
        found = self.server_info
        address = (self.options.server or "") if found is None else found.url if found.spawned is None else ""
        screen = ConnectScreen(address, self.options.username or "", way_back=self.client is not None)
        self.push_screen(screen)
        return screen

    def close_connect_screen(self) -> None:
        """Also what is open above it."""
        while self._current_connect_screen() is not None:
            self.pop_screen()
