"""What a prompt mentions: what is attached, what the server was asked about, and what is not a file."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from octui.ui.composer.mention_doubt import describe_missing_files, find_doubtful_mentions
from octui.ui.composer.mentions import MentionKind, find_mentions
from octui.ui.messages import Attachment

MAX_CHECKED_LENGTH: Final = 50_000
"""Characters of a text whose mentions are looked up before it is sent."""


class PromptMentions:
    """`list_known` returns the names a mention may have now."""

    def __init__(self, list_known: Callable[[], Mapping[str, MentionKind]]) -> None:
        self._list_known = list_known
        self._checked: frozenset[str] = frozenset()
        """Names the server was asked about, so that typing on asks about new ones only."""
        self._missing: tuple[str, ...] = ()

    def find_attached(self, text: str) -> tuple[Attachment, ...]:
        return find_mentions(text, self._list_known())

    def find_unchecked(self, text: str) -> tuple[Attachment, ...] | None:
        """What is attached, if something else may be mentioned that the server was not asked about; asked once."""
        if "@" not in text or len(text) > MAX_CHECKED_LENGTH:
            return None
        attached = self.find_attached(text)
        names = frozenset(mention.name for mention in find_doubtful_mentions(text, attached))
        if names <= self._checked:
            return None
        self._checked = names
        return attached

    def record_missing(self, names: Sequence[str]) -> None:
        self._missing = tuple(names)

    def describe_missing(self, text: str) -> str:
        """A sentence about the files that the text mentions and that do not exist; empty if there are none."""
        missing = [name for name in self._missing if f"@{name}" in text]
        return describe_missing_files(missing) if missing else ""

    def forget_answers(self) -> None:
        """Another directory has other files."""
        self._checked, self._missing = frozenset(), ()
