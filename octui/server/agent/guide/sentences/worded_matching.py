"""Fits the words of a sentence to a request: what it needs, what it may say besides, and what it is about."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, NamedTuple

from octui.server.agent.guide.sentences.intents import Intent
from octui.server.agent.guide.sentences.lexicon import Token
from octui.server.agent.guide.sentences.pattern_parts import NAMED_DOCUMENT
from octui.server.agent.guide.sentences.vocabulary import FILE_ENDINGS

Subject = dict[str, str]
"""What a sentence is about, by the labels of a request's slots."""

_KINDS: Final = frozenset({"path", "call", "symbol", "name", "number", "language"})
_NO_ORDER_WORDS: Final = "did does don should was were has had been shall must if when whether not never who why how"
_NO_ORDER: Final = frozenset(_NO_ORDER_WORDS.split())
"""With one of these words a sentence asks about a change or reports it, and does not order it."""


class Request(NamedTuple):
    """`needs` are meanings, alternatives joined by `|`; `may` are others that change nothing.

    `slots` is what it is about: `path`, `number?` when it may be missing, `target:path|name` for a word of either kind
    under a label of its own. The kind `word` takes any word.
    """

    needs: str
    may: str
    slots: str
    build: Callable[[Subject], Intent | None]
    is_order: bool = False
    """Whether it changes something, so that only an order will do."""


class _Slot(NamedTuple):
    label: str
    kinds: frozenset[str]
    is_optional: bool


def match_request(request: Request, tokens: Sequence[Token], fillers: Sequence[Token]) -> Subject | None:
    """What the sentence is about; None when a word of it is left over, or one is missing."""
    meanings = {token.meaning for token in tokens}
    needed = [set(alternatives.split("|")) for alternatives in request.needs.split()]
    if not all(alternatives & meanings for alternatives in needed):
        return None
    if request.is_order and not _is_order(needed[0], tokens, fillers):
        return None
    allowed = set().union(*needed) | set(request.may.split())
    rest = [token for token in tokens if token.meaning not in allowed or token.meaning in _KINDS]
    return _fill_slots(_parse_slots(request.slots), rest, in_order=request.is_order)


def _is_order(verbs: set[str], tokens: Sequence[Token], fillers: Sequence[Token]) -> bool:
    """Whether the verb comes first, or last as in German, and nothing makes a question or a report of it."""
    is_plain = not any(token.text.lower() in _NO_ORDER for token in (*tokens, *fillers))
    return is_plain and (tokens[0].meaning in verbs or tokens[-1].meaning in verbs or _is_chinese(tokens))


def _is_chinese(tokens: Sequence[Token]) -> bool:
    return any("\u4e00" <= token.text[0] <= "\u9fff" for token in tokens)


@cache
def _parse_slots(slots: str) -> tuple[_Slot, ...]:
    parsed = []
    for slot in slots.split():
        kinds = slot.removesuffix("?").rpartition(":")[2]
        label = slot.partition(":")[0] if ":" in slot else kinds
        parsed.append(_Slot(label, frozenset(kinds.split("|")), slot.endswith("?")))
    return tuple(parsed)


def _fill_slots(slots: Sequence[_Slot], rest: Sequence[Token], *, in_order: bool) -> Subject | None:
    """Each word in the first slot that takes it; in order, in the next slot, which has to take it."""
    subject: Subject = {}
    for token in rest:
        kinds = _list_kinds(token)
        free = [slot for slot in slots if slot.label not in subject]
        slot = next((slot for slot in (free[:1] if in_order else free) if slot.kinds & kinds), None)
        if slot is None:
            return None
        subject[slot.label] = token.text
    return subject if all(slot.is_optional or slot.label in subject for slot in slots) else None


def _list_kinds(token: Token) -> set[str]:
    """What a word may be: `Cart.total` is a path as well as a name, `readme` a name as well as a path."""
    kinds = {token.meaning, "word"}
    if token.meaning in ("call", "path", "language", "symbol") and _is_symbol(token.text):
        kinds.add("name")
    if token.meaning in ("name", "symbol") and NAMED_DOCUMENT.fullmatch(token.text):
        kinds.add("path")
    return kinds


def _is_symbol(text: str) -> bool:
    """Whether it may name something in code: `Cart.total` does, `cart.py` is a file."""
    name, dot, ending = text.rpartition(".")
    return re.fullmatch(r"\w+(?:\.\w+)*", text) is not None and not (name and dot and ending in FILE_ENDINGS)
