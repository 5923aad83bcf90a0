"""Which words after an `@` are meant as mentions of files, and which are decorators, packages or people. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.ui.composer.mentions import AFTER_MENTION, can_begin_mention, strip_line_range
from octui.ui.messages import Attachment

_FENCED: Final = re.compile(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)", re.MULTILINE | re.DOTALL)
_WORD: Final = re.compile(r"@(\S{1,1000})")
_QUOTES: Final = frozenset("\"'`")
_OTHER_KINDS: Final = (
    "avif bmp conf doc docx env gif heic ipynb jpeg jpg mov mp3 mp4 odt pdf png ppt pptx rst tar tex tgz tiff wav"
    " webp xls xlsx zip"
)
_SUFFIXES: Final = frozenset(_OTHER_KINDS.split())
_PLAIN_NAMES: Final = frozenset({"dockerfile", "gemfile", "license", "makefile", "procfile", "rakefile", "readme"})
_PACKAGE_SCOPES: Final = frozenset({"types/"})
"""Folders that are also scopes of packages: `@types/node`."""
_LINES: Final = re.compile(r"(?:#L?\d+-L?\d+|#L\d+|:\d+-\d+)$")

MAX_NAME_LENGTH: Final = 40
"""Characters of a name in a sentence."""


@dataclass(frozen=True, slots=True)
class DoubtfulMention:
    """A word after an `@` that is not attached: `name` is without its line range and what ends a sentence."""

    start: int
    name: str
    is_quoted: bool
    has_lines: bool


def find_doubtful_mentions(text: str, attached: Sequence[Attachment]) -> tuple[DoubtfulMention, ...]:
    """What could be mentions of files other than those attached; code in fences mentions nothing."""
    if "@" not in text:
        return ()
    taken = [(mention.start, mention.end) for mention in attached]
    taken += [found.span() for found in _FENCED.finditer(text)]
    doubtful: list[DoubtfulMention] = []
    for word in _WORD.finditer(text):
        start = word.start()
        if not can_begin_mention(text, start) or any(first <= start < end for first, end in taken):
            continue
        written = word[1].rstrip("".join(AFTER_MENTION))
        if name := strip_line_range(written):
            is_quoted = start > 0 and text[start - 1] in _QUOTES
            doubtful.append(DoubtfulMention(start, name, is_quoted, _LINES.search(written) is not None))
    return tuple(doubtful)


def is_meant_as_file(mention: DoubtfulMention, *, has_folder: bool) -> bool:
    """Whether the user should know that there is no such file; `has_folder` if the folder it names exists."""
    if mention.is_quoted:
        return False
    name = mention.name
    folder, slash, last = name.rpartition("/")
    if mention.has_lines or name.startswith(("./", "../")):
        return True
    from octui.render.code.languages import has_known_suffix  # a table that only a mention needs

    suffix = last.rpartition(".")[2].lower() if "." in last[1:] else ""
    if suffix and (suffix in _SUFFIXES or has_known_suffix(last)):
        return True
    if slash and has_folder:
        return f"{folder}/" not in _PACKAGE_SCOPES
    return last.lower() in _PLAIN_NAMES and not folder


def describe_missing_files(names: Sequence[str]) -> str:
    """A sentence about mentions of files that do not exist."""
    return f"{list_mentions(names)} {'is not a file' if len(names) == 1 else 'are not files'} here"


def list_mentions(names: Sequence[str]) -> str:
    """A few mentions, and how many more there are."""
    shown = [f"@{name if len(name) <= MAX_NAME_LENGTH else name[: MAX_NAME_LENGTH - 1] + '…'}" for name in names[:3]]
    if len(names) > len(shown):
        shown.append(f"{len(names) - len(shown)} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
