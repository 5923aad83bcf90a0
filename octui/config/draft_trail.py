"""How far the edits of a prompt have come on their way to its draft, which they reach as messages."""

from octui.config.draft_book import make_edit_stamp
from octui.config.history import HistoryEntry


class DraftTrail:
    """The newest edit that was posted, and the newest that was saved."""

    def __init__(self) -> None:
        self.posted = HistoryEntry("")
        self._posted_stamp = self._saved_stamp = 0

    def note_posted(self, prompt: HistoryEntry) -> int:
        """Remember what is on its way now, and return the stamp of the edit."""
        self.posted = prompt
        self._posted_stamp = make_edit_stamp()
        return self._posted_stamp

    def note_saved(self, stamp: int) -> None:
        """The edit of that stamp, and all before it, are in the draft."""
        self._saved_stamp = max(self._saved_stamp, stamp)

    def is_behind(self, prompt: HistoryEntry) -> bool:
        """Whether the draft does not hold this prompt yet."""
        return prompt != self.posted or self._saved_stamp < self._posted_stamp
