"""Parses plain sentences into intents."""

import re
from typing import Final

from octui.server.agent.guide.sentences.intents import Intent
from octui.server.agent.guide.sentences.patterns import INTENT_RULES
from octui.server.agent.guide.sentences.phrasing import drop_smileys, drop_statements, split_paths, strip_phrases
from octui.server.agent.guide.sentences.spelling import expand_short_forms, normalize_spelling

_NEXT_STEP: Final = re.compile(
    r"[,;]? (?:and )?(?:then|afterwards|after that),? |[,;]? (?:und )?(?:dann|danach|anschließend) |"
    r"[,;]? (?:y )?(?:luego|después) |[,;]? (?:et )?(?:puis|ensuite) |[，；,;\s]*(?:然后|接着|并且)再?",
    re.I,
)
_AND_VERB: Final = re.compile(
    r",? (?:and|und|y|et) (?=(?:also |please |bitte )?(?:show|list|read|open|print|run|execute|find|search|grep|"
    r"delete|remove|create|"
    r"make|write|add|append|replace|change|rename|move|copy|commit|push|pull|tell|explain|count|test|lint|build|zeig|liste|lies|"
    r"such|muestra|lista|lee|busca|ejecuta|montre|affiche|lis|cherche|lance)e?\b)",
    re.I,
)


def parse_prompt(text: str) -> list[Intent]:
    """The intents of a prompt, step by step; empty when any step is not understood."""
    text = drop_smileys(text)
    request = drop_statements(text)
    if request != text and (understood := parse_prompt(request)):
        return understood
    steps = [step for line in text.strip().splitlines() for step in _NEXT_STEP.split(line) if step.strip()]
    if not steps or len(steps) > 8:
        return []
    if (intent := parse_sentence(text)) is not None and ("\n" in text or len(steps) == 1):
        return [intent]
    if len(steps) == 1:
        steps = [request for step in _AND_VERB.split(steps[0]) for request in split_paths(step)]
    found = [
        parse_sentence(step) or _parse_with_verb_of(before, step)
        for before, step in zip(["", *steps[:-1]], steps, strict=True)
    ]
    return [step for step in found if step is not None] if all(found) else []


def _parse_with_verb_of(before: str, step: str) -> Intent | None:
    """The second of two requests that share a verb: `run the linter and then the tests`."""
    verb = strip_phrases(before).partition(" ")[0]
    return parse_sentence(f"{verb} {step}") if verb and step.lower().startswith(("the ", "my ", "all ")) else None


def parse_sentence(text: str) -> Intent | None:
    """The intent of one sentence; None when it is not understood."""
    sentence = text.strip()
    spellings = (sentence, expand_short_forms(sentence), normalize_spelling(sentence))
    candidates = (candidate for spelling in spellings for candidate in (spelling, strip_phrases(spelling)))
    for candidate in dict.fromkeys(candidates):
        for pattern, build in INTENT_RULES:
            if (found := pattern.match(candidate)) and (intent := build(found)) is not None:
                return intent
    return None
