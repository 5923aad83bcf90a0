"""Finds out what was pasted, and turns it into attachments: off the event loop, as clipboards and disks may be slow."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from octui.backend.server_info import Origin
from octui.config.attachment_store import AttachmentStore
from octui.config.chips import Chip
from octui.config.settings.registry import PASTE_SUMMARY
from octui.platform.file_kinds import NotAttachable
from octui.ui.attachments.chip_book import ExpandedPrompt
from octui.ui.attachments.messages import ClipboardWanted, PathsPasted
from octui.ui.attachments.prompt_files import make_file_chip, make_file_parts, make_image_chip
from octui.ui.attachments.terminal_clipboard import ClipboardReplied, TerminalClipboard
from octui.ui.controllers.context import AppContext
from octui.wire.prompt import FileInput

Pieces = list[Chip | str]
"""What to put where something was pasted."""

PasteMessage = PathsPasted | ClipboardWanted | ClipboardReplied


class AttachmentsController:
    """Whatever goes wrong, the paste is settled, so that the prompt can be sent."""

    def __init__(self, context: AppContext, store: AttachmentStore) -> None:
        self._context = context
        self._store = store
        self._terminal_clipboard = TerminalClipboard(context.terminal.send_sequence)

    # Commands.

    def has_chips(self) -> bool:
        composer = self._context.composer
        return composer is not None and bool(composer.current_prompt.chips)

    def remove_chips(self) -> None:
        if (composer := self._context.composer) is not None:
            composer.pastes.remove_chips()

    def toggle_paste_summary(self) -> None:
        """Fold long pastes into a line, or leave them as they are."""
        is_on = not self._context.settings.get_value(PASTE_SUMMARY)
        self._context.change_setting(PASTE_SUMMARY, is_on)
        self._context.notify_info("Long pastes are folded." if is_on else "Long pastes are inserted as they are.")

    # Messages.

    def look_at_paste(self, message: PasteMessage) -> None:
        """Find out what was pasted, and settle it."""
        if isinstance(message, ClipboardReplied):
            self._terminal_clipboard.take_reply(message)
            return
        self._context.start_worker(self._look_at_paste(message), group="pastes")

    async def _look_at_paste(self, message: PathsPasted | ClipboardWanted) -> None:
        pieces: Pieces | None = None
        refusals: list[str] = []
        try:
            if isinstance(message, PathsPasted):
                pieces, refusals = await asyncio.to_thread(self._read_paths, message.place.inserted)
            else:
                pieces, refusals = await self._take_clipboard()
        except OSError as error:
            refusals = [f"Could not save the attachment: {error.strerror or error}."]
        finally:
            message.target.settle_paste(message.place, pieces, " ".join(dict.fromkeys(refusals)))

    async def _take_clipboard(self) -> tuple[Pieces | None, list[str]]:
        # Imported when used: the first screen should not wait for it.
        from octui.platform.clipboard_content import ClipboardContent, read_clipboard

        content = await asyncio.to_thread(read_clipboard) or await self._terminal_clipboard.read_content()
        if content is None:
            # What was copied in octui is known without a tool.
            content = ClipboardContent(text=self._context.terminal.copied_text)
            if not content.text:
                return None, ["No clipboard can be read here. Paste with the terminal's own key."]
        if content.image:
            try:
                return [await asyncio.to_thread(make_image_chip, content.image, self._store)], []
            except NotAttachable as refusal:
                return None, [str(refusal)]
        if not content.text:
            return None, ["The clipboard has neither text nor a picture."]
        pieces, refusals = await asyncio.to_thread(self._read_paths, content.text)
        return pieces or [content.text], refusals

    def _read_paths(self, text: str) -> tuple[Pieces | None, list[str]]:
        """Chips for the paths that a text consists of, and what is wrong with some; None if it is not paths."""
        # Imported when used, as above.
        from octui.ui.attachments.pasted_paths import is_path_like, list_readings

        if not is_path_like(text):
            return None, []
        for paths in list_readings(text):
            if (read := self._try_reading(paths)) is not None:
                return read
        return None, []

    def _try_reading(self, paths: Sequence[Path]) -> tuple[Pieces, list[str]] | None:
        """None unless every one of them exists."""
        pieces: Pieces = []
        refusals: list[str] = []
        for path in paths:
            try:
                if not path.exists():
                    return None
                pieces.append(make_file_chip(path, self._store, is_shared=self.is_shared))
            except NotAttachable as refusal:
                pieces.append(f"{path} ")
                refusals.append(f"{refusal} Its path stays as text.")
            except ValueError:
                return None
            except OSError as error:
                if not path.exists():
                    return None
                refusals.append(f"{path.name} cannot be attached: {error.strerror or error}.")
                pieces.append(f"{path} ")
        return pieces, refusals

    async def read_files(self, prompt: ExpandedPrompt, *, is_placed: bool = True) -> list[FileInput]:
        """The parts for what is attached to a prompt; raises NotAttachable."""
        if not prompt.files:
            return []
        return await asyncio.to_thread(
            make_file_parts, prompt.files, self._store, is_shared=self.is_shared, is_placed=is_placed
        )

    @property
    def is_shared(self) -> bool:
        """Whether the server is known to read this machine's files."""
        server = self._context.server
        return server is not None and server.info.origin is not Origin.ATTACHED
