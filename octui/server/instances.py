"""Opens and disposes of instances."""

import asyncio
import os
from urllib.parse import unquote

from octui.server.config.loader import Configuration
from octui.server.errors import BadRequest
from octui.server.instance import Instance, SharedServices
from octui.server.trust.configuration import load_directory_config
from octui.server.trust.trust_store import TrustStore
from octui.wire.encode import to_json_values
from octui.wire.trust import TRUST_EVENT, TrustUpdated

MAX_PATH_LENGTH = 4096


class InstanceRegistry:
    """The open instances of a server, one for each directory."""

    def __init__(self, shared: SharedServices, default_directory: str) -> None:
        self._shared = shared
        self._default_directory = default_directory
        self._instances: dict[str, Instance] = {}
        self._opening: dict[str, asyncio.Task[Instance]] = {}
        self._scans: set[asyncio.Task[None]] = set()

    async def open_instance(self, directory: str) -> Instance:
        """The instance of an absolute directory, opened if needed."""
        while True:
            if (known := self._instances.get(directory)) is not None and not await self._is_mended(known):
                return known
            opening = self._opening.get(directory)
            if opening is None:
                opening = self._opening[directory] = asyncio.create_task(self._create_instance(directory))
                opening.add_done_callback(lambda _: self._opening.pop(directory, None))
            return await asyncio.shield(opening)

    async def _is_mended(self, instance: Instance) -> bool:
        """Whether its configuration could not be used and now can; the instance is disposed of then."""
        if not instance.config.problems:
            return False
        fresh = await self._load_configuration(instance.directory, instance.worktree)
        if fresh.problems or self._instances.get(instance.directory) is not instance:
            return False
        await self.dispose_instance(instance.directory)
        return True

    def list_open_instances(self) -> list[Instance]:
        return list(self._instances.values())

    def normalize_directory(self, requested: str | None) -> str:
        """The absolute directory that a request names; raises BadRequest when it is not a directory."""
        directory = os.path.normpath(os.path.join(self._default_directory, requested or ""))  # noqa: PTH118
        if "\0" in directory or len(directory) > MAX_PATH_LENGTH:
            raise BadRequest("The directory is not a valid path.", "Query")
        if os.path.isfile(directory):  # noqa: PTH113
            raise BadRequest(f"{directory} is a file, not a directory.", "Query")
        return directory

    async def dispose_instance(self, directory: str, *, announce: bool = True) -> None:
        """Shut down a directory's instance; its subscribers get an event, and their streams end."""
        instance = self._instances.pop(directory, None)
        if instance is not None:
            await instance.shut_down()
        if announce:
            self._shared.bus.publish_event("server.instance.disposed", {"directory": directory}, directory)
        self._shared.bus.finish_streams(directory)

    async def dispose_all_instances(self, *, announce: bool = True) -> None:
        for directory in list(self._instances):
            await self.dispose_instance(directory, announce=announce)
        if announce:
            self._shared.bus.publish_event("global.disposed", {}, None)

    def watch_folder(self, instance: Instance) -> None:
        """See in the background whether a folder's files ask for something else by now, and announce it.

        What is in force stays as it was read until the user has decided, and the folder is opened again.
        """
        scan = asyncio.create_task(self._announce_changed_requests(instance))
        self._scans.add(scan)
        scan.add_done_callback(self._scans.discard)

    async def _announce_changed_requests(self, instance: Instance) -> None:
        found = await self._load_configuration(instance.directory, instance.worktree)
        if found.trust.digest != instance.config.trust.digest and found.trust.state == "undecided":
            self._publish_trust(instance.directory, found)

    async def _load_configuration(self, directory: str, worktree: str) -> Configuration:
        decisions = TrustStore(self._shared.data_folder)
        return await asyncio.to_thread(load_directory_config, directory, worktree, decisions)

    def _publish_trust(self, directory: str, configuration: Configuration) -> None:
        updated = TrustUpdated(directory=directory, root=configuration.trust.root_name)
        self._shared.bus.publish_event(TRUST_EVENT, to_json_values(updated), directory)

    async def _create_instance(self, directory: str) -> Instance:
        location = await self._shared.projects.locate_project(directory)
        configuration = await self._load_configuration(directory, location.worktree)
        instance = Instance(self._shared, directory, location, configuration)
        self._instances[directory] = instance
        if configuration.trust.state == "undecided" or configuration.problems:
            self._publish_trust(directory, configuration)
        return instance


def decode_twice(value: str) -> str:
    """A directory from a query, which OpenCode servers URL-decode a second time."""
    return unquote(value, errors="surrogateescape")
