"""Which server octui would use in this directory, and why. Nothing is started to find out."""

import asyncio
import importlib
import os
from dataclasses import replace
from typing import Final

from octui.backend.attach import find_directory_warnings
from octui.backend.discovery import ReportAttempt, get_credentials, look_for_server
from octui.backend.server_commands import OPENCODE, ServerCommand, find_opencode
from octui.backend.server_info import AttemptStatus, DiscoveryAttempt, Origin, ServerInfo
from octui.client.errors import ClientError
from octui.config.options import Options
from octui.doctor.facts import Fact, Section
from octui.doctor.programs import get_command_version
from octui.server import server_paths

REASONS: Final = {
    Origin.ATTACHED: "it was specified",
    Origin.RUNNING: "it listens at the default address and works in this directory",
}


def check_server(options: Options) -> Section:
    """Report the server; the fact `chosen` is a problem when octui would not start."""
    attempts: list[DiscoveryAttempt] = []
    try:
        there = asyncio.run(_look_for_server(options, attempts.append))
    except ClientError:
        there = None
    settled = {attempt.place: attempt for attempt in attempts if attempt.status is not AttemptStatus.TRYING}
    return Section(
        "server",
        (*_describe_choice(there, options), *_check_opencode(there), *_check_embedded(), *_check_password(options)),
        tuple({"place": one.place, "outcome": one.status.value, "sentence": one.message} for one in settled.values()),
    )


async def _look_for_server(options: Options, report: ReportAttempt) -> ServerInfo | ServerCommand:
    there = await look_for_server(options, report)
    if isinstance(there, ServerInfo):
        return replace(there, warnings=(*there.warnings, *await find_directory_warnings(there)))
    return there


def _describe_choice(there: ServerInfo | ServerCommand | None, options: Options) -> list[Fact]:
    match there:
        case ServerInfo():
            named = f"{there.name} {there.version} at {there.url}"
            facts = [Fact("chosen", named), Fact("why", REASONS[there.origin]), Fact("works_in", there.directory)]
            return [*facts, *(Fact("warning", warning) for warning in there.warnings)]
        case ServerCommand(is_embedded=True):
            why = "--embedded was given" if options.embedded else f"no server is running, and {OPENCODE} is not on PATH"
            problem = _find_embedded_problem()
            return [Fact("chosen", "octui serve", problem, is_problem=bool(problem)), Fact("why", why)]
        case ServerCommand():
            runs = get_command_version(there) is not None
            note = "" if runs else "It does not run; octui --embedded works without it."
            why = f"no server is running, and {OPENCODE} is on PATH"
            return [Fact("chosen", there.name, note, is_problem=not runs), Fact("why", why)]
        case None:
            return [Fact("chosen", None, "The specified server cannot be used.", is_problem=True)]


def _check_opencode(there: ServerInfo | ServerCommand | None) -> list[Fact]:
    program = find_opencode()
    if program is None:
        hint = "" if isinstance(there, ServerInfo) else "npm i -g opencode-ai installs it"
        return [Fact(OPENCODE, None, hint), Fact(f"{OPENCODE}_version", None)]
    return [Fact(OPENCODE, program.path), Fact(f"{OPENCODE}_version", get_command_version(program))]


def _check_embedded() -> list[Fact]:
    problem = _find_embedded_problem()
    return [
        Fact("embedded_starts", not problem, problem),
        Fact("embedded_data_folder", str(server_paths.locate_data_folder())),
        Fact("embedded_reads", [str(server_paths.locate_opencode_folder()), str(server_paths.locate_config_folder())]),
    ]


def _check_password(options: Options) -> list[Fact]:
    """Report whether a password is set, never its value."""
    return [Fact("password_given", get_credentials(options) is not None)]


def _find_embedded_problem() -> str:
    """Why the embedded server would not start; `""` if it would."""
    try:
        # Here and not at the top: whether it can be loaded is the question.
        importlib.import_module("octui.server.main")
        importlib.import_module("octui.server.routes").load_all_routes()
    except ImportError as problem:
        return f"It cannot be loaded: {problem}."
    folder = server_paths.locate_data_folder()
    standing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
        return f"{standing} is not writable."
    return ""
