"""What the sentence patterns are put together from."""

import re
from collections.abc import Callable
from typing import Final

from octui.server.agent.guide.sentences.intents import Intent, IntentRule

OPTIONAL_NAMED: Final = r"(?:called\s+|named\s+)?"
SENTENCE_END: Final = r"(?:[,\s]+(?:please|for me|thanks|thank you|now))*[.!?\s]*$"


def build_rule(pattern: str, build: Callable[[re.Match[str]], Intent | None]) -> IntentRule:
    """A rule that takes no account of capital letters and line breaks."""
    return re.compile(pattern, re.I | re.S), build
