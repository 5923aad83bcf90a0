"""Acts on what is shown: scrolling, opening and closing, copying, help, the palette."""

import asyncio
import os
import webbrowser

from textual import on

from octui.platform import clipboard
from octui.render.text.sanitize import sanitize_link
from octui.store.selectors import turns
from octui.ui.controllers.context import AppContext
from octui.ui.messages import CopyText, OpenLink


class ViewController(AppContext):
    """Nothing here changes anything on the server."""

    def scroll_transcript(self, motion: str) -> None:
        if chat := self.chat:
            chat.scroll_conversation(motion)

    def focus_transcript(self) -> None:
        if chat := self.chat:
            chat.focus_conversation()

    def toggle_thinking(self) -> None:
        if chat := self.chat:
            chat.toggle_thinking_blocks()

    def toggle_tool_output(self) -> None:
        if chat := self.chat:
            chat.toggle_all_details()

    def toggle_sidebar(self) -> None:
        if chat := self.chat:
            chat.toggle_sidebar_panel()

    def focus_sidebar(self) -> None:
        if chat := self.chat:
            chat.focus_sidebar_panel()

    def copy_last_message(self) -> None:
        text = turns.last_answer(self.store.state, self.session_id)
        if text:
            self.copy_text(text, "the last answer")
        else:
            self.notify_info("There is no answer to copy yet.")

    def copy_transcript(self) -> None:
        # Imported when used: it brings everything that draws a transcript.
        from octui.render.markdown_export import export_session

        session_id = self.session_id

        async def load_and_copy() -> None:
            if self.resync is not None:
                await self.resync.load_all_pages(session_id)
            self.copy_text(export_session(self.store.state, session_id), "the transcript")

        self.run_worker(load_and_copy(), exit_on_error=False)

    def copy_text(self, text: str, what: str) -> None:
        """Copy, and name the way it took: a terminal never confirms what it was sent."""

        async def copy_and_notify() -> None:
            copied = await asyncio.to_thread(clipboard.copy_with_tool, text)
            if copied is None:
                self.copy_to_clipboard(text)
                copied = clipboard.osc52_result()
            self.notify_info(clipboard.format_copy_message(what, copied))

        self.run_worker(copy_and_notify(), exit_on_error=False)

    def show_help(self) -> None:
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.help.screen import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def suspend_app(self) -> None:
        """Stop until the shell brings octui back; without a shell nobody would."""
        if _is_shell_job():
            self.action_suspend_process()
        else:
            self.notify_info("octui was not started by a shell that could bring it back.")

    @on(CopyText)
    def _copy_text(self, message: CopyText) -> None:
        self.copy_text(message.text, message.label)

    @on(OpenLink)
    def _open_link(self, message: OpenLink) -> None:
        link = sanitize_link(message.url)
        if link is None:
            self.notify_info("Only http and https links are opened.")
            return
        self.notify_info(f"Opening {link}")
        self.run_blocking(lambda: webbrowser.open(link), "The link was not opened")


def _is_shell_job() -> bool:
    """Whether octui is a job of a shell: in a process group that is neither the session's nor its parent's."""
    try:
        return os.getpgrp() not in (os.getsid(0), os.getpgid(os.getppid()))
    except (ProcessLookupError, PermissionError):
        return False
