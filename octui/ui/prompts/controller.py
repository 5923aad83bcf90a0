"""The commands of the prompt, and what composers need of the app: drafts, earlier prompts, the queue and settings."""

import asyncio
from collections.abc import Sequence

from msgspec.structs import replace

from octui.config.chips import Chip
from octui.config.history import PromptHistoryFile
from octui.config.settings.registry import PASTE_SUMMARY, PROMPT_COLUMNS, PROMPT_CURSOR, PROMPT_ROWS
from octui.ui.attachments.chip_notes import describe_unseen
from octui.ui.composer.widget import Composer
from octui.ui.controllers.context import AppContext
from octui.ui.editor_context.controller import EditorContextController
from octui.ui.prompt_queue.controller import PromptQueueController
from octui.ui.prompt_queue.held_prompt import SessionQueue
from octui.ui.prompts.sending import PromptMessage, PromptSending
from octui.ui.suspension import SuspendableApp, suspend_interface


class PromptsController:
    """Also the services of every composer: what it completes, shows and keeps comes from here."""

    def __init__(
        self,
        context: AppContext,
        app: SuspendableApp,
        sending: PromptSending,
        queue: PromptQueueController,
        editor_context: EditorContextController,
    ) -> None:
        self._context = context
        self._app = app
        self._sending = sending
        self._queue = queue
        self._editor_context = editor_context
        self.drafts = sending.drafts
        self.prompt_history = sending.prompt_history
        self._is_editing = False
        """Whether the prompt is open in the external editor."""

    # Commands.

    def submit_prompt(self) -> None:
        if composer := self._context.composer:
            composer.submit_prompt()

    def send_prompt_now(self) -> None:
        """Send the prompt without queueing it: an agent at work reads it at its next step."""
        composer = self._context.composer
        if composer is not None and composer.text.strip() and composer.sent_prompt is None:
            self._queue.let_next_through(composer.session_id)
            composer.submit_prompt()
            if composer.sent_prompt is None:
                self._queue.let_next_through("")

    def clear_prompt(self) -> None:
        if composer := self._context.composer:
            composer.clear_prompt()

    def edit_prompt(self) -> None:
        """Open the prompt in the external editor; if anything goes wrong there, the prompt stays as it is."""
        composer = self._context.composer
        if composer is None or self._is_editing:
            return
        # Imported when used: the first screen should not wait for it.
        from octui.ui.user_editor import find_editor_command

        if command := find_editor_command(self._context):
            self._is_editing = True
            self._context.start_worker(self._edit_in_editor(composer, command))

    async def _edit_in_editor(self, composer: Composer, command: str) -> None:
        from octui.platform.external_editor import edit_text
        from octui.ui.user_editor import report_editor_failure

        text = composer.text
        try:
            with report_editor_failure(self._context, "The prompt was not changed"):
                edited = await edit_text(text, command, lambda: suspend_interface(self._app))
                if edited != text:
                    composer.replace_text(edited)
        finally:
            self._is_editing = False

    def deliver_prompt(self, message: PromptMessage) -> None:
        """Have the server do what a composer asks for."""
        self._sending.deliver_prompt(message)

    # What composers need.

    def load_prompt_history(self) -> None:
        """Read the prompts of earlier runs, in the background."""

        async def load_entries() -> None:
            earlier = await asyncio.to_thread(PromptHistoryFile().load_prompts)
            self.prompt_history.entries[:0] = [replace(prompt, directory="") for prompt in earlier]

        self._context.start_worker(load_entries())

    def save_history_entry(self, message: Composer.Remembered) -> None:
        self._sending.save_prompt(message.prompt, self._context.session_id)

    def load_queue(self, session_id: str) -> None:
        """Read the prompts that an earlier octui left waiting."""
        self._queue.load_queue(session_id)

    def get_queue(self, session_id: str) -> SessionQueue:
        """The prompts that wait until the agent is done."""
        return self._queue.get_queue(session_id)

    def is_queueing(self) -> bool:
        """Whether Enter queues while the agent works."""
        return self._queue.is_queueing()

    def format_editor_label(self, session_id: str) -> str:
        """What would go along from the user's editor."""
        return self._editor_context.format_label(session_id)

    @property
    def is_summarizing_pastes(self) -> bool:
        return self._context.settings.get_value(PASTE_SUMMARY)

    @property
    def most_prompt_rows(self) -> int:
        return self._context.settings.get_value(PROMPT_ROWS)

    @property
    def most_prompt_columns(self) -> int:
        return self._context.settings.get_value(PROMPT_COLUMNS)

    @property
    def prompt_cursor(self) -> str:
        return self._context.settings.get_value(PROMPT_CURSOR)

    def find_chip_doubt(self, session_id: str, chips: Sequence[Chip]) -> str:
        """What the model that a session would use cannot see, as a sentence."""
        selected = self._context.resolve_selection(session_id).model
        providers = self._context.store.state.providers
        return describe_unseen(chips, providers.find_model(*selected) if selected and providers else None)
