"""From the command line to a server: attach to the one named, use the one that is there, or start one."""

import shutil
from collections.abc import Callable
from pathlib import Path

from octui.backend.address import DEFAULT_URL
from octui.backend.attach import attach
from octui.backend.found import Attempt, Found, How, NoServer, Outcome
from octui.backend.running import running
from octui.backend.spawn import DidNotStart, spawn
from octui.client.address import DEFAULT_USERNAME, Credentials
from octui.client.client import Client
from octui.client.errors import ClientError
from octui.config.options import Options

PROGRAM = "opencode"

Report = Callable[[Attempt], None]


async def find(options: Options, report: Report, usual_url: str = DEFAULT_URL) -> Found:
    """Find or start a server, telling each attempt as it begins and as it ends.

    Raises NoServer; when a server was named, the ClientError of that one instead, and nothing else is tried.
    """
    given = credentials(options)
    if options.server is not None:
        return await _attach(options.server, options.server_directory, given, report)
    tried: list[Attempt] = []
    report(Attempt(usual_url, Outcome.TRYING, f"Looking for a server at {usual_url}."))
    there = await running(usual_url, options.directory, given)
    if isinstance(there, Found):
        report(Attempt(usual_url, Outcome.FOUND, f"OpenCode {there.version} works in this directory."))
        return there
    report(there)
    tried.append(there)
    ours = await _start(options, report)
    if isinstance(ours, Found):
        return ours
    raise NoServer((*tried, ours))


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
    report(Attempt(server, Outcome.FOUND, f"OpenCode {found.version} works in {found.directory}."))
    return found


async def _start(options: Options, report: Report) -> Found | Attempt:
    command = f"{PROGRAM} serve"
    program = _program()
    if program is None:
        attempt = Attempt(command, Outcome.FAILED, f"There is no {PROGRAM} on PATH.")
        report(attempt)
        return attempt
    report(Attempt(command, Outcome.TRYING, f"Starting {program}."))
    try:
        found = await _spawn(program, options)
    except (DidNotStart, ClientError) as error:
        output = error.output if isinstance(error, DidNotStart) else ""
        attempt = Attempt(command, Outcome.FAILED, str(error), output)
        report(attempt)
        return attempt
    report(Attempt(command, Outcome.FOUND, f"OpenCode {found.version} was started and ends with octui."))
    return found


def _program() -> str | None:
    program = shutil.which(PROGRAM)
    # What a relative entry of PATH found here would otherwise be looked up once more, inside the project.
    return program and str(Path(program).absolute())


async def _spawn(program: str, options: Options) -> Found:
    spawned = await spawn(program, options.directory)
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
        how=How.SPAWNED,
        directory=str(options.directory),
        credentials=spawned.credentials,
        spawned=spawned,
    )
