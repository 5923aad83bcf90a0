"""Creates, opens, resets and removes worktrees; what would be lost is shown first."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from octui.client import ClientError
from octui.store import selectors
from octui.store.directories import is_same_directory
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, ConnectedServer
from octui.ui.controllers.server_connection import ServerConnectionController
from octui.ui.key_hints import format_first_key
from octui.wire.workspace.projects import Worktree

if TYPE_CHECKING:
    # Imported when opened: the first screen should not wait for it.
    from octui.ui.panels.form import Answers
    from octui.ui.panels.panel import Panel
    from octui.ui.panels.panel_rows import PanelAction, PanelRow
    from octui.ui.panels.panel_work import PanelWork
    from octui.ui.worktrees.worktree_rows import WorktreeState


class WorktreesController:
    """A worktree is another checkout of the project on a branch of its own, made by the server."""

    def __init__(self, context: AppContext, connection: ServerConnectionController) -> None:
        self._context = context
        self._connection = connection
        self._worktrees: tuple[str, ...] = ()
        self._states: dict[str, WorktreeState] = {}
        self._draft: dict[str, str] = {}
        """What was typed for a worktree that was not created."""
        self._panel: Panel | None = None

    def find_worktree_obstacle(self) -> str:
        """Why there are no worktrees here; empty where there can be some."""
        server, project = self._context.server, self._context.store.state.project
        known = server.client.known_capabilities if server is not None else None
        if known is not None and not known.worktrees:
            return "this server has no worktrees"
        if project is not None and not project.vcs:
            return "this folder is not a git repository (/projects makes it one)"
        return ""

    def show_worktrees(self) -> None:
        from octui.ui.panels.panel import Panel

        context = self._context
        if context.server is None:
            context.notify_error("Could not show the worktrees", NOT_CONNECTED)
            return
        self._worktrees, self._states = (), {}
        panel = self._panel = Panel(
            "Worktrees",
            self._build_rows,
            actions=self._make_actions(),
            on_refresh=self._reload_worktrees,
            empty="Loading…",
        )
        context.open_screen(panel)
        self._reload_worktrees()

    # The panel.

    def _build_rows(self) -> "list[PanelRow]":
        from octui.ui.worktrees.worktree_rows import build_worktree_rows

        context = self._context
        project = context.store.state.project
        main = project.worktree if project is not None else context.working_directory
        return build_worktree_rows(main, self._worktrees, self._states, context.working_directory, context.server_home)

    def _make_actions(self) -> "list[PanelAction]":
        from octui.ui.panels.panel_rows import PanelAction

        def is_listed(row: "PanelRow | None") -> bool:
            return row is not None

        def find_main_obstacle(row: "PanelRow | None") -> str:
            return "" if row is not None and row.id in self._worktrees else "this is the project itself"

        def find_current_obstacle(row: "PanelRow | None") -> str:
            if row is not None and is_same_directory(row.id, self._context.working_directory):
                return "this is where octui works: go elsewhere first"
            return find_main_obstacle(row)

        return [
            PanelAction("panel.open", "go there", self._switch, is_listed),
            PanelAction("worktree.session", "new session there", self._start_session, is_listed),
            PanelAction("worktree.create", "create", lambda _: self._ask_name()),
            PanelAction("worktree.reset", "discard changes", self._confirm_reset, is_listed, find_main_obstacle),
            PanelAction("worktree.remove", "remove", self._confirm_removal, is_listed, find_current_obstacle),
        ]

    def _run_panel_work(self, label: str, failure: str, work: "PanelWork[None]") -> None:
        from octui.ui.panels.panel_work import run_panel_work

        if self._panel is not None:
            run_panel_work(self._context, self._panel, label, failure, work)

    def _reload_worktrees(self) -> None:
        server = self._context.server
        if server is not None:
            self._run_panel_work("Loading", "Could not load the worktrees", partial(self._load_worktrees, server))

    async def _load_worktrees(self, server: ConnectedServer) -> None:
        """The list first, then what each worktree holds."""
        self._worktrees = await server.client.worktrees.list()
        if self._panel is not None:
            self._panel.refresh_rows()
        for place in self._worktrees:
            self._states[place] = await self._load_state(server, place)

    async def _reload_after_change(self, server: ConnectedServer) -> None:
        from octui.ui.panels.panel_work import reload_after_change

        await reload_after_change(self._context, self._load_worktrees(server))

    async def _load_state(self, server: ConnectedServer, place: str) -> "WorktreeState":
        from octui.ui.worktrees.worktree_rows import WorktreeState

        client = server.client
        branch, changed, sessions = await asyncio.gather(
            client.vcs.get_branch(directory=place),
            client.vcs.get_status(directory=place),
            client.sessions.list(directory=place),
            return_exceptions=True,
        )
        for result in (branch, changed, sessions):
            if isinstance(result, BaseException) and not isinstance(result, ClientError):
                raise result
        return WorktreeState(
            branch=None if isinstance(branch, BaseException) else branch.branch,
            changed=None if isinstance(changed, BaseException) else changed,
            sessions=None if isinstance(sessions, BaseException) else len(sessions),
        )

    # Going there.

    def _switch(self, row: "PanelRow | None") -> None:
        if row is not None:
            self._connection.change_directory(row.id)

    def _start_session(self, row: "PanelRow | None") -> None:
        server = self._context.server
        if row is None or server is None:
            return
        place = row.id

        async def create_and_open() -> None:
            session = await server.client.sessions.create(directory=place)
            self._connection.change_directory(place, session.id)

        self._run_panel_work("Creating a session", "Could not create a session there", create_and_open)

    # Creating.

    def _ask_name(self) -> None:
        from octui.ui.panels.form import FormDialog, FormField

        def create(answers: "Answers | None") -> None:
            server = self._context.server
            if answers is not None and server is not None:
                work = partial(self._create, server, answers["name"] or None, answers["start"] or None)
                self._run_panel_work("Creating a worktree", "Could not create a worktree", work)

        fields = [
            FormField("name", "Name (optional)", "fix-login"),
            FormField("start", "Command to run in it first (optional)", "npm install"),
        ]
        about = "Another checkout of this project, on a branch opencode/NAME of its own."
        form = FormDialog("Create a worktree", fields, about=about, verb="create", draft=self._draft)
        self._context.open_screen(form, create)

    async def _create(self, server: ConnectedServer, name: str | None, start_command: str | None) -> None:
        from octui.ui.worktrees.creation import create_worktree

        def show_worktree(made: Worktree) -> None:
            self._draft.clear()
            self._worktrees = (*self._worktrees, made.directory)
            if self._panel is not None:
                self._panel.refresh_rows(keep_id=made.directory)

        try:
            made = await create_worktree(
                server.client, name=name, start_command=start_command, on_created=show_worktree
            )
            self._context.notify_info(f"The worktree {made.name} is ready.")
        except TimeoutError:
            key = format_first_key("panel.refresh")
            self._context.notify_warning(f"The worktree is still being set up: {key} shows its progress.")
        await self._reload_after_change(server)

    # What destroys something.

    def _confirm_reset(self, row: "PanelRow | None") -> None:
        if row is not None:
            self._confirm_loss(row, "Discard the changes in", "Discard", is_removal=False)

    def _confirm_removal(self, row: "PanelRow | None") -> None:
        if row is not None:
            self._confirm_loss(row, "Remove the worktree", "Remove", is_removal=True)

    def _confirm_loss(self, row: "PanelRow", question: str, verb: str, *, is_removal: bool) -> None:
        """Look first at what is in it now, and ask with exactly that."""
        server = self._context.server
        if server is not None:
            work = partial(self._ask_about_loss, server, row, question, verb, is_removal=is_removal)
            self._run_panel_work("Checking what would be lost", "Could not check the worktree", work)

    async def _ask_about_loss(
        self, server: ConnectedServer, row: "PanelRow", question: str, verb: str, *, is_removal: bool
    ) -> None:
        from octui.ui.worktrees.worktree_rows import describe_worktree_loss

        state = self._states[row.id] = await self._load_state(server, row.id)
        about = describe_worktree_loss(state, is_removal=is_removal)

        def act() -> None:
            work = partial(self._remove if is_removal else self._reset, server, row.id)
            label = "Removing the worktree" if is_removal else "Discarding the changes"
            self._run_panel_work(label, f"Could not {verb.lower()} it", work)

        self._context.confirm_action(f"{question} {row.title}?", about, yes=verb, act=act)

    async def _reset(self, server: ConnectedServer, place: str) -> None:
        await server.client.worktrees.reset(place)
        self._context.notify_info("The worktree now matches the default branch.")
        await self._reload_after_change(server)

    async def _remove(self, server: ConnectedServer, place: str) -> None:
        state = self._context.store.state
        for session in list(state.sessions.values()):
            if is_same_directory(session.directory, place) and selectors.is_possibly_busy(state, session.id):
                await server.server_calls.abort_session_tree(session.id)
        await server.client.worktrees.remove(place)
        self._states.pop(place, None)
        self._context.notify_info("Removed the worktree.")
        await self._reload_after_change(server)
