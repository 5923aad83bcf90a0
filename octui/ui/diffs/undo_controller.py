"""Undo and redo prompts: what would be lost is shown first, a patch is saved, and the files are checked after."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from octui.client import ClientError
from octui.config import secure_files
from octui.config.history import HistoryEntry
from octui.config.paths import abbreviate_own_home, describe_file_failure, get_state_folder
from octui.store import selectors
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, ConnectedServer, describe_failed_call
from octui.ui.key_hints import format_first_key
from octui.ui.transcript_display.transcript_options import is_stacking_diffs
from octui.wire.parts import PatchPart
from octui.wire.sessions import FileDiff

if TYPE_CHECKING:
    # Imported when something is undone: the first screen does not need it.
    from octui.ui.diffs.loading import DiffLoader
    from octui.ui.diffs.patch_file import PatchFile
    from octui.ui.diffs.undo_plan import UndoPlan
    from octui.ui.diffs.undo_screen import UndoScreen
    from octui.ui.pickers.confirm_dialog import ConfirmDialog

UNDONE: Final = "Undone"
DIFF_TRIES: Final = 12
DIFF_DELAY: Final = 0.25
"""Seconds between looks for the diff of a turn that has just ended: servers compute it afterwards."""


class UndoController:
    """At once where the files are as the turn left them, so that redo brings all of it back; otherwise it asks."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._saved: Path | None = None
        """The patch that was saved last."""

    # Commands.

    def find_undo_obstacle(self) -> str:
        return "" if self._find_last_prompt() else "there is no prompt to undo"

    def undo_prompt(self) -> None:
        """Undo the newest prompt that is not undone yet."""
        if prompt := self._find_last_prompt():
            self.undo_from(prompt)

    def undo_from(self, prompt_id: str) -> None:
        """Undo a prompt of the session on screen, and all that came after it."""
        self._context.start_worker(self._undo(self._context.session_id, prompt_id), group="undo", exclusive=True)

    def redo_prompt(self) -> None:
        """Redo the first prompt that is undone."""
        self._context.start_worker(self._redo(self._context.session_id), group="undo", exclusive=True)

    # What they do.

    def _find_last_prompt(self) -> str | None:
        return selectors.find_last_prompt(self._context.store.state, self._context.session_id)

    async def _undo(self, session_id: str, prompt_id: str) -> None:
        from octui.ui.attachments.restored_prompt import restore_prompt

        context, failure = self._context, "Could not undo the prompt"
        server, state = context.server, context.store.state
        if server is None:
            context.notify_error(failure, NOT_CONNECTED)
            return
        undone = HistoryEntry("")
        try:
            undone = await restore_prompt(server.client, state, prompt_id, self._get_directory(session_id))
            shown: UndoPlan | None = None
            if selectors.is_possibly_busy(state, session_id):
                shown = await self._make_plan(server, session_id, prompt_id, tries=1)
                if not await self._confirm_stop(shown):
                    return
                # What a turn changed is known for sure once it has ended.
                await server.server_calls.abort_session_tree(session_id)
            plan = await self._make_plan(server, session_id, prompt_id)
            is_known = shown is not None and shown.has_same_changes(plan)
            if not await self._confirm_plan(server, "Undo", plan, session_id, is_shown=is_known):
                return
            await server.server_calls.revert_to_prompt(session_id, prompt_id)
            await self._verify_plan(server, UNDONE, plan, session_id)
        except ClientError as error:
            context.notify_error(failure, describe_failed_call(error))
            return
        chat = context.chat
        if chat is not None and chat.session_id == session_id:
            chat.prefill_prompt(undone.text, undone.chips)

    async def _redo(self, session_id: str) -> None:
        from octui.ui.diffs.undo_plan import make_redo_plan

        context, failure = self._context, "Could not redo the prompt"
        server, session = context.server, context.store.state.sessions.get(session_id)
        if server is None:
            context.notify_error(failure, NOT_CONNECTED)
            return
        if session is None or session.revert is None:
            context.notify_info("Nothing to redo.")
            return
        redone = session.revert.message_id
        try:
            turn = await self._make_loader(server, session_id).load_turn_diffs(redone)
            plan = await asyncio.to_thread(make_redo_plan, [turn], session.revert.diff or "")
            if not await self._confirm_plan(server, "Redo", plan, session_id):
                return
            await server.server_calls.restore_next_prompt(session_id)
            await self._verify_plan(server, "Redone", plan, session_id)
        except ClientError as error:
            context.notify_error(failure, describe_failed_call(error))
            return
        chat, text = context.chat, selectors.get_prompt_text(context.store.state, redone)
        # What undo put there would be sent twice; what was changed stays.
        if chat is not None and chat.session_id == session_id and chat.composer.text == text:
            chat.composer.replace_text("")

    async def _make_plan(
        self, server: ConnectedServer, session_id: str, prompt_id: str, tries: int = DIFF_TRIES
    ) -> UndoPlan:
        """What undoing a prompt, and all that came after it, does to the files."""
        from octui.ui.diffs.undo_plan import make_undo_plan

        state = self._context.store.state
        prompts = [info.id for info in selectors.iter_prompts(state, session_id) if info.id >= prompt_id]
        turns = [await self._read_turn(server, session_id, each, tries) for each in reversed(prompts)]
        return await asyncio.to_thread(make_undo_plan, turns)

    async def _confirm_stop(self, plan: UndoPlan) -> bool:
        """Show what is known to be undone before the agent is stopped for it."""
        from octui.ui.pickers.confirm_dialog import ConfirmDialog

        about = "What the agent changes until it stops is undone too; if there is more than this, it is shown again."
        if plan.files:
            notes = ("The agent is working. It is stopped first.", about)
            return await self._context.wait_for_screen(self._make_preview("Undo", plan, notes))
        question = "Stop the agent, and undo this prompt?"
        about = "No changed files are known. Any that turn up are shown before they are undone."
        return await self._context.wait_for_screen(ConfirmDialog(question, about, yes="Stop and undo"))

    def _make_preview(self, verb: str, plan: UndoPlan, notes: tuple[str, ...]) -> UndoScreen:
        # Imported when something is undone: the first screen does not need it.
        from octui.ui.diffs.undo_screen import UndoScreen

        return UndoScreen(verb, plan, notes, stacks_diffs=is_stacking_diffs(self._context.settings))

    async def _read_turn(
        self, server: ConnectedServer, session_id: str, prompt_id: str, tries: int
    ) -> tuple[FileDiff, ...]:
        """The diff of a turn; one that has only just ended may not have it yet."""
        loader = self._make_loader(server, session_id)
        for _ in range(tries):
            diffs = await loader.load_turn_diffs(prompt_id)
            if diffs or not self._has_patches(session_id, prompt_id):
                return diffs
            await asyncio.sleep(DIFF_DELAY)
        return ()

    def _has_patches(self, session_id: str, prompt_id: str) -> bool:
        """Whether the answers to a prompt say that they changed files."""
        state = self._context.store.state
        for message_id in selectors.list_message_ids(state, session_id):
            held = state.messages.get(message_id)
            if held is None or held.info is None or held.info.parent_id != prompt_id:
                continue
            if any(isinstance(part, PatchPart) and part.files for part in held.parts.values()):
                return True
        return False

    async def _confirm_plan(
        self, server: ConnectedServer, verb: str, plan: UndoPlan, session_id: str, *, is_shown: bool = False
    ) -> bool:
        """Save the way back; first show what will happen to files, unless it was, or nothing can be lost by it."""
        from octui.ui.diffs.undo_plan import FileComparison

        context = self._context
        if not plan.files:
            return True
        path = get_state_folder() / "undo" / f"{time.strftime('%Y%m%d-%H%M%S')}-{verb.lower()}-{session_id}.patch"
        comparison = FileComparison(server.client, directory=self._get_directory(session_id))
        changed = await comparison.list_deviations(plan.before)
        notes = [f"A patch that reverts this is saved first, as {abbreviate_own_home(path)}."]
        if changed:
            notes.insert(0, f"Changed since, which will be lost: {_list_names(changed)}.")
        # What was changed by hand since is lost as well: that was not shown yet.
        is_safe = not changed and (is_shown or plan.is_exact)
        if not is_safe and not await context.wait_for_screen(self._make_preview(verb, plan, tuple(notes))):
            return False
        edits = await self._read_edits(server, changed, session_id)
        if edits is None and not await context.wait_for_screen(_ask_to_lose_edits(verb, changed)):
            return False
        try:
            await self._save_patches(path, plan, edits)
        except OSError as error:
            context.notify_error(
                f"Could not {verb.lower()}: the patch could not be saved", describe_file_failure(error)
            )
            return False
        return True

    async def _read_edits(
        self, server: ConnectedServer, changed: list[str], session_id: str
    ) -> tuple[PatchFile, ...] | None:
        """How files that were changed by hand differ from the last commit; None when that cannot be read."""
        if not changed:
            return ()
        try:
            return await self._make_loader(server, session_id).load_files(changed)
        except ClientError:
            return None

    async def _save_patches(self, path: Path, plan: UndoPlan, edits: tuple[PatchFile, ...] | None) -> None:
        """Write the way back, and what was changed by hand since; raises OSError."""
        from octui.ui.diffs.hunk_patch import encode_forward_patch

        patches = {path: plan.way_back}
        if edits:
            patches[path.with_suffix(".working-tree.patch")] = edits
        for target, files in patches.items():
            content = await asyncio.to_thread(encode_forward_patch, files)
            await asyncio.to_thread(secure_files.write_secure_file, target, content)
        self._saved = path

    async def _verify_plan(self, server: ConnectedServer, done: str, plan: UndoPlan, session_id: str) -> None:
        """Say whether the files are as promised, and which are not."""
        from octui.ui.diffs.undo_plan import FileComparison

        if not plan.files:
            return
        comparison = FileComparison(server.client, directory=self._get_directory(session_id))
        saved = f" Patch: {abbreviate_own_home(self._saved)}" if self._saved is not None else ""
        try:
            deviations = await comparison.list_deviations(plan.after)
        except ClientError as error:
            self._context.notify_warning(f"{done}, but the files could not be checked: {error}{saved}")
            return
        if deviations:
            self._context.notify_warning(
                f"{done}, but the server did not leave {_list_names(deviations)} as expected.{saved}", seconds=15
            )
        else:
            names = _list_names([file.path for file in plan.files])
            back, verb = ("session.redo", "redoes") if done == UNDONE else ("session.undo", "undoes")
            opposite = f" {key} {verb} it." if (key := format_first_key(back)) else ""
            self._context.notify_info(f"{done}: {plan.summary} ({names}).{opposite}{saved}", seconds=8)

    def _make_loader(self, server: ConnectedServer, session_id: str) -> DiffLoader:
        # Imported when something is undone: the first screen does not need it.
        from octui.ui.diffs.loading import make_diff_loader

        return make_diff_loader(self._context, server, session_id)

    def _get_directory(self, session_id: str) -> str | None:
        return selectors.get_session_directory(self._context.store.state, session_id)


def _ask_to_lose_edits(verb: str, changed: list[str]) -> ConfirmDialog:
    # Imported when something is undone: the first screen does not need it.
    from octui.ui.pickers.confirm_dialog import ConfirmDialog

    unknown = _list_names(changed)
    about = f"The server could not say how {unknown} differ from the last commit: the patch will not include it."
    return ConfirmDialog(f"{verb}, and lose what was changed by hand?", about, yes=f"{verb} and lose it")


def _list_names(paths: list[str]) -> str:
    """The first few, and how many more there are."""
    shown = ", ".join(sorted(paths)[:3])
    return shown if len(paths) <= 3 else f"{shown} and {len(paths) - 3} more"
