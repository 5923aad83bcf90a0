"""Finding the text a model wants replaced: as it is written, else as it is meant."""

import re
from collections.abc import Callable, Iterator

from octui.server.agent.tools.changes import lines_of
from octui.server.agent.tools.tool import ToolFailed

Span = tuple[int, int]


def replaced(text: str, old: str, new: str, *, every: bool) -> str:
    """The text with `old` replaced; raises ToolFailed when it is not there, or there more than once.

    An exact match wins.  Without one, white space that differs is forgiven: at the ends of lines first, then how far
    they are indented, then anywhere in a line.
    """
    for find in (_exact, _trimmed_ends, _indented, _any_space):
        spans = list(find(text, old))
        if not spans:
            continue
        if len(spans) > 1 and not every:
            lines = ", ".join(str(text.count("\n", 0, start) + 1) for start, _ in spans[:5])
            raise ToolFailed(
                f"oldString is in the file {len(spans)} times, at lines {lines}. "
                "Give more lines around it to say which is meant, or set replaceAll."
            )
        fitting = new if find is not _indented else None
        pieces: list[str] = []
        done = 0
        for start, end in spans:
            pieces += [text[done:start], fitting if fitting is not None else _reindented(text[start:end], old, new)]
            done = end
        return "".join([*pieces, text[done:]])
    raise ToolFailed(
        "oldString was not found in the file. It has to be there exactly, white space included: read the file again."
    )


def _exact(text: str, old: str) -> Iterator[Span]:
    at = text.find(old)
    while at >= 0:
        yield at, at + len(old)
        at = text.find(old, at + len(old))


def _trimmed_ends(text: str, old: str) -> Iterator[Span]:
    return _by_lines(text, old, str.rstrip)


def _indented(text: str, old: str) -> Iterator[Span]:
    return _by_lines(text, old, str.strip)


def _any_space(text: str, old: str) -> Iterator[Span]:
    return _by_lines(text, old, lambda line: re.sub(r"\s+", " ", line).strip())


def _by_lines(text: str, old: str, plain: Callable[[str], str]) -> Iterator[Span]:
    """Where whole lines are the same once made plain."""
    ended = old.endswith("\n")
    wanted = [plain(line) for line in old.rstrip("\n").split("\n")]
    if not any(wanted):
        return
    lines = lines_of(text)
    made = [plain(line.rstrip("\r\n")) for line in lines]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    at = 0
    while at + len(wanted) <= len(lines):
        if made[at : at + len(wanted)] == wanted:
            end = at + len(wanted)
            last = lines[end - 1]
            line_end = len(last) - len(last.rstrip("\r\n"))
            yield starts[at], starts[end] - (0 if ended else line_end)
            at = end
        else:
            at += 1


def _reindented(found: str, old: str, new: str) -> str:
    """The new lines, moved as far to the side as the found ones are from the old ones."""
    here, there = _indent(found), _indent(old)
    if here == there:
        return new
    moved: list[str] = []
    for line in new.split("\n"):
        if not line.strip():
            moved.append(line)
        elif line.startswith(there):
            moved.append(here + line.removeprefix(there))
        else:
            moved.append(here + line.lstrip() if not there else line)
    return "\n".join(moved)


def _indent(text: str) -> str:
    """The white space before the first line that is not blank."""
    for line in text.split("\n"):
        if line.strip():
            return line[: len(line) - len(line.lstrip())]
    return ""
