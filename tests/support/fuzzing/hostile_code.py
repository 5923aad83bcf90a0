"""Code that tries a lexer hard, by seed: pieces of its own expressions, and of what nests or escapes, repeated."""

import random
import re
from time import thread_time

from pygments.lexers import get_all_lexers

from octui.render.code.coloured_code import MAX_AT_ONCE, MAX_SECONDS
from octui.render.code.lexers import find_lexer
from octui.render.code.syntax_highlighting import highlight_code
from octui.render.theme.unthemed_palettes import DARK
from tests.support.strip_assertions import row_texts

LANGUAGES = tuple(aliases[0] for _, aliases, _, _ in get_all_lexers(plugins=False) if aliases)
PIECES = (
    "(", "[", "{", "<", '"', "'", "`", "\\", "\\101", "\\\\", '\\"', " ", "\n", " \n", "\n ", "a", "a ",
    "A1", "_", "é", "=", "a=", "a b ", "a::", "a, ", "f(", "/*", "/* a ", "//", "{-", "(*", "<!--", "<a ",
    "<a>", "${", "#{", "{{", "{%", "<<A\n", '"""', "'''", "'a' ", "0x", "1e+", "1.", "-", "#", "%", "$",
    "@", "!", "~", "^", "|", "?", "+", "*", ";", ":", ".", "int a ",
)  # fmt: skip
MAX_HOLD = 10 * MAX_SECONDS
"""Processor time after which a lexer was certainly not stopped."""

_PART = re.compile(r"[A-Za-z]{2,12}|\\[^A-Za-z]|[^\w\s\\]{1,3}")


def make_hostile_code(seed: int) -> tuple[str, str]:
    """A language and code in it, of about as much as is coloured while a key waits."""
    chance = random.Random(seed)
    language = chance.choice(LANGUAGES)
    own = _list_own_pieces(language) or PIECES
    code = ""
    while len(code) < MAX_AT_ONCE // 2:
        unit = "".join(chance.choice(chance.choice((own, PIECES))) for _ in range(chance.randint(1, 3)))
        lead = chance.choice((chance.choice(own), ""))
        code += lead + unit * chance.choice((1, 3, 30, 300)) + chance.choice(("\n", "", "\n\n"))
    lines = code[: MAX_AT_ONCE - 2].split("\n")
    return language, "\n".join(line[:1_900] for line in lines)


def check_hostile_code(seed: int) -> None:
    """Colour the code of a seed; raises where that takes long, or where a character of it is lost."""
    language, code = make_hostile_code(seed)
    began = thread_time()
    rows = highlight_code(code, language, DARK)
    took = thread_time() - began
    assert took < MAX_HOLD, f"{language}: {took:.3f} seconds"
    assert row_texts(rows) == row_texts(highlight_code(code, "", DARK)), language


def _list_own_pieces(language: str) -> list[str]:
    """Words and marks of the expressions by which a lexer reads."""
    lexer = find_lexer(language)
    rules = [rule for state in getattr(lexer, "_tokens", {}).values() for rule in state]
    patterns = {getattr(getattr(rule[0], "__self__", None), "pattern", "") for rule in rules}
    parts = {part.removeprefix("\\") for pattern in patterns for part in _PART.findall(pattern)}
    return sorted(parts - {""})
