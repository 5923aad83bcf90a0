"""Publish a session under a link, and withdraw it."""

from collections.abc import Callable

from octui.render.text.sanitize import sanitize_link
from octui.ui.controllers.context import NOT_CONNECTED, AppContext
from octui.ui.messages import CopyText
from octui.wire.sessions import Session

OFF_HERE = "Sharing is off here"
EMBEDDED = "octui's embedded server does not publish sessions"
WARNING = "Anyone with the link can read it: prompts, answers, files that were read, and command output."


class SessionSharing:
    """Shares the session on screen, only after the user has agreed; the sidebar shows the link."""

    def __init__(self, context: AppContext, add_session: Callable[[Session], None]) -> None:
        self._context = context
        self._add_session = add_session

    def find_share_obstacle(self) -> str:
        """Why no link can be made here; the link of a shared session can be copied anywhere."""
        session, server = self._context.session, self._context.server
        is_shared = session is not None and session.share is not None
        return EMBEDDED if not is_shared and server is not None and server.info.is_embedded else ""

    def find_unshare_obstacle(self) -> str:
        session = self._context.session
        return "the session is not shared" if session is not None and session.share is None else ""

    def ask_to_share(self) -> None:
        """Ask before the session leaves the server; a link that exists is only copied."""
        context, session = self._context, self._context.session
        if session is None:
            return
        if session.share is not None and session.share.url:
            self._copy_link(session.share.url)
            return
        if context.server is None:
            context.notify_error("Could not share the session", NOT_CONNECTED)
        else:
            context.run_call(
                "Could not share the session",
                lambda calls: calls.is_sharing_allowed(session.id),
                lambda allowed: self._confirm_share(session, allowed),
            )

    def withdraw_link(self) -> None:
        context, session = self._context, self._context.session
        if session is None:
            return

        def report_withdrawn(unshared: Session) -> None:
            self._add_session(unshared)
            context.notify_info("The session is no longer shared.")

        context.run_call(
            "Could not unshare the session", lambda calls: calls.unpublish_session(session.id), report_withdrawn
        )

    def _confirm_share(self, session: Session, allowed: bool) -> None:
        context = self._context
        if not allowed:
            context.notify_warning(f"{OFF_HERE}: the server's configuration disables it.")
            return

        def publish() -> None:
            # OpenCode says only that it failed where it does not reach the service that publishes.
            context.run_call(
                "Could not share the session; the server needs internet access for it",
                lambda calls: calls.publish_session(session.id),
                self._report_published,
            )

        context.confirm_action(f"Share “{session.display_title}”?", WARNING, yes="Share and copy link", act=publish)

    def _report_published(self, session: Session) -> None:
        if session.share is None or not session.share.url:
            # What OpenCode answers where `OPENCODE_DISABLE_SHARE` is set.
            self._context.notify_warning(f"{OFF_HERE}: the server returned no link.")
            return
        self._add_session(session)
        self._copy_link(session.share.url)

    def _copy_link(self, url: str) -> None:
        """Copy the link; a text that is not a web address is shown in the sidebar only."""
        if sanitize_link(url) is None:
            self._context.notify_warning("The session is shared, but the server's link is not a web address.")
        else:
            self._context.post_message(CopyText(url, "the link to the session"))
