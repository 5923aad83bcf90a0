"""Starts and stops the server."""

import argparse
import asyncio
import difflib
import errno
import gc
import re
import signal
import socket
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, cast

import uvicorn

from octui.server import logging_setup
from octui.server.http.access_policy import AccessPolicy, is_loopback_host
from octui.server.http.app import create_app
from octui.server.orphans.watch import ORPHAN_WATCH
from octui.server.own_environment import take_variable
from octui.server.preload import preload_modules
from octui.server.server import Server

if TYPE_CHECKING:
    from octui.server.mdns import MdnsAnnouncement

USUAL_PORT = 4096
"""Tried first when no port is given; if it is taken, any free port is used."""

GRACE_SECONDS = 1
IDLE_SECONDS = 75
"""How long a connection may idle: longer than clients keep theirs, so that none closes under a request."""
SEND_BUFFER = 128 * 1024
"""Size of each client's send buffer in bytes."""
LONGEST_HEAD = 64 * 1024
LONGEST_FRAME = 16 * 1024 * 1024


class ServerStartError(Exception):
    """The server cannot start; `str()` is a sentence that says why."""


@dataclass(frozen=True)
class ServerSettings:
    """The server's options; a port of None means the usual one, or any free one if that is taken."""

    hostname: str = "127.0.0.1"
    port: int | None = None
    mdns: bool = False
    cors: tuple[str, ...] = ()
    anywhere: bool = False
    """Whether clients may open every directory although there is no password."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal arrives; returns the exit code."""
    logging_setup.configure_logging()
    try:
        asyncio.run(serve_until_stopped(_parse_settings(arguments)))
    except ServerStartError as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


async def serve_until_stopped(settings: ServerSettings) -> None:
    """Serve until a signal arrives; raises ServerStartError."""
    policy = AccessPolicy(
        username=take_variable("OPENCODE_SERVER_USERNAME") or "opencode",
        password=take_variable("OPENCODE_SERVER_PASSWORD") or None,
        hostname=settings.hostname,
        origins=settings.cors,
        serves_all_directories=settings.anywhere,
    )
    if policy.password is None and not is_loopback_host(settings.hostname):
        raise ServerStartError(
            f"Anyone who can reach {settings.hostname} could run commands here:"
            " set OPENCODE_SERVER_PASSWORD, or keep --hostname at 127.0.0.1."
        )
    listener = bind_socket(settings.hostname, settings.port)
    try:
        server = Server()
    except (OSError, sqlite3.Error) as reason:
        raise ServerStartError(f"The database could not be opened: {reason}") from reason
    serving = EmbeddedUvicorn(server, policy, settings)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        # Its terminal was closed: commands and terminals end with the server. With nohup it goes on.
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, serving.handle_exit, signal.SIGHUP, None)
    await serving.serve(sockets=[listener])


class EmbeddedUvicorn(uvicorn.Server):
    """Uvicorn that prints a line once it listens, and ends streams and runs before it waits for clients."""

    def __init__(self, server: Server, policy: AccessPolicy, settings: ServerSettings) -> None:
        config = uvicorn.Config(
            create_app(server, policy),
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_keep_alive=IDLE_SECONDS,
            h11_max_incomplete_event_size=LONGEST_HEAD,
            ws=cast(type[asyncio.Protocol], _create_websocket),
            ws_max_size=LONGEST_FRAME,
            ws_per_message_deflate=False,
        )
        super().__init__(config)
        self._server = server
        self._settings = settings
        self.announce_ready = True
        self._announcement: MdnsAnnouncement | None = None
        self._warming: asyncio.Task[None] | None = None
        server.abort_connection = self._abort_connection

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started or not sockets:
            return
        port = sockets[0].getsockname()[1]
        if self.announce_ready:
            _print_ready_line(self._settings.hostname, port)
            # All objects so far live as long as the process: the garbage collector need not scan them.
            gc.freeze()
            gc.enable()
            self._warming = asyncio.create_task(preload_modules())
        if self._settings.mdns:
            # Imported only when needed: it takes longer than everything else.
            from octui.server.mdns import MdnsAnnouncement

            # Advertising is slow; requests are answered in the meantime.
            self._announcement = MdnsAnnouncement(self._settings.hostname, port)
            await self._announcement.publish_service()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._warming is not None:
            self._warming.cancel()
        if self._announcement is not None:
            await self._announcement.withdraw_service()
        await self._server.instances.dispose_all_instances(announce=False)
        self._server.bus.finish_streams(None)
        await super().shutdown(sockets)
        await self._server.shut_down()
        ORPHAN_WATCH.release_children()

    def _abort_connection(self, client: tuple[str, int]) -> None:
        for connection in list(self.server_state.connections):
            if getattr(connection, "client", None) == client and (transport := connection.transport) is not None:
                transport.abort()


def _create_websocket(*positional: Any, **keywords: Any) -> asyncio.Protocol:
    # Imported with the first terminal: it takes longer than the rest of uvicorn.
    from octui.server.terminals.websocket_fast_path import FastPathWebSocket

    return FastPathWebSocket(*positional, **keywords)


def _print_ready_line(hostname: str, port: int) -> None:
    """Print the line that the process which started the server waits for; stdout may be closed already."""
    with suppress(OSError):
        sys.stdout.write(f"opencode server listening on http://{_bracket_ipv6(hostname)}:{port}\n")
        sys.stdout.flush()


def bind_socket(hostname: str, port: int | None) -> socket.socket:
    """A listening socket; raises ServerStartError."""
    for candidate in (USUAL_PORT, 0) if port is None else (port,):
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                hostname, candidate, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            listener = socket.socket(family, kind, protocol)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # Data in the send buffer cannot be recalled: terminal output would continue long after ctrl+c.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            listener.bind(address)
            listener.listen(256)
        except OSError as problem:
            if port is None and candidate and problem.errno == errno.EADDRINUSE:
                listener.close()
                continue
            raise ServerStartError(f"Cannot listen on {hostname}:{candidate}: {problem.strerror}.") from problem
        else:
            return listener
    raise ServerStartError(f"Cannot listen on {hostname}.")


class _ServeArguments(argparse.ArgumentParser):
    """Says what is wrong in one line, as the other subcommands do."""

    def error(self, message: str) -> NoReturn:
        """What is wrong, with the option as it was typed and the one that is nearest to it."""
        found = re.search(r"unrecognized arguments: (\S+)", message)
        if found is not None:
            options = [name for action in self._actions for name in action.option_strings if name.startswith("--")]
            near = difflib.get_close_matches(found[1].partition("=")[0], options, n=1)
            kind = "No such option" if found[1].startswith("-") else "Unexpected argument"
            message = f"{kind} “{found[1]}”." + (f" Did you mean “{near[0]}”?" if near else "")
        self.exit(2, f"octui serve: {message.removeprefix('argument ').replace(': ', ' ', 1)}\n")


def _parse_settings(arguments: Sequence[str] | None) -> ServerSettings:
    parser = _ServeArguments("octui serve", allow_abbrev=False, description="An OpenCode-compatible server.")
    parser.add_argument(
        "--port", type=_parse_port, help=f"default: {USUAL_PORT}, or any free port if that is taken; 0: any free port"
    )
    parser.add_argument("--hostname", help="default: 127.0.0.1; 0.0.0.0 with --mdns")
    parser.add_argument("--mdns", action="store_true", help="advertise the server on the local network (mDNS)")
    parser.add_argument(
        "--cors", action="append", default=[], metavar="ORIGIN", help="an additional web page that may use the server"
    )
    parser.add_argument(
        "--anywhere",
        action="store_true",
        help="open every directory, not only this one, although there is no password",
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


def _bracket_ipv6(hostname: str) -> str:
    return f"[{hostname}]" if ":" in hostname else hostname
