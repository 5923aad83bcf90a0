"""Mentions in a prompt: `@src/app.py`, `@src/app.py#12-40`, `@explore`. They exist only in its text.

What is no longer written is no longer attached; what undo brings back is attached again.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from octui.lazy_dataclasses import dataclass
from octui.ui.messages import Attachment

MentionKind = Literal["file", "agent", "resource"]

_LINES: Final = re.compile(r"(?:#L?|:)(\d{1,7})(?:-L?(\d{1,7}))?")
"""The spellings of OpenCode, GitHub and compilers: `#2-3`, `#L2-L3`, `:2-3`."""
_LINES_AT_END: Final = re.compile(_LINES.pattern + r"[" + re.escape(")]}>\"'`,;:.!?") + r"]*$")
_BEFORE_MENTION: Final = frozenset("([{<\"'`,;:")
AFTER_MENTION: Final = frozenset(")]}>\"'`,;:.!?")


MAX_MENTION_LENGTH: Final = 1_000
"""Characters of a mention that is still completed."""


@dataclass(frozen=True, slots=True)
class TypedMention:
    """A mention being written: `query` is the text between the `@` at `start` and the cursor."""

    query: str
    start: int
    end: int


def find_typed_mention(text: str, cursor: int, offered: Iterable[str] = ()) -> TypedMention | None:
    """The mention that ends at the cursor, if there is one.

    It has spaces only as far as one of the `offered` paths has, and other `@` likewise.
    """
    line_start = text.rfind("\n", 0, cursor) + 1
    oldest = max(line_start, cursor - MAX_MENTION_LENGTH)
    word: TypedMention | None = None
    start = text.rfind("@", oldest, cursor)
    beginnings: list[TypedMention] = []
    while start >= 0:
        if can_begin_mention(text, start):
            beginnings.append(TypedMention(text[start + 1 : cursor], start, cursor))
        start = text.rfind("@", oldest, start)
    if beginnings and not _has_space(beginnings[0].query):
        word = beginnings.pop(0)
    # Further to the left, only a path that is known to go on like this is still being typed.
    beginnings = [typed for typed in beginnings if not typed.query[-1:].isspace()]
    if beginnings:
        offered = tuple(offered)
        for typed in reversed(beginnings):
            if any(path.startswith(typed.query) or _is_below(typed.query, path) for path in offered):
                return typed
    return word


def _is_below(query: str, folder: str) -> bool:
    """Whether a query is a name being typed in this folder."""
    return folder.endswith("/") and query.startswith(folder) and not _has_space(query[len(folder) :])


def _has_space(text: str) -> bool:
    return any(char.isspace() for char in text)


def find_mentions(text: str, known: Mapping[str, MentionKind]) -> tuple[Attachment, ...]:
    """The attachments of a prompt: its mentions of names that are known, in order."""
    found: list[Attachment] = []
    start = text.find("@")
    beginning: dict[str, list[str]] = {}
    for name in sorted(known, key=len, reverse=True) if start >= 0 else ():
        beginning.setdefault(name[:1], []).append(name)
    while start >= 0:
        if can_begin_mention(text, start):
            names = beginning.get(text[start + 1 : start + 2], [])
            matches = (
                match_mention(text, start, name, known[name], is_slash_needed=is_slash_needed)
                for is_slash_needed in (True, False)
                for name in names
            )
            if mention := next(filter(None, matches), None):
                found.append(mention)
                start = mention.end - 1
        start = text.find("@", start + 1)
    return tuple(found)


def strip_line_range(query: str) -> str:
    """The path of a mention, without its line range; other `#` and `:` are part of the path."""
    return _LINES_AT_END.sub("", query)


def match_mention(
    text: str, start: int, name: str, kind: MentionKind = "file", *, is_slash_needed: bool = False
) -> Attachment | None:
    """The mention of this name at an `@`, with its lines; a folder's slash may be missing, unless it is needed."""
    written = name
    if not text.startswith(name, start + 1):
        written = name.removesuffix("/")
        if is_slash_needed or kind != "file" or not text.startswith(written or name, start + 1):
            return None
    end = start + 1 + len(written)
    lines = None
    if kind == "file" and (ranged := _LINES.match(text, end)) and _can_end(text, ranged.end()):
        first, last = int(ranged[1]), int(ranged[2] or ranged[1])
        lines = (min(first, last), max(first, last))
        end = ranged.end()
    return Attachment(kind, name, start, end, lines) if _can_end(text, end) else None


def can_begin_mention(text: str, start: int) -> bool:
    """Whether an `@` here can begin a mention, and is not inside an email address."""
    return start == 0 or text[start - 1].isspace() or text[start - 1] in _BEFORE_MENTION


def _can_end(text: str, end: int) -> bool:
    """Whether a mention can end here: before a space, or before punctuation that ends the word."""
    while end < len(text) and text[end] in AFTER_MENTION:
        end += 1
    return end == len(text) or text[end].isspace()
