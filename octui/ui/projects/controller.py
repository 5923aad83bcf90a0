"""Projects: going to another one, renaming and colouring them, and a guard for sessions of other folders."""

import asyncio
from collections.abc import Iterator
from functools import partial
from time import time
from typing import TYPE_CHECKING

from octui.client import Unsupported
from octui.render.text.paths import abbreviate_home
from octui.store.actions import ProjectLoaded
from octui.store.changes import Topic
from octui.store.directories import is_same_directory
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, ConnectedServer
from octui.ui.controllers.server_connection import ServerConnectionController
from octui.wire.workspace.projects import Project

if TYPE_CHECKING:
    # Imported when opened: the first screen should not wait for it.
    from octui.ui.panels.form import Answers
    from octui.ui.panels.panel import Panel
    from octui.ui.panels.panel_rows import PanelAction, PanelRow


class ProjectsController:
    """Switches projects on the same server, which keeps running what it runs."""

    def __init__(self, context: AppContext, connection: ServerConnectionController) -> None:
        self._context = context
        self._connection = connection
        self._projects: tuple[Project, ...] = ()
        self._folders: tuple[str, ...] = ()
        self._panel: Panel | None = None

    def show_projects(self) -> None:
        from octui.ui.panels.panel import Panel

        context = self._context
        if context.server is None:
            context.notify_error("Could not show the projects", NOT_CONNECTED)
            return
        self._projects, self._folders = (), ()
        panel = self._panel = Panel(
            "Projects",
            self._iter_rows,
            actions=self._make_actions(),
            topics=(Topic.PROJECT,),
            on_refresh=self._reload_projects,
            empty="Loading…",
        )
        context.open_screen(panel)
        self._reload_projects()

    def is_session_elsewhere(self) -> bool:
        """Whether the session on screen works in another folder than octui."""
        session = self._context.session
        return bool(session and session.directory) and not is_same_directory(
            session.directory if session else "", self._context.working_directory
        )

    def follow_session(self) -> None:
        """Go to the folder of the session on screen, and open it there."""
        session = self._context.session
        if session is not None and session.directory:
            self._connection.change_directory(session.directory, session.id)

    # The panel.

    def _iter_rows(self) -> "Iterator[PanelRow]":
        from octui.ui.projects.project_rows import iter_project_rows

        context = self._context
        current, directory = context.store.state.project, context.working_directory
        return iter_project_rows(self._projects, self._folders, current, directory, context.server_home, time() * 1000)

    def _make_actions(self) -> "list[PanelAction]":
        from octui.ui.panels.panel_rows import PanelAction
        from octui.ui.projects.project_rows import OUTSIDE

        def is_project(row: "PanelRow | None") -> bool:
            return self._find_project(row) is not None

        def find_switch_obstacle(row: "PanelRow | None") -> str:
            return "this stands for every folder outside a repository" if row and row.id == OUTSIDE else ""

        return [
            PanelAction("panel.open", "go there", self._switch, lambda row: row is not None, find_switch_obstacle),
            PanelAction("project.rename", "rename", self._rename, is_project, find_switch_obstacle),
            PanelAction("project.color", "colour", self._pick_color, is_project, find_switch_obstacle),
            PanelAction(
                "project.init_git", "init git here", lambda _: self._init_git(), find_obstacle=self._find_git_obstacle
            ),
        ]

    def _reload_projects(self) -> None:
        from octui.ui.panels.panel_work import run_panel_work

        server = self._context.server
        if server is not None and self._panel is not None:
            work = partial(self._load_projects, server)
            run_panel_work(self._context, self._panel, "Loading", "Could not load the projects", work)

    async def _load_projects(self, server: ConnectedServer) -> None:
        client = server.client
        # A folder that becomes a repository is reloaded, which would stop its terminals.
        self._projects, _ = await asyncio.gather(client.projects.list(), server.resync.load_terminals())
        current = self._context.store.state.project
        try:
            listed = await client.projects.list_directories(current.id) if current is not None else ()
            self._folders = tuple(folder.directory for folder in listed)
        except Unsupported:
            # Older servers list no folders but the worktrees of a project.
            known = next((project for project in self._projects if current and project.id == current.id), None)
            self._folders = (known.worktree, *known.sandboxes) if known is not None else ()

    def _find_project(self, row: "PanelRow | None") -> Project | None:
        return next((project for project in self._projects if row is not None and project.id == row.id), None)

    def _switch(self, row: "PanelRow | None") -> None:
        if row is None:
            return
        project = self._find_project(row)
        self._connection.change_directory(project.worktree if project is not None else row.id)

    def _rename(self, row: "PanelRow | None") -> None:
        from octui.ui.panels.form import FormDialog, FormField
        from octui.ui.projects.project_rows import get_project_name

        project = self._find_project(row)
        if project is None:
            return
        start = (project.commands or {}).get("start")

        def save_answers(answers: "Answers | None") -> None:
            if answers is not None:
                self._change_project(project, name=answers["name"], start_command=answers["start"])

        fields = [
            FormField("name", "Name", value=get_project_name(project)),
            FormField("start", "Command that new worktrees run (optional)", "npm install", str(start or "")),
        ]
        form = FormDialog("Project", fields, find_mistake=lambda given: "" if given["name"] else "Give it a name.")
        self._context.open_screen(form, save_answers)

    def _pick_color(self, row: "PanelRow | None") -> None:
        from octui.ui.pickers.picker import Picker
        from octui.ui.projects.project_rows import build_color_rows

        project = self._find_project(row)
        if project is None:
            return
        current = project.icon.color if project.icon else None
        picker: Picker[str] = Picker("Colour", lambda: build_color_rows(current), answer=lambda picked: picked.id)
        self._context.open_picker(picker, lambda color: self._change_project(project, icon_color=color))

    def _change_project(
        self,
        project: Project,
        *,
        name: str | None = None,
        icon_color: str | None = None,
        start_command: str | None = None,
    ) -> None:
        from octui.ui.panels.panel_work import reload_after_change, run_panel_work

        server = self._context.server
        if server is None or self._panel is None:
            return

        async def change_and_load() -> None:
            changed = await server.client.projects.update(
                project.id, name=name, icon_color=icon_color, start_command=start_command
            )
            state = self._context.store.state
            if state.project is not None and state.project.id == changed.id:
                server.event_pump.apply_actions(ProjectLoaded(project=changed, branch=state.branch))
            await reload_after_change(self._context, self._load_projects(server))

        run_panel_work(self._context, self._panel, "Saving", "Could not change the project", change_and_load)

    # A repository.

    def _find_git_obstacle(self, _: "PanelRow | None") -> str:
        server, project = self._context.server, self._context.store.state.project
        known = server.client.known_capabilities if server is not None else None
        if project is not None and project.vcs:
            return "this folder is already in a repository"
        return "this server cannot create a repository" if known is not None and not known.init_git else ""

    def _init_git(self) -> None:
        from octui.ui.panels.panel_work import reload_after_change, run_panel_work
        from octui.ui.panels.running_work import describe_running_work

        context, directory = self._context, self._context.working_directory
        lost = describe_running_work(context.store.state)
        place = abbreviate_home(directory, context.server_home)
        about = f"The server runs git init in {place}." + (
            f" It reloads the folder, which stops:\n{lost}" if lost else ""
        )

        def init_repository() -> None:
            server = context.server
            if server is None or self._panel is None:
                return

            async def init_and_load() -> None:
                project = await server.client.projects.init_git(directory=directory)
                server.event_pump.apply_actions(ProjectLoaded(project=project))
                context.notify_info(f"{place} is a git repository now.")
                await reload_after_change(context, self._load_projects(server))

            run_panel_work(context, self._panel, "Creating", "Could not create a repository", init_and_load)

        context.confirm_action("Make this folder a git repository?", about, yes="Create", act=init_repository)
