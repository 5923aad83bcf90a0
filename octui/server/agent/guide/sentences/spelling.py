"""How people type: short forms without apostrophes, and words with one slip in them."""

import re
from typing import Final

from octui.server.agent.guide.sentences.vocabulary import WORDS

_SHORT_FORMS: Final = {
    "cant": "can't",
    "cud": "could",
    "dir": "directory",
    "gimme": "give me",
    "gonna": "going to",
    "gti": "git",
    "hows": "how's",
    "im": "I'm",
    "lemme": "let me",
    "pls": "please",
    "plz": "please",
    "r": "are",
    "teh": "the",
    "u": "you",
    "ur": "your",
    "wanna": "want to",
    "whats": "what's",
    "wat": "what",
    "wheres": "where is",
    "whos": "who's",
    "wot": "what",
}
_MIN_KNOWN_LENGTH: Final = 5
"""Of the vocabulary, only longer words are recognized with a slip in them."""
_KNOWN_WORDS: Final = """
branch called change changed changes command commit connect contents count create defined definition delete diff
directory display exit explain file files find folder function hello help history implemented last lines list make
model models open project pytest python quit read readme rename replace revert run search session sessions show status
test tests theme themes undo used what where which write
"""
_KNOWN: Final = frozenset(_KNOWN_WORDS.split()) | {
    word for words in WORDS.values() for word in words.split() if len(word) > _MIN_KNOWN_LENGTH and word.isascii()
}
_WITHOUT_VOWELS: Final = {"fnd": "find", "lst": "list", "rd": "read", "rn": "run", "shw": "show", "tst": "test"}
_OTHER_WORDS: Final = """
best bind care case changer clean close code copy dead does done dose est fast file fill fin finds fine fun have head
hello help her here hind his host how just kind late left lie life like live lost made make many mind mode more most
must need nest next node one only part past pen pest pile post qui red rest same site some sort sow step stop such
sure take tell text than that them then there these they this those tile time type use very via want well wet wide
wine with word work yes
"""
_OTHER: Final = frozenset(_OTHER_WORDS.split())
"""Correct words that are only one letter away from a known one."""
_MIN_TYPED_LENGTH: Final = 3
_WORD: Final = re.compile(r"(?<![\w./\\@~$'-])[A-Za-z]+(?![\w/\\'-]|\.\w)")
"""A word of prose: no part of a path, a name or a contraction."""


def expand_short_forms(sentence: str) -> str:
    """The sentence with `you` for `u`."""
    return _WORD.sub(lambda found: _SHORT_FORMS.get(found[0].lower(), found[0]), sentence)


def normalize_spelling(sentence: str) -> str:
    """The sentence as it was probably meant; only for a sentence that is not understood as it stands."""
    return _WORD.sub(lambda found: _correct_word(found[0]), expand_short_forms(sentence))


def _correct_word(word: str) -> str:
    plain = word.lower()
    if plain in _KNOWN | _OTHER:
        return word
    if plain in _WITHOUT_VOWELS:
        return _WITHOUT_VOWELS[plain]
    if len(plain) < _MIN_TYPED_LENGTH:
        return word
    meant = sorted((known for known in _KNOWN if _is_one_slip_away(plain, known)), key=len)
    # `tets` may be `test` or `tests`, which is the same.
    return meant[0] if meant and all(known in (meant[0], f"{meant[0]}s") for known in meant) else word


def _is_one_slip_away(typed: str, meant: str) -> bool:
    """Whether one letter is missing, too many, another, or two neighbours are swapped."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    typed_rest, meant_rest = typed[start:], meant[start:]
    return (
        typed_rest[1:] == meant_rest[1:]
        or typed_rest[1:] == meant_rest
        or typed_rest == meant_rest[1:]
        or (typed_rest[:2] == meant_rest[1::-1] and typed_rest[2:] == meant_rest[2:])
    )
