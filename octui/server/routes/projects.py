"""Projects, and the directories in them."""

import asyncio
from pathlib import Path

from octui.server.errors import BadRequest, Failed, Missing
from octui.server.git.running import GitFailed, git
from octui.server.routing import Call, Route
from octui.wire.projects import Project, ProjectDirectory, ProjectIcon
from octui.wire.struct import Wire


class Commands(Wire, frozen=True):
    """`start` is run in every new worktree."""

    start: str | None = None


class Change(Wire, frozen=True):
    name: str | None = None
    icon: ProjectIcon | None = None
    commands: Commands | None = None


async def projects(call: Call) -> list[Project]:
    return call.server.projects.projects()


async def current(call: Call) -> Project:
    project = call.instance.project
    return project if project.vcs else call.instance.whereabouts.project


async def change(call: Call) -> Project:
    body: Change = call.body
    project_id = call.parameters["projectID"]
    commands = {} if body.commands is None else {"start": body.commands.start or ""}
    changed = call.server.projects.change(project_id, name=body.name, icon=body.icon, commands=commands or None)
    if changed is None:
        raise _unknown(project_id)
    return changed


async def directories(call: Call) -> list[ProjectDirectory]:
    project_id = call.parameters["projectID"]
    if call.server.projects.project(project_id) is None:
        raise _unknown(project_id)
    return [ProjectDirectory(directory=directory) for directory in call.server.projects.directories(project_id)]


async def init_git(call: Call) -> Project:
    """The directory is opened anew, now that it is a repository."""
    directory = call.instance.directory
    if not await asyncio.to_thread(Path(directory).is_dir):
        raise BadRequest(f"There is no folder {directory}.", "Query")
    try:
        await git(directory, "init", "--quiet")
    except GitFailed as problem:
        raise Failed(f"No repository was made: {problem}") from problem
    await call.server.instances.dispose(directory)
    return (await call.server.instances.get(directory)).whereabouts.project


def _unknown(project_id: str) -> Missing:
    return Missing("ProjectNotFoundError", f"Project not found: {project_id}", projectID=project_id)


ROUTES = (
    Route("GET", "/project", projects, "Every project the server knows", answer=list[Project], scope="server"),
    Route("GET", "/project/current", current, "The project of the directory", answer=Project),
    Route("POST", "/project/git/init", init_git, "Make the directory a git repository", answer=Project),
    Route(
        "PATCH", "/project/{projectID}", change, "Rename or mark a project", body=Change, answer=Project, scope="server"
    ),
    Route(
        "GET",
        "/project/{projectID}/directories",
        directories,
        "Where a project was used",
        answer=list[ProjectDirectory],
        scope="server",
    ),
)
