"""Opens and disposes of instances."""

import asyncio
import os
from typing import Final
from urllib.parse import unquote

from octui.server.config.loader import Configuration
from octui.server.errors import BadRequest, ForbiddenError
from octui.server.files.path_containment import is_below
from octui.server.instance import Instance, SharedServices
from octui.server.projects import GLOBAL_PROJECT
from octui.server.server_paths import WORKTREES_FOLDER
from octui.server.trust.configuration import load_directory_config
from octui.server.trust.trust_store import TrustStore
from octui.wire.access.trust import TRUST_EVENT, TrustUpdated
from octui.wire.struct import to_json_values

MAX_PATH_LENGTH = 4096

EARLIER_TOAST: Final = {
    "title": "Trusted folder",
    "message": "Its files changed. What you trusted before stays in force until the folder is opened again.",
    "variant": "warning",
    "duration": 15_000,
}


class InstanceRegistry:
    """The open instances of a server, one for each directory."""

    def __init__(self, shared: SharedServices, default_directory: str) -> None:
        self._shared = shared
        self._default_directory = default_directory
        self._instances: dict[str, Instance] = {}
        self._opening: dict[str, asyncio.Task[Instance]] = {}
        self._scans: set[asyncio.Task[None]] = set()
        self._announced: dict[str, str] = {}
        """The digest of each directory's changed requests that were last announced."""
        self.is_confined = False
        """Whether only the default directory, what is below it, and its worktrees are opened."""

    async def open_instance(self, directory: str) -> Instance:
        """The instance of an absolute directory, opened if needed; raises ForbiddenError for one that is not served."""
        await self.require_served(directory)
        while True:
            if (known := self._instances.get(directory)) is not None and not await self._is_mended(known):
                return known
            opening = self._opening.get(directory)
            if opening is None:
                opening = self._opening[directory] = asyncio.create_task(self._create_instance(directory))
                opening.add_done_callback(lambda _: self._opening.pop(directory, None))
            return await asyncio.shield(opening)

    async def require_served(self, directory: str) -> None:
        """Raises ForbiddenError for a directory that the server was not started for, while it is confined."""
        if not self.is_confined or directory in self._instances:
            return
        folders = [self._default_directory, *await self._list_worktree_folders()]
        if not await asyncio.to_thread(_is_below_any, directory, folders):
            raise ForbiddenError(
                f"This server has no password, so it only opens {self._default_directory} and what is below it, not"
                f" {directory}. Set OPENCODE_SERVER_PASSWORD for it, or start it there.",
                "DirectoryForbiddenError",
            )

    async def _list_worktree_folders(self) -> list[str]:
        """Where the server makes worktrees of the default directory's repository."""
        location = await self._shared.projects.locate_project(self._default_directory)
        if location.project.id == GLOBAL_PROJECT:
            return []
        return [str(self._shared.data_folder / WORKTREES_FOLDER / location.project.id)]

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

    def normalize_directory(self, requested: str | None, relative_to: str = "") -> str:
        """The absolute directory that a request names; raises BadRequest when it is not a directory."""
        directory = os.path.normpath(os.path.join(relative_to or self._default_directory, requested or ""))  # noqa: PTH118
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
        directory, before, now = instance.directory, instance.config.trust, found.trust
        if now.digest == before.digest:
            return
        if now.state == "undecided":
            self._publish_trust(directory, found)
        elif before.is_trusted and self._announced.get(directory) != now.digest:
            # Nothing is to be decided, but what was trusted would stay in force without a word.
            self._announced[directory] = now.digest
            self._shared.bus.publish_event("tui.toast.show", EARLIER_TOAST, directory)

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


def _is_below_any(directory: str, folders: list[str]) -> bool:
    """Whether a directory is, wherever links lead, one of these or below one."""
    real = os.path.realpath(directory)
    return any(real == top or is_below(real, top) for top in map(os.path.realpath, folders))


def decode_twice(value: str) -> str:
    """A directory from a query, which OpenCode servers URL-decode a second time."""
    return unquote(value, errors="surrogateescape")
