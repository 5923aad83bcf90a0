"""From the command line to a server: attach to the one named, use the one that is there, or start one."""

from collections.abc import Callable

from octui.backend import early_spawn
from octui.backend.address import DEFAULT_URL
from octui.backend.attach import attach
from octui.backend.launch import Launched
from octui.backend.local_probe import running
from octui.backend.server_commands import OPENCODE, Program, embedded, opencode_on_path
from octui.backend.server_info import Attempt, Found, How, NoServer, Outcome
from octui.backend.spawn import DidNotStart, Spawned, adopt, spawn
from octui.client.address import DEFAULT_USERNAME, Credentials
from octui.client.client import Client
from octui.client.errors import ClientError
from octui.config.options import Options

Report = Callable[[Attempt], None]


async def find(options: Options, report: Report, usual_url: str = DEFAULT_URL) -> Found:
    """Find or start a server, telling each attempt as it begins and as it ends.

    Raises NoServer; when a server was named, the ClientError of that one instead, and nothing else is tried.
    """
    tried: list[Attempt] = []

    def tell(attempt: Attempt) -> None:
        report(attempt)
        if attempt.outcome in (Outcome.PASSED_OVER, Outcome.FAILED):
            tried.append(attempt)

    there: Found | Program | Launched
    if (launched := early_spawn.take()) is not None:
        if not options.embedded:
            tell(_nobody(usual_url))
        there = launched
    else:
        there = await look(options, tell, usual_url)
    if isinstance(there, Found):
        return there
    started = await start(there, options, tell)
    if started is None:
        raise NoServer(tuple(tried))
    return started


async def look(options: Options, report: Report, usual_url: str = DEFAULT_URL) -> Found | Program:
    """The server that is there, or else the program that is to be started; a named server's ClientError is raised."""
    given = credentials(options)
    if options.server is not None:
        return await _attach(options.server, options.server_directory, given, report)
    if options.embedded:
        return embedded()
    report(Attempt(usual_url, Outcome.TRYING, f"Looking for a server at {usual_url}."))
    there = await running(usual_url, options.directory, given)
    if isinstance(there, Found):
        report(Attempt(usual_url, Outcome.FOUND, f"{there.product} {there.version} works in this directory."))
        return there
    report(there)
    return opencode_on_path() or embedded()


async def start(program: Program | Launched, options: Options, report: Report) -> Found | None:
    """Start it, or wait for what was started early; why there is no server is told, not raised."""
    started = program if isinstance(program, Launched) else None
    if isinstance(program, Launched):
        program = program.program
    if program.embedded and not options.embedded:
        report(Attempt(f"{OPENCODE} serve", Outcome.PASSED_OVER, f"There is no {OPENCODE} on PATH."))
    own = "the server that comes with octui"
    report(Attempt(program.name, Outcome.TRYING, f"Starting {own if program.embedded else program.path}."))
    try:
        spawned = await (spawn(program, options.directory) if started is None else adopt(started))
        found = await _greeted(spawned, options)
    except (DidNotStart, ClientError) as error:
        output = error.output if isinstance(error, DidNotStart) else ""
        report(Attempt(program.name, Outcome.FAILED, str(error), output))
        return None
    report(Attempt(program.name, Outcome.FOUND, f"{found.product} {found.version} was started and ends with octui."))
    return found


def credentials(options: Options) -> Credentials | None:
    """What the command line and the environment give for signing in; a user name alone signs nobody in."""
    if options.password is None:
        return None
    return Credentials(options.username or DEFAULT_USERNAME, options.password.reveal())


async def _attach(server: str, directory: str | None, given: Credentials | None, report: Report) -> Found:
    report(Attempt(server, Outcome.TRYING, f"Connecting to {server}."))
    try:
        found = await attach(server, directory=directory, credentials=given)
    except ClientError as error:
        report(Attempt(server, Outcome.FAILED, str(error)))
        raise
    report(Attempt(server, Outcome.FOUND, f"{found.product} {found.version} works in {found.directory}."))
    return found


async def _greeted(spawned: Spawned, options: Options) -> Found:
    client = Client(spawned.url, credentials=spawned.credentials)
    try:
        health = await client.health()
    except BaseException:
        spawned.release()
        raise
    finally:
        await client.close()
    return Found(
        url=spawned.url,
        version=health.version,
        how=How.EMBEDDED if spawned.program.embedded else How.SPAWNED,
        directory=str(options.directory),
        credentials=spawned.credentials,
        spawned=spawned,
        embedded=health.embedded,
    )


def _nobody(url: str) -> Attempt:
    return Attempt(url, Outcome.PASSED_OVER, f"No server listens at {url}.")
