"""The command line of `octui serve`."""

import argparse
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from octui.wire.defaults import DEFAULT_PORT


@dataclass(frozen=True)
class ServerSettings:
    """The server's options; a port of None means the usual one, or any free one if that is taken."""

    hostname: str = "127.0.0.1"
    port: int | None = None
    mdns: bool = False
    cors: tuple[str, ...] = ()
    anywhere: bool = False
    """Whether clients may open every directory although there is no password."""


class _ServeArguments(argparse.ArgumentParser):
    """Says what is wrong in one line, as the other subcommands do."""

    def error(self, message: str) -> NoReturn:
        """What is wrong, with the option as it was typed and the one that is nearest to it."""
        unknown = re.search(r"unrecognized arguments: (\S+)", message)
        if unknown is not None:
            options = [name for action in self._actions for name in action.option_strings if name.startswith("--")]
            near = difflib.get_close_matches(unknown[1].partition("=")[0], options, n=1)
            kind = "No such option" if unknown[1].startswith("-") else "Unexpected argument"
            message = f"{kind} “{unknown[1]}”." + (f" Did you mean “{near[0]}”?" if near else "")
        self.exit(2, f"octui serve: {message.removeprefix('argument ').replace(': ', ' ', 1)}\n")


def parse_serve_arguments(arguments: Sequence[str] | None) -> ServerSettings:
    """Read the command line, by default that of the process; ends the process where it is wrong."""
    parser = _ServeArguments("octui serve", allow_abbrev=False, description="An OpenCode-compatible server.")
    parser.add_argument(
        "--port", type=_parse_port, help=f"default: {DEFAULT_PORT}, or any free port if that is taken; 0: any free port"
    )
    parser.add_argument("--hostname", help="default: 127.0.0.1; 0.0.0.0 with --mdns")
    parser.add_argument("--mdns", action="store_true", help="advertise the server on the local network (mDNS)")
    parser.add_argument(
        "--cors", action="append", default=[], metavar="ORIGIN", help="an additional web page that may use the server"
    )
    parser.add_argument(
        "--anywhere",
        action="store_true",
        help="open every directory, even without a password",
    )
    options = parser.parse_args(arguments)
    hostname = options.hostname or ("0.0.0.0" if options.mdns else "127.0.0.1")
    return ServerSettings(
        hostname, options.port, options.mdns, tuple(origin.rstrip("/") for origin in options.cors), options.anywhere
    )


def _parse_port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) < 65536:
        raise argparse.ArgumentTypeError(f"needs a number (0-65535), not “{text}”")
    return int(text)
