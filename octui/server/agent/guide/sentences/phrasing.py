"""What people say around a request: greetings, polite words, what they tell before it, and `it` for a file."""

import re
from collections.abc import Sequence
from typing import Final

from octui.server.agent.guide.sentences.pattern_parts import NAMED_DOCUMENT

_MODAL: Final = r"(?:can|could|would|will|may)"
POLITE_OPENING: Final = re.compile(
    r"^(?:(?:please|kindly|(?:hey|hi|hiya|hello|yo|hallo|hola|bonjour|salut)(?: there| octui)?|"
    r"ok|okay|yes|no|now|then|next|so|and|also|but|"
    r"oh|hm+|oops|ups|ugh|argh|damn|wow|well|alright|right|"
    r"sure|sorry|actually|quickly|good (?:morning|afternoon|evening|day)|thanks|thank you|great|perfect|nice|"
    rf"(?:do you think (?:that )?)?{_MODAL} (?:you|i|we)(?: (?:please|kindly|maybe|perhaps|possibly|also|then|now))*"
    r"(?: (?:be so kind|be able) (?:as )?to)?|"
    r"(?:would|will|is) it (?:be )?(?:possible|ok|okay)(?: for you)?(?: to)?|are you able to|"
    r"i(?:'d| would)? ?(?:want|need|like|wish)(?: you)? to|let's|lets|go and|go ahead and|just|do you know|let "
    r"me (?:see|know)|"
    r"(?:do|would) you mind|mind|help me(?: to)?(?= \w+)|do for me|"
    r"(?:you )?(?:have|need) to|try to|"
    r"i (?:want|need|would like|wish) to (?:know|see)(?= (?:what|where|which|who|how many|if)\b)|"
    r"(?:check|see|test) (?:if|whether|that)(?= (?:the|all|it|this|everything|my|there)\b)|"
    r"know(?= (?:how|what|where|who|which|if|whether)\b)|"
    r"(?:show|tell) me(?= (?:what|where|which|who|how many)\b))[,:]?\s+)+",
    re.I,
)
_LOOK: Final = re.compile(
    r"^(?:(?:have|take|give me) a (?:quick )?look(?: (?:at|into|in))?|look (?:at|into)|check out)\s+", re.I
)
_WISH_TO_SEE: Final = re.compile(
    r"^(?:please )?i(?:'d| would)? ?(?:want|need|like|wish)(?: to)? (?=(?:see|read|have|an?|the|all|my) )", re.I
)
_GERUND: Final = re.compile(
    r"^(?P<stem>show|read|open|find|search|list|add|append|put+|run+|renam|mov|delet|remov|creat|mak|writ|replac|chang|explain|"
    r"tell|check|copy|count|look|describ|print|display)ing\b",
    re.I,
)
_STEMS_WITH_E: Final = re.compile(r"(?:renam|mov|delet|remov|creat|mak|writ|replac|chang|describ)$", re.I)

_SENTENCE: Final = re.compile(
    r"(?<=[\w\"')][.!?])\s+(?=[^\W\d_])|(?<=[。！？])|"
    r",\s+(?=(?:(?:can|could|would|will) you|how (?:do|can)|what (?:can|should)|where|kannst du|könntest du|wie|"
    r"puedes|podrías|cómo|peux-tu|pouvez-vous|comment)\b)",
    re.I,
)
_STATEMENT: Final = re.compile(
    r"^(?:i|i'm|i've|it|it's|that|that's|this|there|there's|the|my|we|oh|hm+|oops|ups|ugh|argh|damn|wow|well|alright|right|"
    r"sure|sorry|thanks?|thank you|great|good|"
    r"nice|cool|ok|okay|"
    r"perfect|hello|hi|hey|well|no|yes|wait|oops|hallo|danke|hola|gracias|bonjour|salut|merci|你好|谢谢)\b",
    re.I,
)

_PATH: Final = rf"(?:[\w./~-]*\w\.[A-Za-z]\w{{0,7}}|(?:the |my )?(?:{NAMED_DOCUMENT.pattern})\b)"
_PATHS: Final = re.compile(rf"{_PATH}(?:(?:,\s*|,?\s+(?:and|or|und|y|et|&)\s+){_PATH})+(?!\S*\w)")
_REPETITION: Final = re.compile(
    r"(?:please |ok,? |now )*(?:(?:try|do|run|show|repeat|say|execute|print)(?: me)?(?: (?:it|that|this|the "
    r"(?:same|last|output|"
    r"result|answer|command|request)(?: (?:thing|one|command|request))?))? (?:again|once more|one more time)|"
    r"again|once more|one more time|retry|re-?run(?: (?:it|that))?|repeat(?: (?:it|that|the last (?:one|command|"
    r"request)))?|"
    r"same again|noch ?mal|wiederhole?(?: das)?|otra vez|repite(?: eso)?|encore(?: une fois)?|répète|再来一次|再试一次|"
    r"重试)[.!? ]*",
    re.I,
)
_IT: Final = r"(?:it(?: all)?|this|that|them|(?:this|that|the|the same|the new|said)\s+file)"
_OBJECT: Final = re.compile(
    r"^(?P<verb>(?:please |can you |could you |now )*(?:read|show|show me|open|print|cat|delete|remove|explain|"
    r"describe|rename|move|"
    rf"copy|edit|view|see|display))\s+{_IT}(?=[,\s]*(?:again|please|now|to\s.*|as\s.*|into\s.*)?[.!?]*$)",
    re.I,
)
_PLACE: Final = re.compile(
    r"(?P<verb>\b(?:in|to|into|from|of))\s+(?:it|there|(?:this|that|the|the same)\s+file)(?=[,\s]*(?:again|"
    r"please|now|too)?[.!?]*$)",
    re.I,
)
_NAMING_A_FILE: Final = re.compile(rf"\w\.[A-Za-z]\w{{0,7}}\b|\b(?:called|named)\b|{NAMED_DOCUMENT.pattern}", re.I)
_SMILEY: Final = re.compile(r"\s*(?<!\S)(?:[:;]-?[)(DP]|<3|[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?)(?=\s|$)")
_REASON: Final = re.compile(
    r"(?:,?\s+because|,\s+(?:i|so|since|as|it|my|we)|\s+so\s+(?:that\s+)?i\s+can|,\s+(?:please\s+)?(?:(?:can|could)\s+you\s+)?explain)\b[^\"']*$",
    re.I,
)


def strip_phrases(sentence: str) -> str:
    """The request within polite words: `would you mind showing me a.py` is `show me a.py`."""
    request = _WISH_TO_SEE.sub("show me ", sentence) if _WISH_TO_SEE.match(sentence) else sentence
    request = re.sub(r"^show me (?:see|read|have)\s+", "show me ", POLITE_OPENING.sub("", request), flags=re.I)
    request = _REASON.sub("", _LOOK.sub("show ", request))
    return _GERUND.sub(lambda found: _complete_stem(found["stem"]), request)


def _complete_stem(stem: str) -> str:
    if _STEMS_WITH_E.search(stem):
        return f"{stem}e"
    return stem[:-1] if stem.lower() in ("putt", "runn") else stem


def drop_smileys(text: str) -> str:
    return _SMILEY.sub("", text)


def drop_statements(text: str) -> str:
    """The last sentence of a text, when those before it are greetings or only tell something."""
    *before, last = [part.strip() for part in _SENTENCE.split(text.strip()) if part.strip()] or [""]
    return last if all(_STATEMENT.match(sentence) for sentence in before) else text


def resolve_reference(text: str, paths: Sequence[str]) -> str:
    """The text with the last named file for `that file` or a final `it`: `delete it` is about what was written."""
    if not paths:
        return text
    resolved = _OBJECT.sub(lambda found: f"{found['verb']} {paths[0]}", text)
    if resolved == text and _names_no_file(text):
        resolved = _PLACE.sub(lambda found: f"{found['verb']} {paths[0]}", text)
    return resolved


def resolve_repetition(text: str, former: Sequence[str]) -> str:
    """The last prompt that is not itself a repetition, for `try again`."""
    if not _REPETITION.fullmatch(text.strip()):
        return text
    return next((prompt for prompt in former if not _REPETITION.fullmatch(prompt.strip())), text)


def split_paths(sentence: str) -> list[str]:
    """The sentence once for each of the files it names in a row: `show a.py and b.py` is two requests."""
    row = _PATHS.search(sentence)
    if row is None:
        return [sentence]
    paths = re.split(r",?\s+(?:and|or|und|y|et|&)\s+|,\s*", row[0])
    return [f"{sentence[: row.start()]}{path}{sentence[row.end() :]}" for path in paths]


def _names_no_file(text: str) -> bool:
    return _NAMING_A_FILE.search(text) is None
