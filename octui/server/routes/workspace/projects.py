"""Projects and their directories."""

import asyncio
from pathlib import Path

from octui.server.errors import BadRequest, InternalError, TaggedNotFoundError
from octui.server.git.git_command import GitError
from octui.server.git.git_process import run_git
from octui.server.http.routing import Call, Route
from octui.wire.struct import Wire
from octui.wire.workspace.projects import Project, ProjectDirectory, ProjectIcon


class ProjectCommands(Wire, frozen=True):
    """`start` is run in every new worktree."""

    start: str | None = None


class ProjectChange(Wire, frozen=True):
    name: str | None = None
    icon: ProjectIcon | None = None
    commands: ProjectCommands | None = None


async def list_projects(call: Call) -> list[Project]:
    return call.server.projects.list_all_projects()


async def get_current_project(call: Call) -> Project:
    project = call.instance.project
    return project if project.vcs else call.instance.location.project


async def change_project(call: Call) -> Project:
    body: ProjectChange = call.body
    project_id = call.parameters["projectID"]
    commands = {} if body.commands is None else {"start": body.commands.start or ""}
    changed = call.server.projects.update_project(project_id, name=body.name, icon=body.icon, commands=commands or None)
    if changed is None:
        raise _unknown_project(project_id)
    return changed


async def get_project_directories(call: Call) -> list[ProjectDirectory]:
    project_id = call.parameters["projectID"]
    if call.server.projects.find_project(project_id) is None:
        raise _unknown_project(project_id)
    return [
        ProjectDirectory(directory=directory) for directory in call.server.projects.list_project_directories(project_id)
    ]


async def init_repository(call: Call) -> Project:
    """The instance is reopened, now that its directory is a repository."""
    directory = call.instance.directory
    if not await asyncio.to_thread(Path(directory).is_dir):
        raise BadRequest(f"No such folder: {directory}.", "Query")
    try:
        await run_git(directory, "init", "--quiet")
    except GitError as problem:
        raise InternalError(f"Could not create a repository: {problem}") from problem
    await call.server.instances.dispose_instance(directory)
    return (await call.server.instances.open_instance(directory)).location.project


def _unknown_project(project_id: str) -> TaggedNotFoundError:
    return TaggedNotFoundError("ProjectNotFoundError", f"Project not found: {project_id}", projectID=project_id)


ROUTES = (
    Route("GET", "/project", list_projects, "All known projects", answer=list[Project], scope="server"),
    Route("GET", "/project/current", get_current_project, "The project of the directory", answer=Project),
    Route("POST", "/project/git/init", init_repository, "Make the directory a git repository", answer=Project),
    Route(
        "PATCH",
        "/project/{projectID}",
        change_project,
        "Change a project's name, icon or commands",
        body=ProjectChange,
        answer=Project,
        scope="server",
    ),
    Route(
        "GET",
        "/project/{projectID}/directories",
        get_project_directories,
        "Directories of a project",
        answer=list[ProjectDirectory],
        scope="server",
    ),
)
