"""Parses plain sentences into intents."""

import re
from collections.abc import Sequence
from typing import Final

from octui.server.agent.guide.intents import Intent
from octui.server.agent.guide.patterns import INTENT_RULES
from octui.server.agent.guide.spelling import normalize_spelling

POLITE_OPENING: Final = re.compile(
    r"^(?:(?:please|(?:hey|hi|hello)(?: there| octui)?|ok|okay|now|then|so|and|can you|could you|would you|will you|"
    r"i want you to|"
    r"i'd like you to|let's|lets|go and|just|do you know|let me (?:see|know)|"
    r"i (?:want|need|would like) to (?:know|see)|i'd like to(?= (?:see|read|know|find|run|list)\b)|"
    r"(?:show|tell) me(?= (?:what|where|which|who|how many)\b))[,:]?\s+)+",
    re.I,
)
REFERENCE: Final = re.compile(
    r"^(?P<verb>(?:please |can you |could you )?(?:read|show|show me|open|print|cat|delete|remove|explain|describe))\s+"
    r"(?:it|this|that|(?:this|that|the|the same|the new)\s+file)(?=[,\s]*(?:again|please|now)?[.!?]*$)",
    re.I,
)


def parse_prompt(text: str) -> list[Intent]:
    """The intents of a prompt, step by step; empty when any step is not understood."""
    steps = [
        step
        for line in text.strip().splitlines()
        for step in re.split(r",? and then | then |; then ", line)
        if step.strip()
    ]
    if not steps or len(steps) > 8:
        return []
    if (intent := parse_sentence(text)) is not None and ("\n" in text or len(steps) == 1):
        return [intent]
    found = [parse_sentence(step) for step in steps]
    return [step for step in found if step is not None] if all(found) else []


def resolve_reference(text: str, paths: Sequence[str]) -> str:
    """The text with the last named file for `that file` or a final `it`: `delete it` is about what was written."""
    return REFERENCE.sub(lambda found: f"{found['verb']} {paths[0]}", text) if paths else text


def parse_sentence(text: str) -> Intent | None:
    """The intent of one sentence; None when it is not understood."""
    sentence = text.strip()
    normalized = normalize_spelling(sentence)
    spellings = (sentence, POLITE_OPENING.sub("", sentence), normalized, POLITE_OPENING.sub("", normalized))
    for candidate in dict.fromkeys(spellings):
        for pattern, build in INTENT_RULES:
            if (found := pattern.match(candidate)) and (intent := build(found)) is not None:
                return intent
    return None
