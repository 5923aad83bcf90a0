"""Starts a server process. Imports nothing slow, so that it can run before the slow imports."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from octui.backend.server_commands import ServerCommand
from octui.config.secret import Secret
from octui.lazy_dataclasses import dataclass
from octui.wire.defaults import DEFAULT_USERNAME

_PASSWORD_GUARD: Final = Path(__file__).with_name("password_guard.js")
_BUN_PRELOAD: Final = "BUN_INSPECT_PRELOAD"
"""The only way to load something first into a program that was compiled with Bun, as OpenCode is."""

_SUPERVISOR: Final = Path(__file__).with_name("supervisor.py")
_RUN: Final = "import sys\nwith open({0}) as source: code = source.read()\nexec(compile(code, 'supervisor', 'exec'))"


@dataclass(frozen=True, slots=True)
class LaunchedServer:
    """A started server that may not be listening yet."""

    program: ServerCommand
    supervisor: subprocess.Popen[bytes]
    """The parent of the server's own process: it ends the server when its standard input is closed."""
    username: str
    password: Secret

    def release_server(self) -> None:
        """Let the server end, without waiting; the same happens when octui exits."""
        if self.supervisor.stdin is not None:
            self.supervisor.stdin.close()


def launch_server(
    program: ServerCommand, directory: Path, environment: Mapping[str, str] | None = None
) -> LaunchedServer:
    """Start the server there with a generated password; raises OSError."""
    password = Secret(os.urandom(24).hex())
    given = {
        **(os.environ if environment is None else environment),
        "OPENCODE_SERVER_USERNAME": DEFAULT_USERNAME,
        "PWD": str(directory),
    }
    given.pop("OPENCODE_SERVER_PASSWORD", None)
    if not program.is_embedded:
        given.setdefault(_BUN_PRELOAD, str(_PASSWORD_GUARD))
    return LaunchedServer(
        program, _start_supervisor(program.argv, directory, given, password), DEFAULT_USERNAME, password
    )


def _start_supervisor(
    command: Sequence[str], directory: Path, environment: Mapping[str, str], password: Secret
) -> subprocess.Popen[bytes]:
    """Start the supervisor with the bare interpreter: it needs nothing that is installed beside octui.

    So nothing in its own part of the command line names octui, and killing octui by its name leaves it alive to do its
    work. The password goes through a pipe: any program of the user's can read the environment of another.
    """
    python = os.path.realpath(sys.executable)
    source = os.open(_SUPERVISOR, os.O_RDONLY)
    reader, writer = os.pipe()
    try:
        os.write(writer, password.reveal_text().encode())
        return subprocess.Popen(
            [python, "-I", "-S", "-c", _RUN.format(source), str(reader), *command],
            cwd=directory,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(source, reader),
            start_new_session=True,
        )
    finally:
        for descriptor in (source, reader, writer):
            os.close(descriptor)
