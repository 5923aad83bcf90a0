"""Names: a public method is verb plus object; a bare verb has few definitions; most names are unique."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from tools.code_rules.exceptions import Exceptions
from tools.code_rules.inventory import Function, Inventory

BARE_VERB_DEFINITIONS: Final = 3
"""Maximum number of definitions of a one-word name."""

UNIQUE_SHARE: Final = 0.60
ONE_WORD_SHARE: Final = 0.35

PREDICATES: Final = ("is", "has", "can", "should", "needs", "accepts", "allows", "contains", "matches")
CONVERSIONS: Final = ("as", "to", "from", "with", "on", "action", "watch", "validate", "compute", "key")
"""Conversions, and the prefixes by which Textual finds handlers; `x_to_y` is a conversion too."""


def check_names(inventory: Inventory, exceptions: Exceptions) -> Iterator[str]:
    """One sentence for each violation."""
    yield from _check_public_names(inventory, exceptions)
    yield from _check_bare_verbs(inventory, exceptions)
    yield from _check_shares(inventory)


def describe_names(inventory: Inventory) -> str:
    """The two shares, as information on the state of the code."""
    unique, one_word = _measure_shares(inventory)
    return f"function names: {unique:.0%} defined once, {one_word:.0%} of one word"


def _check_public_names(inventory: Inventory, exceptions: Exceptions) -> Iterator[str]:
    first_words = {*exceptions.verbs, *PREDICATES, *CONVERSIONS}
    for function in _list_plain_functions(inventory):
        if not function.is_public or function.is_property:
            continue
        first, _, rest = function.name.partition("_")
        if rest and (first in first_words or "_to_" in function.name):
            continue
        if exceptions.allows("protocol", function.name) or exceptions.allows("names", _full_name(function)):
            continue
        problem = "begins with no known verb" if rest else "names no object"
        yield f"{_full_name(function)}: a public name is verb plus object; this one {problem}"


def _check_bare_verbs(inventory: Inventory, exceptions: Exceptions) -> Iterator[str]:
    counts = Counter(
        function.name.strip("_")
        for function in _list_plain_functions(inventory)
        if function.is_one_word and not function.is_property and not exceptions.allows("names", _full_name(function))
    )
    for name, count in counts.most_common():
        if count > BARE_VERB_DEFINITIONS and not exceptions.allows("protocol", name):
            yield f"{name}: defined {count} times; a name of one word may be defined {BARE_VERB_DEFINITIONS} times"


def _check_shares(inventory: Inventory) -> Iterator[str]:
    unique, one_word = _measure_shares(inventory)
    if unique < UNIQUE_SHARE:
        yield f"only {unique:.0%} of function names are defined once; {UNIQUE_SHARE:.0%} should be"
    if one_word > ONE_WORD_SHARE:
        yield f"{one_word:.0%} of function names have one word; at most {ONE_WORD_SHARE:.0%} should"


def _measure_shares(inventory: Inventory) -> tuple[float, float]:
    functions = list(_list_plain_functions(inventory))
    counts = Counter(function.name for function in functions)
    unique = sum(1 for function in functions if counts[function.name] == 1)
    one_word = sum(1 for function in functions if function.is_one_word)
    return unique / len(functions), one_word / len(functions)


def _list_plain_functions(inventory: Inventory) -> Iterator[Function]:
    """All methods except double-underscore ones, whose names Python defines."""
    return (function for function in inventory.functions if not function.name.startswith("__"))


def _full_name(function: Function) -> str:
    return f"{function.module}.{function.qualname}"
