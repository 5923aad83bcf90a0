"""A server for a command without a screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from octui.backend.attach import find_directory_warnings
from octui.backend.discovery import find_server
from octui.backend.server_info import AttemptStatus, DiscoveryAttempt, NoServerFound, ServerInfo
from octui.client import ClientError
from octui.config.options import Options
from octui.headless.exit_codes import ExitCode


class CommandFailed(Exception):
    """The command cannot go on; `str()` is one sentence, `code` what the program ends with."""

    def __init__(self, sentence: str, code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(sentence)
        self.code = code


@asynccontextmanager
async def open_server(options: Options) -> AsyncIterator[ServerInfo]:
    """The server the options name, or the one octui would use, stopped afterwards if it was started for this.

    Raises CommandFailed when there is none.
    """
    failures: list[DiscoveryAttempt] = []

    def record_failure(attempt: DiscoveryAttempt) -> None:
        if attempt.status is AttemptStatus.FAILED:
            failures.append(attempt)

    try:
        server = await find_server(options, record_failure)
    except NoServerFound as error:
        reasons = " ".join(dict.fromkeys(map(_describe_failure, failures)))
        raise CommandFailed(f"{error} {reasons}".strip(), ExitCode.UNREACHABLE) from None
    except ClientError as error:
        raise CommandFailed(str(error), ExitCode.UNREACHABLE) from None
    try:
        warnings = (*server.warnings, *await find_directory_warnings(server))
        yield replace(server, warnings=warnings, is_directory_doubtful=False)
    finally:
        if server.spawned is not None:
            await server.spawned.stop_server()


def _describe_failure(attempt: DiscoveryAttempt) -> str:
    """The message and, of a command that failed, the last line it printed, which mostly says why."""
    printed = attempt.output.splitlines()
    return f"{attempt.message} Its last output: {printed[-1]}" if printed else attempt.message
