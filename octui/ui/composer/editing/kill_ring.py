"""What was deleted last by words and lines, so that emacs' yank can insert it again."""


class KillRing:
    """Deletions in a row are one text, as long as nothing else happens to the prompt in between."""

    def __init__(self) -> None:
        self.text = ""
        self._left_behind: tuple[str, int] | None = None
        """The prompt as the last deletion left it, and where."""

    def record_deletion(self, before: str, after: str, place: int) -> None:
        """The prompt before and after a deletion, and where its cursor was; not every key deletes something."""
        length = len(before) - len(after)
        if length <= 0:
            return
        start = min(place, len(after))
        while start and before[start : start + length] + after[start:] != before[start:]:
            start -= 1
        killed = before[start : start + length]
        if self._left_behind is None or self._left_behind[0] != before:
            self.text = killed
        else:
            self.text = killed + self.text if start < self._left_behind[1] else self.text + killed
        self._left_behind = after, start
