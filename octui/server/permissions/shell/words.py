"""The words of a command: what a shell would make of them, as far as their text says."""

import re
from typing import TYPE_CHECKING, Final

from octui.server.permissions.shell.syntax import ShellWord

if TYPE_CHECKING:
    from tree_sitter import Node

_EXPANDED: Final = re.compile(r"(?<!\\)(?:\\\\)*[*?\[{~]")
"""File name patterns, braces and homes; after an even number of backslashes."""

_SPLIT: Final = re.compile(r"[*?\[{]")
"""Of these a shell may make several words; of a home it makes one."""

_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED_IN_QUOTES: Final = re.compile(r"\\([$`\"\\\n])")
_ANSI_ESCAPE: Final = re.compile(
    r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c(.)|(.))", re.DOTALL
)
_ANSI_LETTERS: Final = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


def read_text(node: "Node") -> str:
    return (node.text or b"").decode("utf-8", "replace")


def build_word(node: "Node") -> ShellWord:
    """One word of a command, from its node in the syntax tree."""
    raw = read_text(node)
    match node.type:
        case "word" | "number" | "variable_name" | "test_operator" if not node.named_child_count:
            literal = _EXPANDED.search(raw) is None
            splits = not literal and _SPLIT.search(raw) is not None
            return ShellWord(raw, _ESCAPED.sub(r"\1", raw), literal, "\\" in raw, splits)
        case "raw_string":
            return ShellWord(raw, raw[1:-1], quoted=True)
        case "ansi_c_string":
            return ShellWord(raw, decode_ansi_c_string(raw[2:-1]), quoted=True)
        case "string":
            literal = all(child.type in ('"', "string_content", "$") for child in node.children)
            # Even in quotes, `$@` and `${x[@]}` are as many words as there are values.
            splits = not literal and "@" in raw
            return ShellWord(raw, _ESCAPED_IN_QUOTES.sub(_keep_escaped, raw[1:-1]), literal, quoted=True, splits=splits)
        case "command_name" if len(node.children) == 1:
            return build_word(node.children[0])
        case "concatenation":
            parts = [build_word(child) for child in node.children]
            unquoted = "".join(part.unquoted for part in parts)
            return ShellWord(
                raw,
                unquoted,
                literal=all(part.literal for part in parts),
                quoted=any(part.quoted for part in parts),
                splits=any(part.splits for part in parts),
            )
    return ShellWord(raw, raw, literal=False, splits=True)


def decode_ansi_c_string(inside: str) -> str:
    """What stands between `$'` and `'`, with its escapes replaced."""
    return _ANSI_ESCAPE.sub(_replace_ansi_escape, inside).partition("\0")[0]


def _keep_escaped(found: re.Match[str]) -> str:
    return "" if found[1] == "\n" else found[1]


def _replace_ansi_escape(found: re.Match[str]) -> str:
    hexadecimal = found[1] or found[2] or found[3]
    if hexadecimal:
        code = int(hexadecimal, 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    if found[4]:
        return chr(int(found[4], 8) & 0xFF)
    if found[5]:
        return chr(ord(found[5]) & 0x1F)
    return _ANSI_LETTERS.get(found[6], found[6] if found[6] in "\\'\"?" else f"\\{found[6]}")
