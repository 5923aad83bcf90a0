"""The server at an address that was given."""

from octui.backend import address
from octui.backend.found import Found, How
from octui.client.address import Credentials
from octui.client.client import Client
from octui.client.errors import NotFound, Rejected, ServerFailed


async def attach(typed: str, *, directory: str | None = None, credentials: Credentials | None = None) -> Found:
    """Ask the server for its version and for `directory`, a path of its own; raises any ClientError.

    A relative directory is relative to where the server was started, and none at all is that very place. Credentials
    that were given win over those written into the address.
    """
    place = address.parse(typed)
    used = credentials or place.credentials
    client = Client(place.url, directory=directory, credentials=used)
    try:
        health = await client.health()
        paths = await client.path()
        warnings = address.warnings(place, used)
        if directory and not await _seen(client):
            # Servers work in directories that are not there as if they were empty.
            warnings += (f"The server sees no files in {paths.directory}: is that the right path?",)
    finally:
        await client.close()
    return Found(
        url=place.url,
        version=health.version,
        how=How.ATTACHED,
        directory=paths.directory,
        credentials=used,
        warnings=warnings,
    )


async def _seen(client: Client) -> bool:
    """Whether the directory holds anything; of one that is missing, versions say so in different ways."""
    try:
        return bool(await client.files())
    except (ServerFailed, NotFound, Rejected):
        return False
