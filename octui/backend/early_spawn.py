"""A server started before anything else is loaded, when it is already clear that one will be needed."""

import socket
from contextlib import suppress
from typing import Final

from octui.backend.launch import LaunchedServer, launch_server
from octui.backend.server_commands import find_opencode, make_embedded_command
from octui.config.options import Options
from octui.wire.defaults import DEFAULT_PORT

LOOK_SECONDS: Final = 0.1

_waiting: list[LaunchedServer] = []


def begin_early_spawn(options: Options) -> None:
    """Start the server that `find` would start, unless there is one it may prefer; says nothing of failures."""
    if options.server is not None or (not options.embedded and is_port_taken()):
        return
    program = (None if options.embedded else find_opencode()) or make_embedded_command()
    # An error will occur again later, where it can be reported.
    with suppress(OSError):
        _waiting.append(launch_server(program, options.directory))


def take_early_spawn() -> LaunchedServer | None:
    """The server that was started, once: whoever takes it has to end it."""
    return _waiting.pop() if _waiting else None


def is_port_taken() -> bool:
    """Whether there is anything at the usual place; on loopback the answer is there at once."""
    try:
        socket.create_connection(("127.0.0.1", DEFAULT_PORT), LOOK_SECONDS).close()
    except ConnectionRefusedError:
        return False
    except OSError:
        # Not refused: `find` has more patience.
        return True
    return True
