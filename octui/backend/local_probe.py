"""Probes for a server already running on this machine at the usual port."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from octui.backend.server_info import AttemptStatus, DiscoveryAttempt, Origin, ServerInfo
from octui.client.address import Credentials
from octui.client.client import Client
from octui.client.errors import ClientError, Unauthorized, Unreachable

ANSWER_SECONDS = 4.0
"""A server that is starting may take a moment; one that never answers must not keep octui from starting its own."""

PLACE_SECONDS = 20.0
"""A healthy server may first have to start what it runs for a directory, plugins included."""

_LISTENING = "0A"
_ANY_HOST = {"0100007F", "00000000", "0" * 32, "0000000000000000FFFF00000100007F"}
"""127.0.0.1 and everything that includes it, as the kernel spells addresses."""


async def probe_local_server(
    url: str, directory: Path, credentials: Credentials | None
) -> ServerInfo | DiscoveryAttempt:
    """The server at `url` if it is healthy, ours and works in `directory`; otherwise why it is passed over."""
    if not await asyncio.to_thread(_is_possibly_ours, urlsplit(url).port or 80):
        return _skip_server(url, f"The server at {url} belongs to another user of this machine.")
    client = Client(url, credentials=credentials)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            health = await client.server.check_health()
        async with asyncio.timeout(PLACE_SECONDS):
            elsewhere = await _find_other_directory(client, directory)
    except TimeoutError:
        return _skip_server(url, f"A program listens at {url} but does not respond.")
    except Unreachable:
        return _skip_server(url, f"No server listens at {url}.")
    except Unauthorized as error:
        unknown = f"The server at {url} requires a password."
        return _skip_server(url, unknown if credentials is None else str(error))
    except ClientError as error:
        return _skip_server(url, str(error))
    finally:
        await client.close()
    if elsewhere is not None:
        return _skip_server(url, f"The server at {url} works in {elsewhere}.")
    return ServerInfo(
        url=url,
        version=health.version,
        origin=Origin.RUNNING,
        directory=str(directory),
        credentials=credentials,
        is_embedded=health.is_embedded,
    )


async def _find_other_directory(client: Client, directory: Path) -> str | None:
    """Where the server works, when that is another project than this directory's.

    Every server can work in any directory, with the environment and the permissions of wherever it was started: it is
    this directory's own if it was started here, or elsewhere in the same repository, as the server itself sees it.
    """
    own = await client.server.get_paths()
    if not own.directory or _is_same_path(own.directory, directory):
        return None if own.directory else "an unknown directory"
    if _is_inside(directory, own.worktree):
        here = await client.server.get_paths(directory=str(directory))
        if here.worktree == own.worktree:
            return None
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in own.directory)


def _is_same_path(theirs: str, ours: Path) -> bool:
    with suppress(OSError):
        return ours.samefile(theirs)
    return False


def _is_inside(ours: Path, worktree: str) -> bool:
    """Outside any repository, servers report the worktree as /."""
    return worktree not in ("", "/") and ours.is_relative_to(Path(worktree).resolve())


def _skip_server(url: str, sentence: str) -> DiscoveryAttempt:
    return DiscoveryAttempt(url, AttemptStatus.SKIPPED, sentence)


def _is_possibly_ours(port: int) -> bool:
    """Whether the listener is this user or root, where the system tells; anybody may listen on a port of loopback,
    claim to work in any directory, and be handed what is said there."""
    return _find_listening_users(port) <= {os.getuid(), 0}


def _find_listening_users(port: int) -> set[int]:
    """The users whose processes listen on this loopback port; empty where the system does not report them."""
    users: set[int] = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        try:
            _, *rows = table.read_text().splitlines()
        except (OSError, ValueError):
            continue
        for fields in map(str.split, rows):
            host, _, number = fields[1].partition(":")
            if fields[3] == _LISTENING and int(number, 16) == port and host in _ANY_HOST:
                users.add(int(fields[7]))
    return users
