"""Pick a prompt that was sent, or one that was put aside; both show it whole below the list."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from octui.config.history import HistoryEntry
from octui.config.stash import StashedPrompt
from octui.render.text.clock_time import format_time_ago
from octui.render.text.sanitize import to_single_line
from octui.ui.key_hints import format_first_key
from octui.ui.pickers.gradual_rows import GradualSource
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.picker_actions import ListAction, PickerAction
from octui.ui.pickers.rows import MAX_SEARCHED, PickerRow
from octui.wire.catalog import Command

MAX_TITLE_LENGTH: Final = 500


def build_prompt_row(number: int, prompt: HistoryEntry, detail: str = "") -> PickerRow:
    """A row with the first line of a prompt; all of it is searched."""
    text = prompt.text.strip()
    lines = text.count("\n") + 1
    facts = (f"{lines} lines" if lines > 1 else "", f"{len(prompt.chips)} attached" if prompt.chips else "", detail)
    return PickerRow(
        id=str(number),
        title=to_single_line(text.partition("\n")[0][:MAX_TITLE_LENGTH]),
        detail=" · ".join(fact for fact in facts if fact),
        glyph="!" if prompt.shell else "",
        style="$text-accent",
        search_text=text[:MAX_SEARCHED],
    )


def list_history(prompts: Sequence[HistoryEntry], directory: str = "") -> list[HistoryEntry]:
    """The prompts of a directory, of all by default, newest first and each once."""
    newest: dict[tuple[str, bool], HistoryEntry] = {}
    for prompt in reversed(prompts):
        if not directory or prompt.directory == directory:
            newest.setdefault((prompt.text.strip(), prompt.shell), prompt)
    return list(newest.values())


class PromptPicker(Picker[HistoryEntry]):
    """Shows the prompt under the cursor below the list, with its line breaks."""

    PREVIEW_ROWS = 8

    def __init__(
        self,
        title: str,
        rows: Callable[[], GradualSource],
        find_prompt: Callable[[PickerRow], HistoryEntry],
        actions: Iterable[PickerAction | ListAction],
        empty: str,
    ) -> None:
        self._find_prompt = find_prompt
        super().__init__(
            title, rows, answer=find_prompt, actions=tuple(actions), on_highlight=self._show_whole_prompt, empty=empty
        )

    def _show_whole_prompt(self, row: PickerRow | None) -> None:
        text = self._find_prompt(row).text.strip() if row is not None else ""
        shown = [line[:MAX_TITLE_LENGTH] for line in text.split("\n", self.PREVIEW_ROWS)[: self.PREVIEW_ROWS]]
        if (more := text.count("\n") + 1 - self.PREVIEW_ROWS) > 0:
            shown[-1] = f"… {more + 1} more lines"
        self.show_preview("\n".join(shown))


class HistoryPicker(PromptPicker):
    """The prompts of the directory first; a key shows those of every directory."""

    def __init__(self, prompts: Sequence[HistoryEntry], directory: str) -> None:
        self._prompts = prompts
        self._directory = directory
        self._is_wide = not list_history(prompts, directory)
        self._listed = self._list_prompts()
        super().__init__(
            self._describe_scope(),
            lambda: (build_prompt_row(number, prompt) for number, prompt in enumerate(self._listed)),
            lambda row: self._listed[int(row.id)],
            (ListAction("history.scope", "this project or all", self._toggle_scope),),
            "No prompts yet.",
        )

    def _list_prompts(self) -> list[HistoryEntry]:
        return list_history(self._prompts, "" if self._is_wide else self._directory)

    def _describe_scope(self) -> str:
        return f"Prompt history · {'all projects' if self._is_wide else 'this project'}"

    def _toggle_scope(self) -> None:
        self._is_wide = not self._is_wide
        self._listed = self._list_prompts()
        self.change_title(self._describe_scope(), "No prompts yet.")
        self.refresh_rows()


class SkillPicker(Picker[str]):
    """Returns the name of a skill, which is a command of the server's."""

    def __init__(self, commands: Iterable[Command]) -> None:
        skills = [command for command in commands if command.source == "skill"]
        super().__init__(
            "Skills",
            lambda: [PickerRow(id=skill.name, title=skill.name, detail=skill.description or "") for skill in skills],
            answer=lambda row: row.id,
            empty="No skills.",
        )


class StashPicker(PromptPicker):
    """Returns the prompt to take back."""

    def __init__(self, entries: Sequence[StashedPrompt], drop: Callable[[StashedPrompt], None]) -> None:
        self._entries = list(reversed(entries))
        self._drop = drop
        delete = format_first_key("stash.delete")
        super().__init__(
            "Stashed prompts",
            lambda: [
                build_prompt_row(number, each.prompt, format_time_ago(each.stashed_at * 1000, time.time() * 1000))
                for number, each in enumerate(self._entries)
            ],
            lambda row: self._entries[int(row.id)].prompt,
            (PickerAction("stash.delete", "delete", self._delete_row, confirm=f"press {delete} again to delete it"),),
            "No stashed prompts.",
        )

    def find_entry(self, prompt: HistoryEntry) -> StashedPrompt | None:
        return next((each for each in self._entries if each.prompt is prompt), None)

    def _delete_row(self, row: PickerRow) -> None:
        self._drop(self._entries.pop(int(row.id)))
        self.refresh_rows()
