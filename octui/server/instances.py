"""Which instances there are, and how they come and go."""

import asyncio
import os
from typing import TYPE_CHECKING
from urllib.parse import unquote

from octui.server.config import loader
from octui.server.errors import BadRequest
from octui.server.instance import Instance

if TYPE_CHECKING:
    from octui.server.server import Server

MAX_PATH_LENGTH = 4096


class InstanceRegistry:
    def __init__(self, server: "Server") -> None:
        self._server = server
        self._instances: dict[str, Instance] = {}
        self._opening: dict[str, asyncio.Task[Instance]] = {}

    async def open_instance(self, directory: str) -> Instance:
        """The instance of an absolute directory, opened if need be."""
        while True:
            if (known := self._instances.get(directory)) is not None:
                return known
            opening = self._opening.get(directory)
            if opening is None:
                opening = self._opening[directory] = asyncio.create_task(self._create_instance(directory))
                opening.add_done_callback(lambda _: self._opening.pop(directory, None))
            return await asyncio.shield(opening)

    def list_open_instances(self) -> list[Instance]:
        return list(self._instances.values())

    def normalize_directory(self, given: str | None) -> str:
        """The absolute directory that a request means; raises BadRequest when it can be none."""
        directory = os.path.normpath(os.path.join(self._server.directory, given or ""))  # noqa: PTH118
        if "\0" in directory or len(directory) > MAX_PATH_LENGTH:
            raise BadRequest("The directory is no path.", "Query")
        if os.path.isfile(directory):  # noqa: PTH113
            raise BadRequest(f"{directory} is a file, not a directory.", "Query")
        return directory

    async def dispose_instance(self, directory: str, *, announce: bool = True) -> None:
        """Close everything of a directory; those who listen to it are told, and their streams end."""
        instance = self._instances.pop(directory, None)
        if instance is not None:
            await instance.shut_down()
        if announce:
            self._server.bus.publish_event("server.instance.disposed", {"directory": directory}, directory)
        self._server.bus.finish_streams(directory)

    async def dispose_all_instances(self, *, announce: bool = True) -> None:
        for directory in list(self._instances):
            await self.dispose_instance(directory, announce=announce)
        if announce:
            self._server.bus.publish_event("global.disposed", {}, None)

    async def _create_instance(self, directory: str) -> Instance:
        whereabouts = await self._server.projects.locate_project(directory)
        settings = await asyncio.to_thread(loader.load_directory_config, directory, whereabouts.worktree)
        instance = Instance(self._server, directory, whereabouts, settings)
        self._instances[directory] = instance
        return instance


def decode_twice(value: str) -> str:
    """A directory as it stands in a query, which servers decode once more than queries are."""
    return unquote(value, errors="surrogateescape")
