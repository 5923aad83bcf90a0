"""What the guide knows about octui, and how people ask for each thing: the table in `topics.toml`."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from octui.server.agent.guide.help_text import CONNECT_HELP, INTRODUCTION

TOPICS_FILE: Final = Path(__file__).with_name("topics.toml")

_SHARED_TEXTS: Final = {"{introduction}": INTRODUCTION, "{connect_help}": CONNECT_HELP}
_NEVER: Final = r"(?!)"


class Topic(NamedTuple):
    """`asked` is what follows `how do I`; `said` is what is typed without it."""

    name: str
    answer: str
    asked: re.Pattern[str]
    said: re.Pattern[str]


class TopicTable(NamedTuple):
    topics: tuple[Topic, ...]
    terms: dict[str, str]
    """What words such as `session` mean."""


class _TopicEntry(msgspec.Struct):
    name: str
    answer: str
    asked: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()


class _TopicFile(msgspec.Struct):
    topic: tuple[_TopicEntry, ...]
    patterns: dict[str, str]
    terms: dict[str, str]


@cache
def load_topic_table() -> TopicTable:
    file = msgspec.convert(tomllib.loads(TOPICS_FILE.read_text("utf-8")), _TopicFile)
    return TopicTable(tuple(_build_topic(entry, file.patterns) for entry in file.topic), file.terms)


def _build_topic(entry: _TopicEntry, patterns: dict[str, str]) -> Topic:
    answer = entry.answer
    for name, text in _SHARED_TEXTS.items():
        answer = answer.replace(name, text)
    asked, said = _join_patterns(entry.asked, patterns), _join_patterns(entry.said, patterns)
    if nouns := "|".join(entry.nouns):
        no_code, lead = patterns["no_code"], patterns["lead"]
        asked = rf"{no_code}.*\b(?:{nouns})\b.*"
        said = rf"{no_code}(?:{lead}(?:{nouns})\b.*|(?:{nouns}))"
    return Topic(entry.name, answer, re.compile(asked, re.I), re.compile(said, re.I))


def _join_patterns(alternatives: tuple[str, ...], patterns: dict[str, str]) -> str:
    joined = "|".join(alternatives) or _NEVER
    for name, pattern in patterns.items():
        joined = joined.replace(f"{{{name}}}", pattern)
    return joined
