"""What an editor says, as values: which file is open, which lines are selected, which file is to be mentioned.

The messages are JSON-RPC, with lines that count from zero as in the language server protocol; here they count from one.
"""

import posixpath
from typing import Final, TypeVar

import msgspec

T = TypeVar("T")

MAX_RANGES: Final = 20
MAX_TEXT_LENGTH: Final = 20_000
"""Characters of selected text that are kept; of a longer selection only the lines are known."""
MAX_PATH_LENGTH: Final = 4_096
LAST_LINE: Final = 9_999_999


class SelectedLines(msgspec.Struct, frozen=True):
    """Both ends are included, and count from one."""

    first: int
    last: int
    text: str = ""
    """Empty for a text that is too long to be sent."""


class EditorSelection(msgspec.Struct, frozen=True):
    """The file in front, with what is selected in it, if anything is."""

    path: str
    """Absolute, without `.` and `..` in it."""
    ranges: tuple[SelectedLines, ...] = ()


class EditorMention(msgspec.Struct, frozen=True):
    """A file that the user wants to have in the prompt."""

    path: str
    lines: tuple[int, int] | None = None


class _Position(msgspec.Struct):
    line: int
    character: int = 0


class _Span(msgspec.Struct):
    start: _Position
    end: _Position


class _Range(msgspec.Struct):
    selection: _Span
    text: str = ""


class _Selected(msgspec.Struct, rename="camel"):
    file_path: str
    selection: _Span | None = None
    text: str = ""
    ranges: list[_Range] | None = None


class _Mentioned(msgspec.Struct, rename="camel"):
    file_path: str
    line_start: int | None = None
    line_end: int | None = None


class _Message(msgspec.Struct):
    method: str = ""
    params: msgspec.Raw = msgspec.Raw()
    id: int | str | None = None


def is_answer(frame: str | bytes, request_id: int) -> bool:
    """Whether a message answers this request."""
    message = _decode(frame, _Message)
    return message is not None and not message.method and message.id == request_id


def decode_notification(frame: str | bytes) -> EditorSelection | EditorMention | None:
    """None for everything else, and for what makes no sense."""
    message = _decode(frame, _Message)
    if message is None or not bytes(message.params):
        return None
    if message.method == "selection_changed":
        selected = _decode(bytes(message.params), _Selected)
        return _read_selection(selected) if selected is not None else None
    if message.method == "at_mentioned":
        mentioned = _decode(bytes(message.params), _Mentioned)
        return _read_mention(mentioned) if mentioned is not None else None
    return None


def _read_selection(selected: _Selected) -> EditorSelection | None:
    path = _clean_path(selected.file_path)
    if not path:
        return None
    ranges = selected.ranges or []
    if not ranges and selected.selection is not None:
        ranges = [_Range(selected.selection, selected.text)]
    lines, room = [], MAX_TEXT_LENGTH
    for each in ranges[:MAX_RANGES]:
        if (span := _read_range(each, room)) is not None:
            lines.append(span)
            room -= len(span.text)
    return EditorSelection(path, tuple(lines))


def _read_range(each: _Range, room: int) -> SelectedLines | None:
    """None for a cursor, which selects nothing."""
    start, end = each.selection.start, each.selection.end
    if (start.line, start.character) == (end.line, end.character):
        return None
    first, last = sorted((start, end), key=lambda position: (position.line, position.character))
    # A range that ends before the first character of a line does not include that line.
    last_line = last.line - 1 if last.character == 0 and last.line > first.line else last.line
    lines = _count_from_one(first.line, last_line)
    return SelectedLines(*lines, each.text if len(each.text) <= room else "") if lines else None


def _read_mention(mentioned: _Mentioned) -> EditorMention | None:
    path, first = _clean_path(mentioned.file_path), mentioned.line_start
    if not path:
        return None
    last = mentioned.line_end if mentioned.line_end is not None else first
    return EditorMention(path, _count_from_one(first, last) if first is not None and last is not None else None)


def _count_from_one(first: int, last: int) -> tuple[int, int] | None:
    return (first + 1, last + 1) if 0 <= first <= last < LAST_LINE else None


def _clean_path(path: str) -> str:
    """Empty unless it is the absolute path of a file, and can be shown and quoted as it is."""
    if not path.startswith("/") or len(path) > MAX_PATH_LENGTH or not path.isprintable():
        return ""
    return posixpath.normpath(path)


def _decode(frame: str | bytes, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(frame, type=kind)
    except (ValueError, RecursionError):
        return None
