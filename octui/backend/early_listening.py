"""Listens to the server that octui will probably attach to, before the slow imports."""

from octui.backend import early_spawn
from octui.backend.discovery import get_credentials
from octui.client.address import DEFAULT_URL, parse_address
from octui.client.errors import BadAddress
from octui.client.events.early_stream import begin_early_stream
from octui.config.options import Options


def begin_early_listening(options: Options) -> None:
    """Ask for the events of the named server, or of the one at the usual address if octui starts none."""
    if options.server is None and early_spawn.has_early_spawn():
        return
    try:
        address = parse_address(options.server or DEFAULT_URL)
    except BadAddress:
        # The code that connects to it reports it.
        return
    begin_early_stream(address, get_credentials(options))
