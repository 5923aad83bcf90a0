"""Moves the session on screen to another folder of its project, a worktree for example."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from octui.client import ClientError, TimedOut
from octui.render.text.paths import abbreviate_home
from octui.store import selectors
from octui.store.directories import is_same_directory
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, ConnectedServer, describe_failed_call
from octui.ui.pickers.rows import PickerRow
from octui.wire.sessions import Session

FAILURE: Final = "Could not move the session"
BUSY: Final = "the agent is working in it: interrupt it first"
STATUS_TIMEOUT: Final = 10.0
"""Seconds to wait for how many files changed: the question can do without the number."""
OTHER: Final = "?"
"""The row for a folder that is not listed."""
NEW: Final = "+"
"""The row for a worktree that is yet to be created."""


class SessionMoveController:
    """The server moves it; what is not committed goes along only if the user says so."""

    def __init__(self, context: AppContext, add_session: Callable[[Session], None]) -> None:
        self._context = context
        self._add_session = add_session

    def find_move_obstacle(self) -> str:
        """Why no session can be moved here; empty where one can be."""
        server, state = self._context.server, self._context.store.state
        known = server.client.known_capabilities if server is not None else None
        if known is not None and not known.move_session:
            return "this server cannot move sessions"
        return BUSY if selectors.is_busy(state, self._context.session_id) else ""

    def move_session(self) -> None:
        """Ask where to, and what goes along."""
        server, session = self._context.server, self._context.session
        if server is None:
            self._context.notify_error(FAILURE, NOT_CONNECTED)
        elif session is not None:
            self._context.dialog_opening.start_worker(self._choose_and_move(server, session), group="move session")

    async def _choose_and_move(self, server: ConnectedServer, session: Session) -> None:
        try:
            destination = await self._choose_destination(server, session)
            if not destination:
                return
            with_changes = await self._ask_about_changes(server, session)
            if with_changes is None:
                return
            sessions = server.client.sessions
            await sessions.move_to_directory(
                session.id, destination, with_changes=with_changes, directory=session.directory
            )
            self._add_session(await sessions.get(session.id, directory=destination))
        except ClientError as error:
            self._context.notify_error(FAILURE, describe_failed_call(error))
            return
        self._context.notify_info(f"The session continues in {self._shorten(destination)}.")

    async def _choose_destination(self, server: ConnectedServer, session: Session) -> str:
        """A folder of the project other than the session's, which may be created; empty when nothing was chosen."""
        # Imported when used: the first screen should not wait for them.
        from octui.ui.pickers.picker import Picker
        from octui.ui.pickers.text_input_dialog import TextInputDialog

        places = await self._list_places(server, session)
        rows = [PickerRow(id=place, title=self._shorten(place)) for place in places]
        if self._can_create_worktree(server, session):
            rows.append(PickerRow(id=NEW, title="A new worktree…"))
        rows.append(PickerRow(id=OTHER, title="Another folder of the project…"))
        picker = Picker[str | None]("Move the session to", lambda: rows, answer=lambda row: row.id)
        chosen = await self._context.wait_for_screen(picker)
        if chosen == NEW:
            return await self._create_worktree(server, session)
        if chosen == OTHER:
            dialog = TextInputDialog("Folder on the server", value=session.directory, verb="move")
            chosen = (await self._context.wait_for_screen(dialog) or "").strip()
        return chosen or ""

    def _can_create_worktree(self, server: ConnectedServer, session: Session) -> bool:
        known, project = server.client.known_capabilities, self._context.store.state.project
        is_git = project is not None and project.id == session.project_id and bool(project.vcs)
        return is_git and known is not None and known.worktrees

    async def _create_worktree(self, server: ConnectedServer, session: Session) -> str:
        """Its directory, once its files are there."""
        # Imported when used: the first screen should not wait for it.
        from octui.ui.worktrees.creation import create_worktree

        self._context.notify_info("Creating a worktree…")
        try:
            made = await create_worktree(server.client, directory=session.directory)
        except TimeoutError:
            self._context.notify_error(FAILURE, "the worktree is still being set up; /worktrees shows its progress.")
            return ""
        return made.directory

    async def _list_places(self, server: ConnectedServer, session: Session) -> list[str]:
        client, project = server.client, self._context.store.state.project
        worktrees, folders = await asyncio.gather(
            client.worktrees.list(directory=session.directory),
            client.projects.list_directories(session.project_id, directory=session.directory),
        )
        places: Iterable[str] = (*(folder.directory for folder in folders), *worktrees)
        if project is not None and project.id == session.project_id and project.vcs:
            places = (project.worktree, *places)
        return [place for place in dict.fromkeys(places) if not is_same_directory(place, session.directory)]

    async def _ask_about_changes(self, server: ConnectedServer, session: Session) -> bool | None:
        """Whether what is not committed goes along; None when the user does not want to move after all."""
        from octui.ui.pickers.picker import Picker

        try:
            changed = await server.client.vcs.get_status(directory=session.directory, timeout=STATUS_TIMEOUT)
        except TimedOut:
            files = "what changed"
        else:
            if not changed:
                return False
            files = "1 changed file" if len(changed) == 1 else f"{len(changed)} changed files"
        rows = [
            PickerRow(id="leave", title=f"Leave {files} in {self._shorten(session.directory)}"),
            PickerRow(id="take", title=f"Take {files} along", detail="uncommitted"),
        ]
        chosen = await self._context.wait_for_screen(
            Picker[str | None]("What is not committed", lambda: rows, answer=lambda row: row.id)
        )
        return None if chosen is None else chosen == "take"

    def _shorten(self, directory: str) -> str:
        return abbreviate_home(directory, self._context.server_home)
