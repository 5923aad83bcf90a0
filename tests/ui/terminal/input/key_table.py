"""What terminals send for each key, and what a program gets for it in each mode.

`keys.tsv` has a row for each key, in Python's notation of strings; `-` stands for nothing. Its sources are xterm's
ctlseqs and input.c (modifyOtherKeys) and https://sw.kovidgoyal.net/kitty/keyboard-protocol, not octui. Around octui a
terminal either speaks the kitty protocol, with the flags that octui asks for (29), or sends what xterm sends; keys that
cannot be told apart without the protocol have no code there.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

SETTINGS: Final = {
    "plain": "\x1b[?1l\x1b>",
    "application": "\x1b[?1h\x1b=",
    "other keys 1": "\x1b[>4;1m",
    "other keys 2": "\x1b[>4;2m",
    "kitty 1": "\x1b[>1u",
    "kitty 25": "\x1b[>25u",
    "kitty 29": "\x1b[>29u",
}
"""Each mode, and what a program prints to ask for it."""
TERMINALS: Final = ("legacy terminal", "kitty terminal")


@dataclass(frozen=True)
class KeyRow:
    name: str
    sent: dict[str, bytes]
    """The kind of terminal around octui -> what it sends."""
    received: dict[str, bytes]
    """The mode -> what the program gets."""


def read_key_table() -> list[KeyRow]:
    head, *lines = (Path(__file__).parent / "keys.tsv").read_text(encoding="utf-8").splitlines()
    titles = head.split("\t")[1:]
    rows = []
    for line in lines:
        name, *fields = line.split("\t")
        codes = dict(zip(titles, map(_read_code, fields), strict=True))
        sent = {kind: codes.pop(kind) for kind in TERMINALS}
        rows.append(KeyRow(name, {kind: code for kind, code in sent.items() if code}, codes))
    return rows


def _read_code(field: str) -> bytes:
    return b"" if field == "-" else field.encode("ascii").decode("unicode_escape").encode()
