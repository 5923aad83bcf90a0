"""What the guide knows about one thing in octui, and how people ask for it."""

from typing import Final, NamedTuple

SESSION_NOUN: Final = r"(?:sessions?|chats?|conversations?)"


class Topic(NamedTuple):
    """`asked` is what follows `how do I`; `said` is what is typed without it, nothing if that would be a task."""

    name: str
    answer: str
    asked: str
    said: str = ""
