"""What is on its way to the server from one composer, by the number its answer finds it by."""

from typing import NamedTuple

from octui.config.history import HistoryEntry


class SentPrompt(NamedTuple):
    """What is on its way to the server."""

    prompt: HistoryEntry
    notice: str = ""
    """Why it is not known whether it arrived, or what it waits for; `""` while nothing is wrong."""
    is_held: bool = False
    """It was not sent yet."""


class SentPrompts(dict[int, SentPrompt]):
    """Mostly one; more where a prompt of a new chat joins those sent in its session already, the first sent first."""

    @property
    def notice(self) -> str:
        return next((sent.notice for sent in self.values() if sent.notice), "")

    def format_note(self) -> str:
        """How far they are, in a few words."""
        if any(sent.is_held for sent in self.values()):
            return "waiting to be sent…"
        if not self:
            return ""
        return "checking whether it was sent…" if self.notice else "sending…"
