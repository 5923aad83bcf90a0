"""Trusts the folders of tests in the way a person does: reads what they ask for, and agrees to exactly that."""

from urllib.parse import quote

import httpx

from octui.client import Client
from octui.wire.access.trust import FolderTrust

PATH = "/octui/trust"


async def trust_folder(client: Client, directory: str | None = None) -> FolderTrust:
    """Trust a folder on octui's own server; one that asks for nothing needs no decision."""
    asked = await client.trust.get(directory=directory)
    if not asked.requests:
        return asked
    return await client.trust.decide(asked.digest, "trusted", directory=directory)


def trust_folder_now(url: str, directory: str, password: str | None = None) -> None:
    """The same for a server in another process, without an event loop."""
    auth = None if password is None else ("opencode", password)
    # A directory in the query is decoded twice, which a name with a percent sign does not survive.
    headers = {"x-opencode-directory": quote(directory)}
    with httpx.Client(base_url=url, auth=auth, headers=headers, timeout=30) as http:
        asked = http.get(PATH).raise_for_status().json()
        if asked["requests"]:
            http.post(PATH, json={"digest": asked["digest"], "decision": "trusted"}).raise_for_status()
