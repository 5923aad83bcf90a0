"""A directory in which sessions run, with everything that lives as long as it is in use."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

from octui.server.config.loader import Configuration
from octui.server.projects import ProjectLocation
from octui.wire.projects import Project

if TYPE_CHECKING:
    from octui.server.server import Server

Kind = TypeVar("Kind")


@runtime_checkable
class SupportsShutDown(Protocol):
    async def shut_down(self) -> None: ...


@runtime_checkable
class SupportsAbort(Protocol):
    """A service that runs sessions; `abort` returns when nothing of the session runs any more."""

    async def abort_session(self, session_id: str) -> object: ...


class Instance:
    """One for every exact directory; a directory below it is another instance of the same project."""

    def __init__(
        self, server: "Server", directory: str, whereabouts: ProjectLocation, configuration: Configuration
    ) -> None:
        self.server = server
        self.directory = directory
        self.worktree = whereabouts.worktree
        """The top of the checkout; `/` outside of a repository."""
        self.config = configuration
        self.disposed = False
        self.location = whereabouts
        self._services: dict[Callable[[Instance], Any], Any] = {}

    @property
    def project(self) -> Project:
        """The project as it now is."""
        return self.server.projects.find_project(self.location.project.id) or self.location.project

    @property
    def path(self) -> str:
        """The directory as seen from the top of its worktree; empty at the top and outside of a repository."""
        if self.worktree == os.sep:
            return ""
        relative = os.path.relpath(self.directory, self.worktree)
        return "" if relative == os.curdir or relative.startswith(os.pardir) else relative

    def get_service(self, kind: Callable[["Instance"], Kind]) -> Kind:
        """The one service of this kind here, made when it is first asked for and closed with the instance."""
        if kind not in self._services:
            self._services[kind] = kind(self)
        held: Kind = self._services[kind]
        return held

    def find_service(self, kind: Callable[["Instance"], Kind]) -> Kind | None:
        """The service of this kind if it has been asked for."""
        return self._services.get(kind)

    async def abort_session(self, session_id: str) -> None:
        """End what runs in a session."""
        for service in list(self._services.values()):
            if isinstance(service, SupportsAbort):
                await service.abort_session(session_id)

    async def shut_down(self) -> None:
        """Close every service, the latest first."""
        self.disposed = True
        while self._services:
            _, service = self._services.popitem()
            if isinstance(service, SupportsShutDown):
                await service.shut_down()
