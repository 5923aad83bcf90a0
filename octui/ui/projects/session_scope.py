"""How far the lists of sessions reach: this folder, the project or every project; a session elsewhere is followed."""

from typing import assert_never

from octui.render.text.paths import abbreviate_home
from octui.ui.controllers.context import NOT_CONNECTED, AppContext
from octui.ui.controllers.server_connection import ServerConnectionController
from octui.ui.controllers.sessions import SessionsController
from octui.ui.messages import FollowSession, MoreSessionsWanted, ScopeCycled
from octui.ui.sessions.other_folders import SCOPE_NAMES
from octui.wire.sessions import Session

ListingMessage = FollowSession | MoreSessionsWanted | ScopeCycled


class SessionScopeController:
    """Acts on the lists of sessions, whose rows of other folders come from `OtherFolders`."""

    def __init__(
        self, context: AppContext, sessions: SessionsController, connection: ServerConnectionController
    ) -> None:
        self._context = context
        self._sessions = sessions
        self._connection = connection

    def find_scope_obstacle(self) -> str:
        if self._context.server is None:
            return "octui is not connected"
        return "" if len(self._context.other_folders.list_scopes()) > 1 else "this server lists one folder only"

    def cycle_scope(self) -> None:
        """The next scope that this server can list."""
        context, others = self._context, self._context.other_folders
        if obstacle := self.find_scope_obstacle():
            context.notify_info(f"{obstacle[0].upper()}{obstacle[1:]}.")
            return
        scopes = others.list_scopes()
        scope = scopes[(scopes.index(others.scope) + 1) % len(scopes)]
        others.change_scope(scope)
        context.notify_info(f"Lists show the sessions of {SCOPE_NAMES[scope]}.")

    def show_everything(self) -> None:
        """The list of sessions, as wide as this server can list."""
        context, others = self._context, self._context.other_folders
        if context.server is None:
            context.notify_error("Could not show the sessions", NOT_CONNECTED)
            return
        widest = others.list_scopes()[-1]
        if others.scope != widest:
            others.change_scope(widest)
        self._sessions.pick_session()

    def handle_listing_message(self, message: ListingMessage) -> None:
        match message:
            case MoreSessionsWanted(query=query):
                self._sessions.loader.fetch_more_sessions(query)
            case ScopeCycled():
                self.cycle_scope()
            case FollowSession(session=session):
                self._ask_to_follow(session)
            case _:
                assert_never(message)

    def _ask_to_follow(self, session: Session) -> None:
        """Ask to go to the folder a session works in: octui gets no events from there otherwise."""
        place = abbreviate_home(session.directory, self._context.server_home)
        about = f"It works in {place}. octui goes there too; what runs here keeps running."
        self._context.confirm_action(
            f"Open “{session.display_title or 'Untitled'}” where it works?",
            about,
            yes="Go",
            act=lambda: self._connection.change_directory(session.directory, session.id),
        )
