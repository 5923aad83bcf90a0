"""Reads a sentence as words with meanings; Chinese words are found without spaces between them."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from octui.server.agent.guide.sentences.pattern_parts import NAMED_DOCUMENT
from octui.server.agent.guide.sentences.vocabulary import FILLER_WORDS, LANGUAGES, NUMBER_WORDS, WORDS

FILLER: Final = ""
_MEANINGS: Final = {
    **dict.fromkeys(FILLER_WORDS.split(), FILLER),
    **dict.fromkeys(LANGUAGES, "language"),
    **{word: meaning for meaning, words in WORDS.items() for word in words.split()},
}
_NUMBERS: Final = {word: str(number) for number, words in NUMBER_WORDS.items() for word in words.split()}
_CHINESE_NUMBERS: Final = "二三四五六七八九十"
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST_CHINESE: Final = max(len(word) for word in _MEANINGS if _CHINESE.match(word))
_TOKEN: Final = re.compile(
    r"""(?P<quoted>"[^"\n]+"|“[^”\n]+”|`[^`\n]+`)|"""
    r"(?P<path>[@~.]?[\w./\\~-]*(?:/[\w./\\~-]*\w/?|\w/|\w\.[A-Za-z]\w{0,7})(?![\w(]))|"
    r"(?P<call>[A-Za-z_][\w.]*\(\))|(?P<chinese>[\u4e00-\u9fff]+)|(?P<word>[^\W\u4e00-\u9fff]+)"
)


_ENDING: Final = re.compile(r"(?<=\w\w\w)(?:ies|ied|es|ed|ing|s|d)$")
_CODE_NAME: Final = re.compile(r"[A-Z][A-Z0-9]+|\w*_\w*|\w*[a-z][A-Z]\w*")
_OTHER_SIGNS: Final = re.compile(r"[^\w\s.,;:!?¿¡，。！？、'’-]|(?<!\w)['’]|['’](?!\w)")
"""Signs that a plain sentence does not have; an apostrophe within a word is not one of them."""


class Token(NamedTuple):
    """A word; its meaning is of the vocabulary, `path`, `call`, `symbol`, `number`, `name`, or `""` for a filler."""

    text: str
    meaning: str


def read_tokens(sentence: str) -> list[Token]:
    """The words of a sentence with what they mean; nothing for one that is not all words."""
    return list(_iterate_tokens(sentence)) if not _OTHER_SIGNS.search(_TOKEN.sub("x", sentence)) else []


def read_words(sentence: str, kind: str) -> list[str]:
    """The words of one kind, `path`, `call` or `quoted`, in any sentence."""
    found = (match for match in _TOKEN.finditer(sentence) if match.lastgroup == kind)
    return [match[0].strip('"“”`@').removesuffix("()") for match in found]


def _iterate_tokens(sentence: str) -> Iterator[Token]:
    is_mixed = re.search(r"[a-z\u4e00-\u9fff]", sentence) is not None
    for found in _TOKEN.finditer(sentence):
        text = found[0]
        match found.lastgroup:
            case "quoted":
                yield Token(text[1:-1].removesuffix("()"), "name")
            case "path" | "call" as kind:
                yield Token(text.removeprefix("@").removesuffix("()"), kind)
            case "chinese":
                yield from _split_chinese(text)
            case _:
                plain = _strip_accents(text.lower())
                text = _NUMBERS.get(plain, text)
                is_code = is_mixed and _is_code_name(text)
                meaning = "symbol" if is_code else _find_meaning(plain)
                yield Token(text, "number" if text.isdecimal() else meaning)


def _is_code_name(word: str) -> bool:
    """Whether a word is spelled as names in code are, and is none of those that people spell in capitals too."""
    is_plain_word = word.lower() in LANGUAGES or NAMED_DOCUMENT.fullmatch(word)
    return bool(_CODE_NAME.fullmatch(word)) and not is_plain_word


def _find_meaning(word: str) -> str:
    """What a word means, or what it is a form of: `modifies`, `editing`, `listed`."""
    if word in _MEANINGS:
        return _MEANINGS[word]
    stem = _ENDING.sub("", word)
    forms = (stem, f"{stem}e", f"{stem}y") if stem != word else ()
    return next((_MEANINGS[form] for form in forms if _MEANINGS.get(form)), "name")


def _split_chinese(text: str) -> Iterator[Token]:
    """The longest known words from the left; what is not known stays one character."""
    while text:
        if text[0] in _CHINESE_NUMBERS:
            yield Token(str(_CHINESE_NUMBERS.index(text[0]) + 2), "number")
            text = text[1:]
            continue
        lengths = range(min(len(text), _LONGEST_CHINESE), 1, -1)
        length = next((length for length in lengths if text[:length] in _MEANINGS), 1)
        yield Token(text[:length], _MEANINGS.get(text[:length], "name"))
        text = text[length:]


def _strip_accents(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
