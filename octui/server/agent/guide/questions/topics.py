"""Questions about octui itself: which ones the guide understands, and its answers."""

import re
from typing import Final

from octui.server.agent.guide.questions.topic_table import load_topic_table

_MEANING: Final = re.compile(
    r"(?:what(?:'s| is| are)|what does|explain|define)(?: an?| the| this)? "
    rf"(?P<term>{'|'.join(load_topic_table().terms)})s?(?: servers?| mean| for| do| requests?| modes?)?",
    re.I,
)

_QUESTION: Final = re.compile(
    r"^(?:how (?:do|can|could|would|should|does)(?: (?:i|you|we|one))?|how to|(?:what(?:'s| is) the |"
    r"which )(?P<key>key|shortcut|command)"
    r"(?: (?:to|for|do i press to))?|(?:can|could|may) i|where (?:do|can|should) i|is there a way to|"
    r"why (?:is|are|does|do|did|must|should) (?:it|octui|this|you|i|we|the (?:guide|agent|app|program))"
    r"(?: (?:always|keep|keeps|still|have to|need to))*|"
    r"where(?:'s| is| are)(?= (?:the |my |octui's )?"
    r"(?:settings|preferences|themes?|sessions|shortcuts|key ?bindings|commands)$)|"
    r"i (?:want|need|would like) to|i'd like to|i wanna|(?:tell|show) me how to|help me(?: to)?)\s+(?P<goal>.+)$",
    re.I | re.S,
)
_FILE: Final = re.compile(r"\w\.[a-z]\w{0,5}\b", re.I)
_MAX_WORDS: Final = 9
"""A longer text is a task that happens to name the same things."""


def find_topic(sentence: str) -> str:
    """The topic that a sentence asks about, else an empty string."""
    plain = sentence.strip().rstrip("?!. ").replace("’", "'")
    if meaning := _MEANING.fullmatch(plain):
        return meaning["term"].lower()
    question = _QUESTION.match(plain)
    goal = question["goal"] if question is not None else plain
    goal = re.sub(r"^(?:just|please|actually|now)\s+", "", " ".join(goal.split()), flags=re.I)
    if len(goal.split()) > _MAX_WORDS:
        return ""
    if question is None and _FILE.search(goal):
        return ""
    for topic in load_topic_table().topics:
        is_key = question is not None and question["key"]
        pattern = topic.said if question is None else topic.asked
        if pattern.fullmatch(goal) or (is_key and topic.said.fullmatch(goal)):
            return topic.name
    return "keys" if question is not None and question["key"] else ""


def answer_topic(name: str) -> str:
    """The answer to a topic or the meaning of a term, else an empty string."""
    table = load_topic_table()
    return next((topic.answer for topic in table.topics if topic.name == name), table.terms.get(name, ""))
