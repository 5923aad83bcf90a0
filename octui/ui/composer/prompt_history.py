"""Earlier prompts, browsed without losing what is being written."""

from collections.abc import Iterable

from octui.config.history import HistoryEntry


class PromptHistory:
    """Earlier prompts, the newest last, and the position while browsing them.

    The draft that browsing began from, and the changes made to recalled prompts, are kept until a prompt is added.
    """

    def __init__(self, entries: Iterable[HistoryEntry] = ()) -> None:
        self.entries: list[HistoryEntry] = list(entries)
        self._position: int | None = None
        self._edited: dict[int, HistoryEntry] = {}

    def recall_older(self, shown: HistoryEntry) -> HistoryEntry | None:
        """The previous prompt, None at the oldest; `shown` is what the composer holds, to be recalled again."""
        position = len(self.entries) if self._position is None else min(self._position, len(self.entries))
        return self._move_to(position, position - 1, shown) if position > 0 else None

    def recall_newer(self, shown: HistoryEntry) -> HistoryEntry | None:
        """The next prompt, finally the draft that browsing began from; None when not browsing."""
        if self._position is None:
            return None
        return self._move_to(self._position, self._position + 1, shown)

    def add_prompt(self, prompt: HistoryEntry) -> bool:
        """Add a prompt and stop browsing; False when it is empty or the same as the last one."""
        self._position = None
        self._edited.clear()
        if not prompt.text.strip() or (self.entries and self.entries[-1] == prompt):
            return False
        self.entries.append(prompt)
        return True

    def _move_to(self, position: int, target: int, shown: HistoryEntry) -> HistoryEntry:
        self._edited[position] = shown
        end = len(self.entries)
        self._position = None if target >= end else target
        edited = self._edited.get(min(target, end))
        if edited is not None:
            return edited
        return self.entries[target] if target < end else HistoryEntry("")
