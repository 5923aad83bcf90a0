"""Starts and stops the server."""

import asyncio
import errno
import gc
import signal
import socket
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import uvicorn

from octui.server.http.access_policy import AccessPolicy, is_loopback_host
from octui.server.http.app import create_app
from octui.server.orphans.watch import ORPHAN_WATCH
from octui.server.server import Server
from octui.server.server_paths import locate_data_folder
from octui.server.startup import logging_setup
from octui.server.startup.own_environment import take_variable
from octui.server.startup.preload import preload_modules
from octui.server.startup.serve_arguments import ServerSettings, parse_serve_arguments
from octui.start_cache.lifetime import save_start_cache
from octui.wire.defaults import DEFAULT_PORT, DEFAULT_USERNAME

if TYPE_CHECKING:
    from octui.server.mdns import MdnsAnnouncement

GRACE_SECONDS = 1
IDLE_SECONDS = 75
"""How long a connection may idle: longer than clients keep theirs, so that none closes under a request."""
SEND_BUFFER = 128 * 1024
"""Size of each client's send buffer in bytes."""
MAX_HEAD_BYTES = 64 * 1024
MAX_FRAME_BYTES = 16 * 1024 * 1024


class ServerStartError(Exception):
    """The server cannot start; `str()` is a sentence that says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal arrives; returns the exit code."""
    logging_setup.configure_logging()
    try:
        asyncio.run(serve_until_stopped(parse_serve_arguments(arguments)))
    except ServerStartError as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


async def serve_until_stopped(settings: ServerSettings) -> None:
    """Serve until a signal arrives; raises ServerStartError."""
    policy = AccessPolicy(
        username=take_variable("OPENCODE_SERVER_USERNAME") or DEFAULT_USERNAME,
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
        raise ServerStartError(_describe_unusable_data(reason)) from reason
    serving = EmbeddedUvicorn(server, policy, settings)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        # Its terminal was closed: commands and terminals end with the server. With nohup it goes on.
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, serving.handle_exit, signal.SIGHUP, None)
    await serving.serve(sockets=[listener])


def _describe_unusable_data(reason: OSError | sqlite3.Error) -> str:
    why = (reason.strerror if isinstance(reason, OSError) else None) or str(reason)
    return (
        f"The database could not be opened in {locate_data_folder()}: {why}."
        " Check that the disk has space and that octui may write there, or set OCTUI_HOME to another folder."
    )


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
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            ws=cast(type[asyncio.Protocol], _create_websocket),
            ws_max_size=MAX_FRAME_BYTES,
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
            self._warming = asyncio.create_task(_finish_start())
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


async def _finish_start() -> None:
    await preload_modules()
    await asyncio.to_thread(save_start_cache)


def _print_ready_line(hostname: str, port: int) -> None:
    """Print the line that the process which started the server waits for; stdout may be closed already."""
    with suppress(OSError):
        sys.stdout.write(f"opencode server listening on http://{_bracket_ipv6(hostname)}:{port}\n")
        sys.stdout.flush()


def bind_socket(hostname: str, port: int | None) -> socket.socket:
    """A listening socket; without a port, the usual one or, if that is taken, any free one. Raises ServerStartError."""
    for candidate in (DEFAULT_PORT, 0) if port is None else (port,):
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


def _bracket_ipv6(hostname: str) -> str:
    return f"[{hostname}]" if ":" in hostname else hostname
