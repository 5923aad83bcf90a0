"""A server started before anything else is loaded, when it is already clear that one will be needed."""

import socket
from contextlib import suppress
from typing import Final

from octui.backend.launch import Launched, launch
from octui.backend.server_commands import USUAL_PORT, embedded, opencode_on_path
from octui.config.options import Options

LOOK_SECONDS: Final = 0.1

_waiting: list[Launched] = []


def begin(options: Options) -> None:
    """Start the server that `find` would start, unless there is one it may prefer; says nothing of failures."""
    if options.server is not None or (not options.embedded and somebody_listens()):
        return
    program = (None if options.embedded else opencode_on_path()) or embedded()
    # Whatever is wrong will be wrong once more, where it can be told.
    with suppress(OSError):
        _waiting.append(launch(program, options.directory))


def take() -> Launched | None:
    """The server that was begun, once: who takes it ends it."""
    return _waiting.pop() if _waiting else None


def somebody_listens() -> bool:
    """Whether there is anything at the usual place; on loopback the answer is there at once."""
    try:
        socket.create_connection(("127.0.0.1", USUAL_PORT), LOOK_SECONDS).close()
    except ConnectionRefusedError:
        return False
    except OSError:
        # Not refused: `find` has more patience.
        return True
    return True
