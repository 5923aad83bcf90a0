"""From nothing to a live connection, and from one server to another."""

import asyncio
import random
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Final

from octui.backend.attach import attach_to_server
from octui.backend.discovery import find_server, get_credentials, start_server
from octui.backend.server_commands import make_embedded_command
from octui.backend.server_info import AttemptStatus, DiscoveryAttempt, NoServerFound, ServerInfo
from octui.backend.spawn import SpawnedServer
from octui.client import (
    BadAddress,
    ClientError,
    Credentials,
    NotFound,
    NotOpenCode,
    Rejected,
    Unauthorized,
)
from octui.client.address import parse_address
from octui.client.events.backoff import find_max_delay
from octui.render.text.paths import abbreviate_home
from octui.ui.connect.screen import ConnectProblem, ConnectScreen
from octui.ui.controllers.context import AppContext
from octui.ui.controllers.live_connection import LiveConnectionController
from octui.ui.controllers.startup import StartupController
from octui.ui.key_hints import format_first_key
from octui.wire.defaults import DEFAULT_USERNAME

FIRST_RETRY_DELAY: Final = 0.5

RUN_DOCTOR_HINT: Final = "Run octui doctor for details. Or enter the address of a server below."
PASSWORD_HINT: Final = "Enter the password (and the user name, if it isn't “opencode”)."
OTHER_ADDRESS_HINT: Final = "Enter another address."


def format_no_server_hint() -> str:
    """What to do when no server was found, with the keys of the Connect screen."""
    return (
        f"{format_first_key('connect.embedded')} starts the embedded server. Or start `opencode serve` yourself and "
        f"press {format_first_key('connect.retry')}, or enter the address of a server below."
    )


def format_check_address_hint() -> str:
    """What to do when no server answers at an address."""
    return (
        "Check the address, or start the server there. "
        f"{format_first_key('connect.embedded')} starts the embedded server."
    )


class ServerConnectionController:
    """Finds a server, shows what was tried, and keeps trying while it may still succeed."""

    def __init__(self, context: AppContext, live: LiveConnectionController, startup: StartupController) -> None:
        self._context = context
        self._live = live
        self._startup = startup
        self._attempts: list[DiscoveryAttempt] = []
        self._found_meanwhile: ServerInfo | None = None
        """Found while the user was typing the address of another."""
        self._auth_failure_reported = False
        """Whether it was said that the server of this connection no longer accepts the password."""

    def open_awaited_screen(self) -> None:
        """Show what is to be seen once there is a server, where that is known."""
        self._startup.open_awaited_screen()

    def change_server(self) -> None:
        """Let the user enter another address; the present connection stays until there is a new one."""
        if self._current_screen() is None:
            self._open_screen()

    def change_directory(self, directory: str, session_id: str = "") -> None:
        """Work in another directory of the same server, which goes on running; `session_id` is opened there."""
        server = self._context.server
        if server is not None:
            info = replace(server.info, directory=directory, warnings=(), is_directory_doubtful=False)
            self._context.start_worker(self._move_to(info, session_id), group="connect", exclusive=True)

    async def _move_to(self, info: ServerInfo, session_id: str) -> None:
        await self._use_server(info)
        place = abbreviate_home(info.directory, self._context.server_home)
        self._context.notify_info(f"octui now works in {place}.")
        if session_id:
            await self._startup.open_session(session_id)

    def find_and_connect(self) -> None:
        """Look for a server as the command line says."""
        self._start_connecting(self._context.options.server or "", self._find_server())

    # Messages from the Connect screen.

    def connect_to_address(self, message: ConnectScreen.ConnectRequested) -> None:
        if not message.address:
            self.find_and_connect()
            return
        given = None if message.is_announced else self._known_credentials(message.address)
        if message.password is not None:
            given = Credentials(message.username or DEFAULT_USERNAME, message.password.reveal_text())
        self._start_connecting(message.address, self._keep_attaching(message.address, given))

    def connect_to_embedded(self) -> None:
        # Asking for it means that the address is finished, until the user types on.
        screen = self._current_screen()
        self._start_connecting(screen.address if screen else "", self._start_embedded())

    def leave_connect_screen(self) -> None:
        """Go to the server that was found meanwhile, or back to the current one."""
        server, self._found_meanwhile = self._found_meanwhile, None
        if server is not None:
            self._context.start_worker(self._use_server(server), group="connect", exclusive=True)
        elif self._context.server is not None:
            self._context.cancel_workers("connect")
            self._close_screen()

    # Ways to a server.

    def _start_connecting(self, address: str, work: Coroutine[Any, Any, None]) -> None:
        """Try one way to a server at a time, and drop what an earlier one found."""
        self._release_found_meanwhile()
        self._auth_failure_reported = False
        self._attempts = []
        if screen := self._current_screen():
            screen.begin_attempt(address)
        self._context.start_worker(work, group="connect", exclusive=True)

    async def _find_server(self) -> None:
        options = self._context.options
        try:
            server = await find_server(options, self._report_attempt)
        except NoServerFound as error:
            tried_embedded = any(attempt.place == make_embedded_command().name for attempt in error.attempts)
            advice = RUN_DOCTOR_HINT if tried_embedded else format_no_server_hint()
            self._show_problem(ConnectProblem(str(error), advice), error.attempts)
        except ClientError as error:
            if not self._report_permanent_error(error):
                await self._keep_attaching(options.server or "", get_credentials(options), error)
        else:
            await self._use_or_offer(server)

    async def _start_embedded(self) -> None:
        """Start the embedded server, whatever the command line says; later searches do the same."""
        options = replace(self._context.options, embedded=True)
        if self._context.options.server is None:
            self._context.options = options
        server = await start_server(make_embedded_command(), options, self._report_attempt)
        if server is None:
            self._show_problem(ConnectProblem("The embedded server could not be started.", RUN_DOCTOR_HINT))
        else:
            await self._use_or_offer(server)

    async def _keep_attaching(self, address: str, given: Credentials | None, failed: ClientError | None = None) -> None:
        """Attach, with growing delays while nothing answers; a wrong password or a wrong program ends it."""
        tried, delay = 0, FIRST_RETRY_DELAY
        if failed is None:
            self._report_attempt(DiscoveryAttempt(address, AttemptStatus.TRYING, f"Connecting to {address}."))
        while True:
            if failed is not None:
                tried += 1
                pause = min(delay, find_max_delay(parse_address(address), failed)) * random.uniform(0.8, 1.2)
                delay *= 2
                self._attempts = []
                self._show_problem(
                    ConnectProblem(str(failed), format_check_address_hint(), attempt_count=tried, retry_in=pause)
                )
                await asyncio.sleep(pause)
            try:
                directory = self._context.options.server_directory
                server = await attach_to_server(address, directory=directory, credentials=given)
            except ClientError as error:
                if self._report_permanent_error(error):
                    return
                failed = error
            else:
                await self._use_or_offer(server)
                return

    async def _use_or_offer(self, server: ServerInfo) -> None:
        """Use what was found, unless the user is typing another address: then it waits for their decision."""
        screen = self._current_screen()
        if screen is None or not screen.is_edited:
            await self._use_server(server)
            return
        self._found_meanwhile = server
        screen.allow_cancel()
        answer = f"{server.product} {server.version} now answers at {server.url}."
        self._show_problem(
            ConnectProblem(
                answer,
                f"Press {format_first_key('connect.leave')} to use it, "
                f"or {format_first_key('connect.submit')} to connect to the address below instead.",
            )
        )

    async def _use_server(self, server: ServerInfo) -> None:
        is_same_place = await self._live.use_server(server, self)
        self._close_screen()
        if self._context.server is not None:
            self._startup.show_first_screen(self._context.server, is_same_place=is_same_place)

    # What becomes of a connection.

    def report_server_exit(self, server: SpawnedServer, code: int) -> None:
        """Its runs ended with it: the user decides what to do."""
        printed = DiscoveryAttempt(server.program.name, AttemptStatus.FAILED, "Its last output:", server.output)
        kind = "embedded" if server.program.is_embedded else "OpenCode"
        sentence = f"The {kind} server stopped (exit {code})."
        self._show_problem(
            ConnectProblem(sentence, f"Press {format_first_key('connect.retry')} to start another."),
            (printed,) if server.output else (),
        )

    def report_connection_lost(self, error: ClientError) -> None:
        """Most lost connections come back by themselves; a rejected password needs the user."""
        if isinstance(error, Unauthorized) and not self._auth_failure_reported:
            self._auth_failure_reported = True
            self._show_problem(ConnectProblem(str(error), PASSWORD_HINT, needs_password=True))

    def _report_permanent_error(self, error: ClientError) -> bool:
        """Show what only the user can fix; False for what may pass by itself."""
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

    def _known_credentials(self, address: str) -> Credentials | None:
        """The credentials given at the start, unless they were given for another server than this one."""
        options = self._context.options
        if options.server is None or address == options.server:
            return get_credentials(options)
        try:
            is_same = parse_address(address).url == parse_address(options.server).url
        except BadAddress:
            return None
        return get_credentials(options) if is_same else None

    def _release_found_meanwhile(self) -> None:
        server, self._found_meanwhile = self._found_meanwhile, None
        if server is not None and server.spawned is not None:
            server.spawned.release_server()

    # The Connect screen.

    def _report_attempt(self, attempt: DiscoveryAttempt) -> None:
        """Keep attempts for the Connect screen, which is shown only when one is needed."""
        self._attempts = [*(known for known in self._attempts if known.place != attempt.place), attempt]
        if screen := self._current_screen():
            screen.show_attempt(attempt)

    def _show_problem(self, problem: ConnectProblem, attempts: tuple[DiscoveryAttempt, ...] = ()) -> None:
        screen = self._current_screen() or self._open_screen()
        for attempt in attempts or self._attempts:
            screen.show_attempt(attempt)
        screen.show_problem(problem)

    def _current_screen(self) -> ConnectScreen | None:
        """The Connect screen, if it is open, perhaps below its help."""
        stack = reversed(self._context.screen_stack)
        return next((screen for screen in stack if isinstance(screen, ConnectScreen)), None)

    def _open_screen(self) -> ConnectScreen:
        """Show the current server's address, or the requested one; a server octui started has no lasting address."""
        options, server = self._context.options, self._context.server
        if server is None:
            address = options.server or ""
        else:
            address = server.info.url if server.info.spawned is None else ""
        screen = ConnectScreen(address, options.username or "", can_cancel=server is not None)
        self._context.open_screen(screen)
        return screen

    def _close_screen(self) -> None:
        """Close the Connect screen, and what is open above it."""
        while self._current_screen() is not None:
            self._context.close_top_screen()
