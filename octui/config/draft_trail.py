"""What the draft of a prompt's place holds of it."""

from collections.abc import Callable
from typing import Protocol

from octui.config.chips import Chip
from octui.config.draft_book import remove_sent
from octui.config.drafts import Draft
from octui.config.history import HistoryEntry


class DraftEdit(Protocol):
    """What a prompt is now, and the session it is for; `""` for a new one."""

    text: str
    shell: bool
    session_id: str
    chips: tuple[Chip, ...]


class DraftTrail:
    """Tells edits from what the draft holds already."""

    def __init__(self) -> None:
        self.sent_elsewhere: Draft | None = None
        """What is only shown until it is accepted, as it is the draft of the session that was created for it."""
        self.save_edit: Callable[[DraftEdit], None] = lambda _: None
        """Takes an edit into the draft, before anyone else hears of it."""
        self.begin_sending: Callable[[str, int, Draft], None] = lambda _session_id, _send_id, _draft: None
        """Takes what is sent to a session, so that no other prompt shows it as one that can be sent."""
        self._saved = HistoryEntry("")

    def record_saved(self, prompt: HistoryEntry) -> None:
        """The prompt is what the draft holds."""
        self.sent_elsewhere, self._saved = None, prompt

    def take_edit(self, prompt: HistoryEntry) -> HistoryEntry | None:
        """What the draft is to hold now; None if it does."""
        if self.sent_elsewhere is not None:
            rest = remove_sent(Draft(prompt.text, shell=prompt.shell, chips=prompt.chips), self.sent_elsewhere)
            prompt = HistoryEntry(rest.text, rest.shell, rest.chips)
        if prompt == self._saved:
            return None
        self._saved = prompt
        return prompt
