"""From the command line to a server: attach to the named one, use a running one, or start one."""

from collections.abc import Callable

from octui.backend import early_spawn
from octui.backend.attach import attach_to_server
from octui.backend.launch import LaunchedServer
from octui.backend.local_probe import probe_local_server
from octui.backend.server_commands import OPENCODE, ServerCommand, add_log_options, find_opencode, make_embedded_command
from octui.backend.server_info import AttemptStatus, DiscoveryAttempt, NoServerFound, Origin, ServerInfo
from octui.backend.spawn import ServerStartFailed, SpawnedServer, adopt_server, spawn_server
from octui.client.address import DEFAULT_URL, Credentials
from octui.client.client import Client
from octui.client.errors import ClientError
from octui.config.options import Options
from octui.wire.defaults import DEFAULT_USERNAME

ReportAttempt = Callable[[DiscoveryAttempt], None]


async def find_server(options: Options, report: ReportAttempt, usual_url: str = DEFAULT_URL) -> ServerInfo:
    """Find or start a server, reporting each attempt when it begins and when it ends.

    Raises NoServerFound; when a server was named, the ClientError of that one instead, and nothing else is tried.
    """
    tried: list[DiscoveryAttempt] = []

    def record_attempt(attempt: DiscoveryAttempt) -> None:
        report(attempt)
        if attempt.status in (AttemptStatus.SKIPPED, AttemptStatus.FAILED):
            tried.append(attempt)

    there: ServerInfo | ServerCommand | LaunchedServer
    if (launched := early_spawn.take_early_spawn()) is not None:
        if not options.embedded:
            record_attempt(_make_no_listener_attempt(usual_url))
        there = launched
    else:
        there = await look_for_server(options, record_attempt, usual_url)
    if isinstance(there, ServerInfo):
        return there
    started = await start_server(there, options, record_attempt)
    if started is None:
        raise NoServerFound(tuple(tried))
    return started


async def look_for_server(
    options: Options, report: ReportAttempt, usual_url: str = DEFAULT_URL
) -> ServerInfo | ServerCommand:
    """The running server, or else the program to start; raises a named server's ClientError."""
    given = get_credentials(options)
    if options.server is not None:
        return await _attach_and_report(options.server, options.server_directory, given, report)
    if options.embedded:
        return make_embedded_command()
    report(DiscoveryAttempt(usual_url, AttemptStatus.TRYING, f"Looking for a server at {usual_url}."))
    there = await probe_local_server(usual_url, options.directory, given)
    if isinstance(there, ServerInfo):
        report(
            DiscoveryAttempt(
                usual_url, AttemptStatus.FOUND, f"{there.product} {there.version} works in this directory."
            )
        )
        return there
    report(there)
    return find_opencode() or make_embedded_command()


async def start_server(
    program: ServerCommand | LaunchedServer, options: Options, report: ReportAttempt
) -> ServerInfo | None:
    """Start the server, or wait for the one started early; a failure is reported as an attempt, not raised."""
    started = program if isinstance(program, LaunchedServer) else None
    if isinstance(program, LaunchedServer):
        program = program.program
    if program.is_embedded and not options.embedded:
        report(DiscoveryAttempt(f"{OPENCODE} serve", AttemptStatus.SKIPPED, f"{OPENCODE} is not on PATH."))
    own = "the embedded server"
    report(
        DiscoveryAttempt(
            program.name, AttemptStatus.TRYING, f"Starting {own if program.is_embedded else program.path}."
        )
    )
    try:
        spawned = await (
            spawn_server(add_log_options(program, options), options.directory)
            if started is None
            else adopt_server(started)
        )
        found = await _greet_server(spawned, options)
    except (ServerStartFailed, ClientError) as error:
        output = error.output if isinstance(error, ServerStartFailed) else ""
        report(DiscoveryAttempt(program.name, AttemptStatus.FAILED, str(error), output))
        return None
    report(
        DiscoveryAttempt(
            program.name,
            AttemptStatus.FOUND,
            f"{found.product} {found.version} was started; it stops when octui exits.",
        )
    )
    return found


def get_credentials(options: Options) -> Credentials | None:
    """Credentials from the command line and the environment; a user name alone gives no credentials."""
    if options.password is None:
        return None
    return Credentials(options.username or DEFAULT_USERNAME, options.password.reveal_text())


async def _attach_and_report(
    server: str, directory: str | None, given: Credentials | None, report: ReportAttempt
) -> ServerInfo:
    report(DiscoveryAttempt(server, AttemptStatus.TRYING, f"Connecting to {server}."))
    try:
        found = await attach_to_server(server, directory=directory, credentials=given)
    except ClientError as error:
        report(DiscoveryAttempt(server, AttemptStatus.FAILED, str(error)))
        raise
    report(
        DiscoveryAttempt(server, AttemptStatus.FOUND, f"{found.product} {found.version} works in {found.directory}.")
    )
    return found


async def _greet_server(spawned: SpawnedServer, options: Options) -> ServerInfo:
    client = Client(spawned.url, credentials=spawned.credentials)
    try:
        health = await client.server.check_health()
    except BaseException:
        spawned.release_server()
        raise
    finally:
        await client.close()
    return ServerInfo(
        url=spawned.url,
        version=health.version,
        origin=Origin.EMBEDDED if spawned.program.is_embedded else Origin.SPAWNED,
        directory=str(options.directory),
        credentials=spawned.credentials,
        spawned=spawned,
        is_embedded=health.is_embedded,
    )


def _make_no_listener_attempt(url: str) -> DiscoveryAttempt:
    return DiscoveryAttempt(url, AttemptStatus.SKIPPED, f"No server listens at {url}.")
