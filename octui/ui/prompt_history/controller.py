"""Bring prompts back: those that were sent, by searching for them, and those that were put aside."""

import asyncio
from collections.abc import Callable

from octui.config.history import HistoryEntry, PromptHistoryFile
from octui.config.paths import describe_file_failure
from octui.config.stash import StashedPrompt, StashFile
from octui.store import selectors
from octui.ui.controllers.context import AppContext
from octui.ui.screens.presence import is_in_place

UNREADABLE = "The stash could not be read"
NO_SKILLS = "the server lists no skills"
COMMANDS_AWAITED = "the server has not listed its commands yet"
SERVER_PREFIX = "server:"
"""Before the name of a command of the server's, in the ids of the palette."""


class PromptHistoryController:
    """What is in the prompt stays there until something else was chosen, and undo brings it back."""

    def __init__(self, context: AppContext, history: PromptHistoryFile, stash: StashFile) -> None:
        self._context = context
        self._history = history
        self._stash = stash

    # The server's commands, from the palette and the list of skills.

    def run_picked_command(self, command_id: str, run: Callable[[str], None]) -> None:
        """Run a command of octui's, or write one of the server's before what is in the prompt: its arguments."""
        name = command_id.removeprefix(SERVER_PREFIX)
        if name == command_id:
            run(command_id)
        elif (composer := self._context.composer) is not None:
            prompt = composer.current_prompt
            composer.replace_text(f"/{name} {prompt.text}", prompt.chips)
            composer.focus()

    def find_skill_obstacle(self) -> str:
        """Why there are no skills to choose from."""
        state = self._context.store.state
        if any(command.source == "skill" for command in state.commands):
            return ""
        return NO_SKILLS if selectors.has_listed_commands(state) else COMMANDS_AWAITED

    def pick_skill(self) -> None:
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.prompt_history.pickers import SkillPicker

        self._context.open_picker(
            SkillPicker(self._context.store.state.commands),
            lambda name: self.run_picked_command(SERVER_PREFIX + name, lambda _: None),
        )

    # The history.

    def search_history(self) -> None:
        async def read_and_show() -> None:
            # Imported when opened: the first screen should not wait for it.
            from octui.ui.prompt_history.pickers import HistoryPicker

            prompts = await asyncio.to_thread(self._history.load_prompts)
            picker = HistoryPicker(prompts, self._context.session_directory)
            self._context.open_picker(picker, self._put_prompt)

        self._context.dialog_opening.start_worker(read_and_show(), group="recall")

    # The stash.

    def load_stash(self) -> None:
        """Read it in the background, so that commands know whether there is something in it."""
        self._context.run_blocking(self._stash.read_entries, UNREADABLE)

    def has_prompt(self) -> bool:
        composer = self._context.composer
        return composer is not None and bool(composer.text.strip())

    def has_stash(self) -> bool:
        return bool(self._stash.entries)

    def keep_prompt(self) -> None:
        """Put the prompt aside; it is cleared once it is on disk."""
        composer = self._context.composer
        if composer is None or not composer.text.strip():
            return
        prompt = composer.current_prompt

        async def save_and_clear() -> None:
            try:
                await asyncio.to_thread(self._stash.add_entry, prompt)
            except OSError as error:
                self._context.notify_error("The prompt could not be stashed", describe_file_failure(error))
                return
            if is_in_place(composer) and composer.current_prompt == prompt:
                composer.recall_prompt(HistoryEntry(""))
            self._context.notify_info("Stashed. “Restore the stashed prompt” brings it back.")

        self._context.start_worker(save_and_clear(), group="recall")

    def pop_stash(self) -> None:
        """Take the newest one back."""
        self._take_back(None)

    def show_stash(self) -> None:
        async def read_and_show() -> None:
            # Imported when opened: the first screen should not wait for it.
            from octui.ui.prompt_history.pickers import StashPicker

            picker = StashPicker(await asyncio.to_thread(self._stash.read_entries), self._drop_entry)
            if self._stash.problem:
                self._context.notify_warning(self._stash.problem)

            def take_back(prompt: HistoryEntry) -> None:
                if (entry := picker.find_entry(prompt)) is not None:
                    self._take_back(entry)

            self._context.open_picker(picker, take_back)

        self._context.dialog_opening.start_worker(read_and_show(), group="recall")

    def _drop_entry(self, entry: StashedPrompt) -> None:
        self._context.run_blocking(lambda: self._stash.take_entry(entry), "The prompt could not be deleted")

    def _take_back(self, entry: StashedPrompt | None) -> None:
        async def take_and_put() -> None:
            try:
                taken = await asyncio.to_thread(self._stash.take_entry, entry)
            except OSError as error:
                self._context.notify_error(UNREADABLE, describe_file_failure(error))
                return
            if taken is None:
                self._context.notify_info("It was already taken from the stash.")
            else:
                self._put_prompt(taken.prompt)

        self._context.start_worker(take_and_put(), group="recall")

    def _put_prompt(self, prompt: HistoryEntry) -> None:
        if (composer := self._context.composer) is not None:
            composer.recall_prompt(prompt)
            composer.focus()
