"""Projects: the directories the server has worked in."""

from octui.client.address import quote_path_segment
from octui.client.capable_transport import CapableTransport
from octui.client.http.transport import omit_none
from octui.wire.workspace.projects import Project, ProjectDirectory


class ProjectsApi:
    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def list(self) -> tuple[Project, ...]:
        return await self._transport.get_json_list("/project", Project)

    async def get_current(self, *, directory: str | None = None) -> Project:
        """The directory's project, with the name it had when its instance started."""
        return await self._transport.get_json("/project/current", Project, directory=directory)

    async def update(
        self,
        project_id: str,
        *,
        name: str | None = None,
        icon_color: str | None = None,
        start_command: str | None = None,
        directory: str | None = None,
    ) -> Project:
        body = omit_none(
            name=name,
            icon={"color": icon_color} if icon_color is not None else None,
            commands={"start": start_command} if start_command is not None else None,
        )
        return await self._transport.send_json(
            "PATCH", f"/project/{quote_path_segment(project_id)}", Project, body, directory=directory
        )

    async def list_directories(self, project_id: str, *, directory: str | None = None) -> tuple[ProjectDirectory, ...]:
        path = f"/project/{quote_path_segment(project_id)}/directories"
        await self._transport.require_capability("project_directories", "GET", path)
        return await self._transport.get_json_list(path, ProjectDirectory, directory=directory)

    async def init_git(self, *, directory: str | None = None) -> Project:
        """Make the directory a repository."""
        await self._transport.require_capability("init_git", "POST", "/project/git/init")
        return await self._transport.send_json("POST", "/project/git/init", Project, directory=directory)
