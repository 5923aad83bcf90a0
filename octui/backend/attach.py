"""Attaches to the server at a given address."""

import asyncio
import posixpath
from http import HTTPStatus
from pathlib import PurePosixPath, PureWindowsPath

from octui.backend.server_info import Origin, ServerInfo
from octui.client.address import Credentials, list_address_warnings, parse_address
from octui.client.client import Client
from octui.client.errors import NotFound, Rejected, ServerFailed


async def attach_to_server(
    typed: str, *, directory: str | None = None, credentials: Credentials | None = None
) -> ServerInfo:
    """Ask the server for its version and for `directory`, a path of its own; raises any ClientError.

    A relative directory is relative to where the server was started, and none at all is that very place. Credentials
    that were given win over those written into the address.
    """
    place = parse_address(typed)
    used = credentials or place.credentials
    warnings = list_address_warnings(place, used)
    client = Client(place.url, credentials=used)
    try:
        health = await client.server.check_health()
        where, has_files = await _resolve_directory(client, directory)
        if not has_files:
            # Servers work in a directory that is not there as if it were empty.
            warnings += (f"The server sees no files in {where}: is that the right path?",)
    finally:
        await client.close()
    return ServerInfo(
        url=place.url,
        version=health.version,
        origin=Origin.ATTACHED,
        directory=where,
        credentials=used,
        warnings=warnings,
        is_embedded=health.is_embedded,
    )


async def _resolve_directory(client: Client, directory: str | None) -> tuple[str, bool]:
    """The directory as the server names it, and whether it holds files, where one was asked for."""
    if not directory:
        return (await client.server.get_paths()).directory, True
    if not posixpath.isabs(directory):
        where = _join_path((await client.server.get_paths()).directory, directory)
        return where, await _has_files(client, where)
    # Both questions at once: only on Windows does the answer to the first change the second.
    asked = posixpath.normpath(directory)
    paths, has_files = await asyncio.gather(client.server.get_paths(), _has_files(client, asked))
    where = _join_path(paths.directory, directory)
    return where, has_files if where == asked else await _has_files(client, where)


def _join_path(start: str, directory: str) -> str:
    """The directory as an absolute path; 1.1.58 would take a relative one for the whole name."""
    if PureWindowsPath(start).is_absolute() and not PurePosixPath(start).is_absolute():
        return str(PureWindowsPath(start, directory))
    return posixpath.normpath(posixpath.join(start, directory))


async def _has_files(client: Client, directory: str) -> bool:
    """Whether the directory contains anything; versions differ in how they report a missing directory."""
    try:
        return bool(await client.files.list(directory=directory))
    except (ServerFailed, NotFound, Rejected) as error:
        if error.status == HTTPStatus.FORBIDDEN:
            # octui's own server opens no directory that it was not started for, while it has no password.
            raise
        return False
