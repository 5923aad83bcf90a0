"""Sessions of this folder, of the whole project, or of everything the server knows; one elsewhere is followed there."""

from time import time
from typing import TYPE_CHECKING, Final

from octui.client import Client
from octui.render.text.paths import abbreviate_home
from octui.store.directories import is_same_directory
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, ConnectedServer
from octui.ui.controllers.server_connection import ServerConnectionController
from octui.ui.controllers.sessions import SessionsController
from octui.wire.sessions import Session

if TYPE_CHECKING:
    # Imported when opened: the first screen should not wait for it.
    from octui.ui.panels.panel import Panel
    from octui.ui.panels.panel_rows import PanelRow

SCOPES: Final = ("folder", "project", "all")
_TITLES: Final = {
    "folder": "Sessions · this folder",
    "project": "Sessions · this project",
    "all": "Sessions · every project of the server",
}
MOST_SESSIONS: Final = 500


class SessionScopeController:
    """The overview lists the sessions of one folder, whose events octui hears; this lists the others too."""

    def __init__(
        self, context: AppContext, sessions: SessionsController, connection: ServerConnectionController
    ) -> None:
        self._context = context
        self._sessions = sessions
        self._connection = connection
        self._scope = SCOPES[1]
        self._listed: tuple[Session, ...] = ()
        self._panel: Panel | None = None

    def show_session_scopes(self) -> None:
        from octui.ui.panels.panel import Panel
        from octui.ui.panels.panel_rows import PanelAction

        context = self._context
        if context.server is None:
            context.notify_error("Could not show the sessions", NOT_CONNECTED)
            return
        self._scope, self._listed = SCOPES[1], ()
        actions = [
            PanelAction("panel.open", "open", self._open, lambda row: row is not None),
            PanelAction("session.scope", "folder/project/all", lambda _: self._cycle_scope()),
        ]
        panel = self._panel = Panel(
            _TITLES[self._scope],
            self._build_rows,
            actions=actions,
            on_refresh=self._reload_sessions,
            empty="No sessions.",
        )
        context.open_screen(panel)
        self._reload_sessions()

    def _cycle_scope(self) -> None:
        """The next scope that this server can list; the switcher shows the sessions of this folder."""
        server = self._context.server
        known = server.client.known_capabilities if server is not None else None
        can_list = {"folder": True, "project": known is None or known.session_scopes}
        can_list["all"] = known is None or known.all_sessions
        at = SCOPES.index(self._scope)
        self._scope = next(scope for scope in (*SCOPES[at + 1 :], *SCOPES[: at + 1]) if can_list[scope])
        if not all(can_list.values()):
            self._context.notify_info("This server does not list sessions of every folder.")
        if self._panel is None:
            return
        if self._scope == "folder":
            self._panel.dismiss()
            self._sessions.pick_session()
            return
        self._listed = ()
        self._panel.change_title(_TITLES[self._scope], "No sessions.")
        self._reload_sessions()

    def _reload_sessions(self) -> None:
        from octui.ui.panels.panel_work import run_panel_work

        server = self._context.server
        if server is not None and self._panel is not None:
            work = self._load_sessions(server)
            run_panel_work(self._context, self._panel, "Loading", "Could not load the sessions", work)

    async def _load_sessions(self, server: ConnectedServer) -> None:
        self._listed = await _list_scope(server.client, self._scope)

    def _build_rows(self) -> "list[PanelRow]":
        """The latest first, below the folders they work in; this folder first."""
        from octui.ui.panels.panel_rows import PanelRow
        from octui.ui.pickers.session_rows import format_age

        here, home, now = self._context.working_directory, self._context.server_home, time() * 1000
        ordered = sorted(self._listed, key=lambda session: not is_same_directory(session.directory, here))
        return [
            PanelRow(
                id=session.id,
                title=session.title or "Untitled",
                detail=format_age(session.time.updated, now),
                group=abbreviate_home(session.directory, home),
                current=session.id == self._context.session_id,
                copied=session.id,
            )
            for session in ordered
        ]

    def _open(self, row: "PanelRow | None") -> None:
        """Open it here, or ask to go to the folder it works in: elsewhere its events are not heard."""
        from octui.ui.pickers.confirm_dialog import ConfirmDialog

        context = self._context
        session = next((one for one in self._listed if row is not None and one.id == row.id), None)
        if session is None:
            return
        if is_same_directory(session.directory, context.working_directory):
            self._sessions.add_session(session)
            self._sessions.open_chat(session.id)
            return

        def follow_if_confirmed(is_confirmed: bool | None) -> None:
            if is_confirmed:
                self._connection.change_directory(session.directory, session.id)

        place = abbreviate_home(session.directory, context.server_home)
        about = f"It works in {place}. octui goes there too; what runs here goes on."
        context.open_screen(
            ConfirmDialog(f"Open “{session.title}” where it works?", about, yes="Go"), follow_if_confirmed
        )


async def _list_scope(client: Client, scope: str) -> tuple[Session, ...]:
    if scope == "all":
        return await client.sessions.list_everywhere(limit=MOST_SESSIONS)
    asked = "project" if scope == "project" else None
    return await client.sessions.list(roots=True, limit=MOST_SESSIONS, scope=asked)
