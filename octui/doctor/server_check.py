"""Which server octui would use in this directory, and why. Nothing is started to find out."""

import asyncio
import importlib
import os
from typing import Final

from octui.backend.discovery import credentials, look
from octui.backend.server_commands import OPENCODE, Program, opencode_on_path
from octui.backend.server_info import Attempt, Found, How, Outcome
from octui.client.errors import ClientError
from octui.config.options import Options
from octui.doctor.facts import Fact, Section
from octui.doctor.programs import version_of
from octui.server import server_paths

WHY: Final = {
    How.ATTACHED: "it was named",
    How.RUNNING: "it listens at the usual place and works in this directory",
}


def serving(options: Options) -> Section:
    """The fact `chosen` is wrong when octui would not start."""
    told: list[Attempt] = []
    try:
        there: Found | Program | None = asyncio.run(look(options, told.append))
    except ClientError:
        there = None
    settled = {attempt.place: attempt for attempt in told if attempt.outcome is not Outcome.TRYING}
    return Section(
        "server",
        (*_chosen(there, options), *_opencode(there), *_embedded(), *_signing_in(options)),
        tuple({"place": one.place, "outcome": one.outcome.value, "sentence": one.sentence} for one in settled.values()),
    )


def _chosen(there: Found | Program | None, options: Options) -> list[Fact]:
    match there:
        case Found():
            named = f"{there.name} {there.version} at {there.url}"
            facts = [Fact("chosen", named), Fact("why", WHY[there.how]), Fact("works_in", there.directory)]
            return [*facts, *(Fact("warning", warning) for warning in there.warnings)]
        case Program(embedded=True):
            why = "--embedded was given" if options.embedded else f"no server is there, and no {OPENCODE} on PATH"
            trouble = _embedded_trouble()
            return [Fact("chosen", "octui serve", trouble, wrong=bool(trouble)), Fact("why", why)]
        case Program():
            runs = version_of(there) is not None
            note = "" if runs else "It does not run. octui --embedded does without it."
            why = f"no server is there, and {OPENCODE} is on PATH"
            return [Fact("chosen", there.name, note, wrong=not runs), Fact("why", why)]
        case None:
            return [Fact("chosen", None, "The server that was named cannot be used.", wrong=True)]


def _opencode(there: Found | Program | None) -> list[Fact]:
    program = opencode_on_path()
    if program is None:
        wanted = "" if isinstance(there, Found) else "npm i -g opencode-ai installs it"
        return [Fact(OPENCODE, None, wanted), Fact(f"{OPENCODE}_version", None)]
    return [Fact(OPENCODE, program.path), Fact(f"{OPENCODE}_version", version_of(program))]


def _embedded() -> list[Fact]:
    trouble = _embedded_trouble()
    return [
        Fact("embedded_starts", not trouble, trouble),
        Fact("embedded_keeps_its_data_in", str(server_paths.locate_data_folder())),
        Fact("embedded_reads", [str(server_paths.locate_opencode_folder()), str(server_paths.locate_config_folder())]),
    ]


def _signing_in(options: Options) -> list[Fact]:
    """Whether there is a password, never which."""
    return [Fact("password_given", credentials(options) is not None)]


def _embedded_trouble() -> str:
    """Why the embedded server would not start; `""` when it would."""
    try:
        # Here and not above, for whether it can be loaded is the question.
        importlib.import_module("octui.server.main")
        importlib.import_module("octui.server.routes").load_all_routes()
    except ImportError as problem:
        return f"It cannot be loaded: {problem}."
    folder = server_paths.locate_data_folder()
    standing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
        return f"Nothing can be written to {standing}."
    return ""
