"""Finding the text a model wants replaced: as it is written, else as it is meant."""

import re
from collections.abc import Callable, Iterator

from octui.server.agent.tools.text_editing.unified_diff import split_keeping_ends
from octui.server.agent.tools.tool import ToolFailed

TextSpan = tuple[int, int]


def replace_fuzzy(text: str, old: str, new: str, *, every: bool) -> str:
    """The text with `old` replaced; raises ToolFailed when it is not there, or there more than once.

    An exact match wins.  Without one, white space that differs is forgiven: at the ends of lines first, then how far
    they are indented, then anywhere in a line.
    """
    for find in (_match_exactly, _match_trimmed_line_ends, _match_any_indent, _match_any_whitespace):
        spans = list(find(text, old))
        if not spans:
            continue
        if len(spans) > 1 and not every:
            lines = ", ".join(str(text.count("\n", 0, start) + 1) for start, _ in spans[:5])
            raise ToolFailed(
                f"oldString is in the file {len(spans)} times, at lines {lines}. "
                "Give more lines around it to say which is meant, or set replaceAll."
            )
        fitting = new if find is not _match_any_indent else None
        pieces: list[str] = []
        done = 0
        for start, end in spans:
            pieces += [
                text[done:start],
                fitting if fitting is not None else _reindent_replacement(text[start:end], old, new),
            ]
            done = end
        return "".join([*pieces, text[done:]])
    raise ToolFailed(
        "oldString was not found in the file. It has to be there exactly, white space included: read the file again."
    )


def _match_exactly(text: str, old: str) -> Iterator[TextSpan]:
    at = text.find(old)
    while at >= 0:
        yield at, at + len(old)
        at = text.find(old, at + len(old))


def _match_trimmed_line_ends(text: str, old: str) -> Iterator[TextSpan]:
    return _match_normalized_lines(text, old, str.rstrip)


def _match_any_indent(text: str, old: str) -> Iterator[TextSpan]:
    return _match_normalized_lines(text, old, str.strip)


def _match_any_whitespace(text: str, old: str) -> Iterator[TextSpan]:
    return _match_normalized_lines(text, old, lambda line: re.sub(r"\s+", " ", line).strip())


def _match_normalized_lines(text: str, old: str, plain: Callable[[str], str]) -> Iterator[TextSpan]:
    """Where whole lines are the same once made plain."""
    ended = old.endswith("\n")
    wanted = [plain(line) for line in old.rstrip("\n").split("\n")]
    if not any(wanted):
        return
    lines = split_keeping_ends(text)
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


def _reindent_replacement(found: str, old: str, new: str) -> str:
    """The new lines, moved as far to the side as the found ones are from the old ones."""
    here, there = _first_indent(found), _first_indent(old)
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


def _first_indent(text: str) -> str:
    """The white space before the first line that is not blank."""
    for line in text.split("\n"):
        if line.strip():
            return line[: len(line) - len(line.lstrip())]
    return ""
