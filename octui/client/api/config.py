"""The server's configuration, its log, and its end."""

from octui.client.http.request_body import given
from octui.client.http.transport import Transport
from octui.wire.config import Configuration, decode_configuration
from octui.wire.instance import Paths
from octui.wire.struct import Json


class ConfigurationCalls(Transport):
    """Disposing of an instance ends its runs, terminals and grants; both updates do that too."""

    async def config(self, *, directory: str | None = None) -> Configuration:
        """What applies in the directory, merged from all places."""
        answer = await self.ask("GET", "/config", directory=directory)
        return await self.decoded("/config", answer, decode_configuration)

    async def update_config(self, changes: Json, *, directory: str | None = None) -> Configuration:
        """Write changes to a file in the directory that no tested server reads back, and dispose of the instance."""
        answer = await self.ask("PATCH", "/config", changes, directory=directory)
        return await self.decoded("/config", answer, decode_configuration)

    async def global_config(self) -> Configuration:
        """The user's own configuration file."""
        answer = await self.ask("GET", "/global/config", directory="")
        return await self.decoded("/global/config", answer, decode_configuration)

    async def update_global_config(self, changes: Json) -> Configuration:
        """Change the user's configuration file, and dispose of every instance."""
        answer = await self.ask("PATCH", "/global/config", changes, directory="")
        return await self.decoded("/global/config", answer, decode_configuration)

    async def dispose(self, *, directory: str | None = None) -> bool:
        """Have the directory's instance forgotten, so that the next call starts it anew."""
        return await self.send("POST", "/instance/dispose", bool, directory=directory)

    async def dispose_all(self) -> bool:
        return await self.send("POST", "/global/dispose", bool, directory="")

    async def path(self, *, directory: str | None = None) -> Paths:
        """Where things are on the server's disk; starts the directory's instance."""
        return await self.get("/path", Paths, directory=directory)

    async def log(
        self,
        service: str,
        level: str,
        message: str,
        extra: Json | None = None,
        *,
        directory: str | None = None,
    ) -> bool:
        """Write to the server's log; `level` is `debug`, `info`, `warn` or `error`."""
        body = given(service=service, level=level, message=message, extra=extra)
        return await self.send("POST", "/log", bool, body, directory=directory)
