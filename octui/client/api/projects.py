"""Projects, their version control, and worktrees beside them."""

from octui.client.address import segment
from octui.client.api.files import Files
from octui.client.http.request_body import given
from octui.wire.sessions import FileDiff
from octui.wire.workspace.projects import Project, ProjectDirectory
from octui.wire.workspace.vcs import Branch, ChangedFile
from octui.wire.workspace.worktrees import Worktree

WORKTREE_SECONDS = 120.0
"""Checking out a large repository takes a while."""


class Projects(Files):
    async def projects(self) -> tuple[Project, ...]:
        return await self.get_list("/project", Project)

    async def current_project(self, *, directory: str | None = None) -> Project:
        """The directory's project, with the name it had when its instance started."""
        return await self.get("/project/current", Project, directory=directory)

    async def update_project(
        self,
        project_id: str,
        *,
        name: str | None = None,
        icon_color: str | None = None,
        start_command: str | None = None,
        directory: str | None = None,
    ) -> Project:
        body = given(
            name=name,
            icon={"color": icon_color} if icon_color is not None else None,
            commands={"start": start_command} if start_command is not None else None,
        )
        return await self.send("PATCH", f"/project/{segment(project_id)}", Project, body, directory=directory)

    async def project_directories(
        self, project_id: str, *, directory: str | None = None
    ) -> tuple[ProjectDirectory, ...]:
        path = f"/project/{segment(project_id)}/directories"
        await self.require("project_directories", "GET", path)
        return await self.get_list(path, ProjectDirectory, directory=directory)

    async def init_git(self, *, directory: str | None = None) -> Project:
        """Make the directory a repository."""
        await self.require("init_git", "POST", "/project/git/init")
        return await self.send("POST", "/project/git/init", Project, directory=directory)

    async def vcs(self, *, directory: str | None = None) -> Branch:
        return await self.get("/vcs", Branch, directory=directory)

    async def vcs_status(self, *, directory: str | None = None) -> tuple[ChangedFile, ...]:
        """What differs from the last commit, untracked files included; asked in whichever way the server knows."""
        if (await self.capabilities()).vcs_status:
            return await self.get_list("/vcs/status", ChangedFile, directory=directory)
        return tuple(file.changed for file in await self.file_status(directory=directory))

    async def vcs_diff(
        self, mode: str = "git", *, context: int | None = None, directory: str | None = None
    ) -> tuple[FileDiff, ...]:
        """Patches against the last commit (`git`) or the default branch (`branch`)."""
        await self.require("vcs_diff", "GET", "/vcs/diff")
        query = {"mode": mode, "context": context}
        return await self.get_list("/vcs/diff", FileDiff, directory=directory, query=query)

    async def vcs_diff_raw(self, *, directory: str | None = None) -> str:
        """All changes as one patch."""
        await self.require("vcs_diff", "GET", "/vcs/diff/raw")
        answer = await self.ask("GET", "/vcs/diff/raw", directory=directory)
        return answer.body.decode("utf-8", "replace")

    async def vcs_apply(self, patch: str, *, directory: str | None = None) -> bool:
        """Apply a patch to the files; raises Rejected when it does not fit."""
        await self.require("vcs_apply", "POST", "/vcs/apply")
        applied = await self.send("POST", "/vcs/apply", dict[str, bool], {"patch": patch}, directory=directory)
        return applied.get("applied", False)

    async def worktrees(self, *, directory: str | None = None) -> tuple[str, ...]:
        """The directories of the worktrees the server made."""
        return await self.get_list("/experimental/worktree", str, directory=directory)

    async def create_worktree(
        self, *, name: str | None = None, start_command: str | None = None, directory: str | None = None
    ) -> Worktree:
        """Make a worktree on a branch of its own; an event of the worktree's directory says when it is ready."""
        body = given(name=name, startCommand=start_command)
        path = "/experimental/worktree"
        return await self.send("POST", path, Worktree, body, directory=directory, timeout=WORKTREE_SECONDS)

    async def remove_worktree(self, worktree: str, *, directory: str | None = None) -> bool:
        body = {"directory": worktree}
        path = "/experimental/worktree"
        return await self.send("DELETE", path, bool, body, directory=directory, timeout=WORKTREE_SECONDS)

    async def reset_worktree(self, worktree: str, *, directory: str | None = None) -> bool:
        """Throw away everything done in a worktree."""
        body = {"directory": worktree}
        path = "/experimental/worktree/reset"
        return await self.send("POST", path, bool, body, directory=directory, timeout=WORKTREE_SECONDS)
