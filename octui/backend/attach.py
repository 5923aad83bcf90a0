"""Attaches to the server at a given address."""

import posixpath
from http import HTTPStatus
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from octui.backend.server_info import Origin, ServerInfo
from octui.client.address import Credentials, list_address_warnings, parse_address
from octui.client.client import Client
from octui.client.errors import ClientError

_MISSING: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR)
"""How versions answer for a directory that is not there."""


async def attach_to_server(
    typed: str, *, directory: str | None = None, credentials: Credentials | None = None
) -> ServerInfo:
    """Ask the server for its version and how it names `directory`, a path of its own; raises any ClientError.

    A relative directory is relative to where the server was started, and none at all is that very place. Credentials
    that were given win over those written into the address.
    """
    place = parse_address(typed)
    used = credentials or place.credentials
    warnings = list_address_warnings(place, used)
    client = Client(place.url, credentials=used)
    try:
        health = await client.server.check_health()
        start = (await client.server.get_paths()).directory
        where = _join_path(start, directory) if directory else start
        if directory and health.is_embedded:
            # octui's own server opens no directory that it was not started for, while it has no password.
            await client.server.get_paths(directory=where)
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
        is_directory_doubtful=bool(directory),
    )


async def find_directory_warnings(info: ServerInfo) -> tuple[str, ...]:
    """What is wrong with the directory that was asked for, if anything: at most one sentence.

    Servers work in a directory that is not there as if it were empty. Ask once everything else is under way: OpenCode
    1.18 that has just started needs seconds for the first list of files.
    """
    if not info.is_directory_doubtful:
        return ()
    client = Client(info.url, directory=info.directory, credentials=info.credentials, health=info.health)
    try:
        has_files = bool(await client.files.list())
    except ClientError as error:
        has_files = error.status not in _MISSING
    finally:
        await client.close()
    return () if has_files else (f"The server sees no files in {info.directory}: is that the right path?",)


def _join_path(start: str, directory: str) -> str:
    """The directory as an absolute path; 1.1.58 would take a relative one for the whole name."""
    if PureWindowsPath(start).is_absolute() and not PurePosixPath(start).is_absolute():
        return str(PureWindowsPath(start, directory))
    return posixpath.normpath(posixpath.join(start, directory))
