"""The first screen: the session that the command line asks for, or the overview."""

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final

from octui.client import ClientError
from octui.ui.controllers.context import AppContext, ConnectedServer
from octui.ui.controllers.models import ModelsController
from octui.ui.controllers.sessions import SessionsController
from octui.ui.messages import ForkSession

if TYPE_CHECKING:
    # Imported when it is created: the overview does not need it.
    from octui.ui.chat.screen import ChatScreen

CHAT_MODULE: Final = "octui.ui.chat.screen"

MAX_SESSIONS: Final = 1_000
"""How many sessions are looked through for the last one: old servers order them by creation."""


class StartupController:
    """Knows whether there was a connection before in this run; `on_first_screen` is called once it is chosen."""

    def __init__(
        self,
        context: AppContext,
        sessions: SessionsController,
        models: ModelsController,
        on_first_screen: Callable[[], None],
    ) -> None:
        self._context = context
        self._sessions = sessions
        self._models = models
        self._on_first_screen = on_first_screen
        self._is_first_connection = True

    def open_awaited_screen(self) -> None:
        """Show, before there is a server, the screen that is to be seen once there is one, where that is known."""
        options = self._context.options
        is_new_chat = options.prompt and not (options.session or options.continue_)
        if (options.session and not options.fork) or is_new_chat:
            self._sessions.open_chat(options.session or "")
        else:
            self._sessions.show_sessions()

    def show_first_screen(self, server: ConnectedServer, *, is_same_place: bool) -> None:
        """Open what the command line asks for; after a reconnection, what was open, if the place is the same."""
        if self._is_first_connection:
            self._is_first_connection = False
            if (screen := self._context.chat or self._context.home) is not None:
                screen.claim_draft()
            server.resync.awaited_session_id = self._context.options.session or ""
            self._context.start_worker(self._show_requested_session(server))
        elif is_same_place and self._context.chat is not None:
            self._sessions.open_chat(self._context.session_id)
        else:
            self._sessions.show_sessions()

    async def open_session(self, session_id: str) -> None:
        """Open a session of the server that was just connected."""
        server = self._context.server
        if server is None:
            return
        try:
            self._sessions.loader.add_session(await server.client.sessions.get(session_id))
        except ClientError as error:
            self._context.notify_error("Could not open the session", str(error))
        else:
            self._sessions.open_chat(session_id)

    async def _show_requested_session(self, server: ConnectedServer) -> None:
        try:
            chat = await self._open_requested_session(server)
        finally:
            self._on_first_screen()
        options = self._context.options
        if options.model or options.agent:
            await server.resync.wait_for_models()
        missing = self._models.describe_missing_options()
        for sentence in missing:
            self._context.notify_warning(f"{sentence} Your prompt was not sent." if options.prompt else sentence)
        if chat is None or not options.prompt:
            return
        if missing:
            # It was meant for another model or agent: the user decides whether it goes to the one that is there.
            chat.prefill_prompt(options.prompt)
        else:
            chat.call_after_refresh(chat.send_prompt, options.prompt)

    async def _open_requested_session(self, server: ConnectedServer) -> "ChatScreen | None":
        """Open the chat that the command line asks for, if it does."""
        options, client = self._context.options, server.client
        session_id = options.session or ""
        try:
            if options.continue_ and not session_id:
                roots = [
                    session
                    for session in await client.sessions.list(roots=True, limit=MAX_SESSIONS)
                    if session.parent_id is None
                ]
                session_id = roots[0].id if roots else ""
            if session_id:
                # What a chat is made of is imported while the server answers, and without holding up its messages.
                importing = asyncio.to_thread(_load_conversation)
                session, _ = await asyncio.gather(client.sessions.get(session_id), importing)
                self._sessions.loader.add_session(session)
            if session_id and options.fork:
                self._context.post_message(ForkSession(session_id))
                return None
        except ClientError as error:
            self._give_up_session(error)
            return None
        if not (session_id or options.continue_ or options.prompt):
            return None
        if options.continue_ and not session_id:
            # Building the chat can take as long as a toast is shown.
            self._context.call_after_refresh(self._context.notify_info, "No session to continue: this is a new one.")
        return self._open_chat(session_id)

    def _open_chat(self, session_id: str) -> "ChatScreen":
        chat = self._context.chat
        if chat is None or chat.session_id != session_id:
            return self._sessions.open_chat(session_id)
        # It is there since the start, and perhaps something that was opened above it.
        if session_id:
            self._sessions.begin_session(session_id)
        return chat

    def _give_up_session(self, error: ClientError) -> None:
        self._context.notify_error("Could not open the session", str(error))
        if (chat := self._context.chat) is not None:
            chat.release_draft()
            self._sessions.show_sessions()


def _load_conversation() -> None:
    """Load the chat, where it is not there yet, and what draws Markdown, which no start without messages pays for."""
    import_module(CHAT_MODULE)
    from octui.render.markdown.grammar import load_grammar

    load_grammar()
