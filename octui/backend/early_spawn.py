"""Starts a server before the slow imports, when it is already clear that one will be needed."""

import socket
from contextlib import suppress
from typing import Final

from octui.backend.launch import LaunchedServer, launch_server
from octui.backend.server_commands import add_log_options, find_opencode, make_embedded_command
from octui.config.options import Options
from octui.wire.defaults import DEFAULT_PORT

LOOK_SECONDS: Final = 0.1

_waiting: list[LaunchedServer] = []


def begin_early_spawn(options: Options) -> None:
    """Start the server that `find_server` would start, unless one may be running already; failures are not reported."""
    if options.server is not None or (not options.embedded and is_port_taken()):
        return
    program = add_log_options((None if options.embedded else find_opencode()) or make_embedded_command(), options)
    # An error will occur again later, where it can be reported.
    with suppress(OSError):
        _waiting.append(launch_server(program, options.directory))


def has_early_spawn() -> bool:
    """Whether a server was started and not yet taken."""
    return bool(_waiting)


def take_early_spawn() -> LaunchedServer | None:
    """Return the started server once only; the caller must end it."""
    return _waiting.pop() if _waiting else None


def is_port_taken() -> bool:
    """Whether the usual port is in use; a connection attempt on loopback is answered at once."""
    try:
        socket.create_connection(("127.0.0.1", DEFAULT_PORT), LOOK_SECONDS).close()
    except ConnectionRefusedError:
        return False
    except OSError:
        # Not refused: `find_server` has more patience.
        return True
    return True
