"""The server's configuration: of a directory, and the user's own."""

from octui.client.capable_transport import CapableTransport
from octui.wire.config import Configuration, decode_configuration
from octui.wire.struct import Json


class ConfigApi:
    """Both updates dispose of instances, which ends their runs, terminals and grants."""

    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def get(self, *, directory: str | None = None) -> Configuration:
        """What applies in the directory, merged from all places."""
        answer = await self._transport.send_request("GET", "/config", directory=directory)
        return await self._transport.decode_response("/config", answer, decode_configuration)

    async def update(self, changes: Json, *, directory: str | None = None) -> Configuration:
        """Write changes to a file in the directory that no tested server reads back, and dispose of the instance."""
        answer = await self._transport.send_request("PATCH", "/config", changes, directory=directory)
        return await self._transport.decode_response("/config", answer, decode_configuration)

    async def get_global(self) -> Configuration:
        """The user's own configuration file."""
        answer = await self._transport.send_request("GET", "/global/config", directory="")
        return await self._transport.decode_response("/global/config", answer, decode_configuration)

    async def update_global(self, changes: Json) -> Configuration:
        """Change the user's configuration file, and dispose of every instance."""
        answer = await self._transport.send_request("PATCH", "/global/config", changes, directory="")
        return await self._transport.decode_response("/global/config", answer, decode_configuration)
