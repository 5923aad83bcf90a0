"""What is shown and how: scrolling, folding, copying, links, help, and suspending octui."""

import os
from typing import Final, Protocol

from octui.render.text.safe_links import sanitize_link
from octui.store import selectors
from octui.ui.controllers.context import AppContext
from octui.ui.messages import CopyText, OpenLink

ViewMessage = CopyText | OpenLink

DOCUMENTATION: Final = "https://opencode.ai/docs"


class ViewApp(Protocol):
    """What the view needs of the app."""

    def copy_to_clipboard(self, text: str) -> None: ...
    def action_suspend_process(self) -> None: ...


class ViewController:
    """Nothing here changes anything on the server."""

    def __init__(self, context: AppContext, app: ViewApp) -> None:
        self._context = context
        self._app = app

    def handle_view_message(self, message: ViewMessage) -> None:
        match message:
            case CopyText():
                self.copy_text(message.text, message.label)
            case OpenLink():
                self.open_link(message.url)

    def scroll_transcript(self, motion: str) -> None:
        if chat := self._context.chat:
            chat.scroll_conversation(motion)

    def focus_transcript(self) -> None:
        if chat := self._context.chat:
            chat.transcript.focus()

    def toggle_tool_output(self) -> None:
        if chat := self._context.chat:
            chat.toggle_all_details()

    def toggle_sidebar(self) -> None:
        if chat := self._context.chat:
            chat.toggle_sidebar_panel()

    def focus_sidebar(self) -> None:
        if chat := self._context.chat:
            chat.focus_sidebar_panel()

    def find_copy_obstacle(self) -> str:
        return "" if self._get_last_answer() else "there is no answer yet"

    def copy_last_message(self) -> None:
        self.copy_text(self._get_last_answer(), "the last answer")

    def _get_last_answer(self) -> str:
        return selectors.get_last_answer_text(self._context.store.state, self._context.session_id)

    def copy_transcript(self) -> None:
        # Imported when used: it brings everything that draws a transcript.
        from octui.render.markdown_export import export_session

        context, session_id = self._context, self._context.session_id

        async def load_and_copy() -> None:
            if context.server is not None:
                await context.server.resync.load_all_pages(session_id)
            self.copy_text(export_session(context.store.state, session_id), "the transcript")

        context.start_worker(load_and_copy())

    def copy_text(self, text: str, label: str) -> None:
        """Copy, and say by which route: a terminal never confirms what it was sent."""

        # Imported when used: the first screen should not wait for it.
        from octui.platform import clipboard

        async def copy_and_notify() -> None:
            result = await clipboard.copy_by_best_route(text, self._app.copy_to_clipboard)
            self._context.notify_info(clipboard.format_copy_message(label, result))

        self._context.start_worker(copy_and_notify())

    def open_link(self, url: str) -> None:
        link = sanitize_link(url)
        if link is None:
            self._context.notify_info("Only http and https links are opened.")
            return
        self._context.notify_info(f"Opening {link}")
        import webbrowser  # most never open a link

        self._context.run_blocking(lambda: webbrowser.open(link), "Could not open the link")

    def open_documentation(self) -> None:
        self.open_link(DOCUMENTATION)

    def show_help(self) -> None:
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.help.key_help import KeyHelpScreen

        if not isinstance(self._context.screen, KeyHelpScreen):
            self._context.open_screen(KeyHelpScreen())

    def show_notices(self) -> None:
        """Everything that was said in toasts."""
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.help.notices import make_notices_screen

        self._context.open_screen(make_notices_screen(self._context.notice_board.notices))

    def has_unreadable(self) -> bool:
        server = self._context.server
        return server is not None and server.client.unreadable.count > 0

    def show_unreadable(self) -> None:
        """The JSON of what the server sent and octui could not read."""
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.help.unreadable import make_unreadable_screen

        if self._context.server is not None:
            self._context.open_screen(make_unreadable_screen(self._context.server.client.unreadable))

    def suspend_app(self) -> None:
        """Stop until the shell brings octui back to the foreground; only a shell with job control can."""
        if _is_shell_job():
            self._app.action_suspend_process()
        else:
            self._context.notify_info("Cannot suspend: octui was not started by a shell with job control.")


def _is_shell_job() -> bool:
    """Whether octui is a job of a shell: in a process group that is neither the session's nor its parent's."""
    try:
        return os.getpgrp() not in (os.getsid(0), os.getpgid(os.getppid()))
    except (ProcessLookupError, PermissionError):
        return False
