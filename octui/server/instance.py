"""An instance: a directory in which sessions run, with its services."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self, TypeVar, runtime_checkable

from octui.server.config.loader import Configuration
from octui.server.event_bus import EventBus
from octui.server.projects import ProjectLocation, ProjectService
from octui.server.sessions.messages import MessageService
from octui.server.sessions.service import SessionLocation, SessionService
from octui.server.sessions.statuses import SessionStatuses
from octui.server.storage.grant_store import GrantStore
from octui.server.storage.repository import Repository
from octui.wire.workspace.projects import Project


class InstanceService(Protocol):
    """A service an instance has one of; `from_instance` hands it what it uses of the instance."""

    @classmethod
    def from_instance(cls, instance: "Instance") -> Self: ...


Service = TypeVar("Service", bound=InstanceService)


@runtime_checkable
class SupportsShutDown(Protocol):
    async def shut_down(self) -> None: ...


@runtime_checkable
class SupportsAbort(Protocol):
    """A service that runs sessions; `abort_session` returns when the session has stopped."""

    async def abort_session(self, session_id: str) -> object: ...


@dataclass(frozen=True)
class SharedServices:
    """What all instances of a server share."""

    data_folder: Path
    bus: EventBus
    repository: Repository
    projects: ProjectService
    sessions: SessionService
    messages: MessageService
    statuses: SessionStatuses
    grants: GrantStore


class Instance:
    """One per exact directory; a subdirectory is another instance of the same project."""

    def __init__(
        self, shared: SharedServices, directory: str, location: ProjectLocation, configuration: Configuration
    ) -> None:
        self.data_folder = shared.data_folder
        self.bus = shared.bus
        self.repository = shared.repository
        self.projects = shared.projects
        self.sessions = shared.sessions
        self.messages = shared.messages
        self.statuses = shared.statuses
        self.grants = shared.grants
        self.directory = directory
        self.worktree = location.worktree
        """The top of the checkout; `/` outside of a repository."""
        self.config = configuration
        self.disposed = False
        self.location = location
        self._services: dict[type[InstanceService], InstanceService] = {}

    @property
    def project(self) -> Project:
        """The current state of the project."""
        return self.projects.find_project(self.location.project.id) or self.location.project

    @property
    def top(self) -> str:
        """The top of the checkout, or the directory itself outside of a repository."""
        return self.directory if self.worktree == os.sep else self.worktree

    @property
    def path(self) -> str:
        """The directory relative to its worktree; empty at the top and outside of a repository."""
        if self.worktree == os.sep:
            return ""
        relative = os.path.relpath(self.directory, self.worktree)
        return "" if relative == os.curdir or relative.startswith(os.pardir) else relative

    @property
    def session_location(self) -> SessionLocation:
        """Where sessions created here belong."""
        return SessionLocation(self.project.id, self.directory, self.path)

    def get_service(self, kind: type[Service]) -> Service:
        """The instance's service of this kind, created on first use and shut down with the instance."""
        service = self._services.get(kind)
        if service is None:
            service = self._services[kind] = kind.from_instance(self)
        assert isinstance(service, kind)
        return service

    def find_service(self, kind: type[Service]) -> Service | None:
        """The service of this kind if it has been created."""
        service = self._services.get(kind)
        return service if isinstance(service, kind) else None

    async def abort_session(self, session_id: str) -> None:
        """Stop everything that runs in a session."""
        for service in list(self._services.values()):
            if isinstance(service, SupportsAbort):
                await service.abort_session(session_id)

    async def shut_down(self) -> None:
        """Shut down all services, most recently created first."""
        self.disposed = True
        while self._services:
            _, service = self._services.popitem()
            if isinstance(service, SupportsShutDown):
                await service.shut_down()
