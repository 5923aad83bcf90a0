"""What to type instead of a request that takes a model: the nearest things the guide can do with what it names."""

import re
from typing import Final

from octui.server.agent.guide.sentences.lexicon import read_words

_MAX_SUGGESTIONS: Final = 3
_INSTALL: Final = re.compile(r"\b(?:install|add)\s+(?:the\s+)?(?:package\s+|library\s+|module\s+)?([\w@/-]+)$", re.I)
_RUN: Final = re.compile(r"^(?:please )?(?:run|execute) ([\w./-]+(?: .*)?)$", re.I)
_RENAME: Final = re.compile(
    r"\b(?:rename|benenne|renombra|renomme)\s+(?:\w+\s+){0,2}?(?P<old>\w+)\s+(?:to|as|into|in|a|en)\s+(?P<new>\w+)(?:\s+um)?$",
    re.I,
)
_BY_WORD: Final = (
    (re.compile(r"\b(?:tests?|fail\w*|ci)\b", re.I), "run the tests"),
    (re.compile(r"\b(?:bugs?|errors?|fix\w*|lint\w*|typos?|quality|clean\w*)\b", re.I), "run the linter"),
    (re.compile(r"\b(?:project|repo|codebase|architecture|structured?)\b", re.I), "what does this project do?"),
    (re.compile(r"\b(?:diff|review|changes?|commit|pr|pull request)\b", re.I), "what changed?"),
    (re.compile(r"\bcommite?\b", re.I), 'commit everything as "what it does"'),
    (re.compile(r"\b(?:docs?|documentation|readme)\b", re.I), "read the readme"),
)


def find_nearest_requests(prompt: str) -> list[str]:
    """At most three requests the guide understands, the nearest first."""
    sentence = prompt.strip().rstrip("?!. ")
    if install := _INSTALL.search(sentence):
        return [f"run pip install {install[1]}", f"run npm install {install[1]}"]
    if command := _RUN.match(sentence):
        return [f"!{command[1]}"]
    if rename := _RENAME.search(sentence):
        return [f"replace {rename['old']} with {rename['new']} everywhere"]
    found = [
        suggestion
        for path in read_words(sentence, "path")
        for suggestion in (f"read {path}", f"replace OLD with NEW in {path}")
    ]
    found += [f"where is {name} defined?" for name in read_words(sentence, "call")]
    found += [suggestion for word, suggestion in _BY_WORD if word.search(sentence)]
    found += [f"find {name}" for name in read_words(sentence, "quoted")]
    return list(dict.fromkeys(found))[:_MAX_SUGGESTIONS]
