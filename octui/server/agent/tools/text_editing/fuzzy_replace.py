"""Finds the text a model wants to replace: exactly, else ignoring differences in whitespace."""

import re
from collections.abc import Callable, Iterator

from octui.server.agent.tools.text_editing.text_diff import split_keeping_ends
from octui.server.agent.tools.tool import ToolFailed

TextSpan = tuple[int, int]


def replace_fuzzy(text: str, old: str, new: str, *, every: bool) -> str:
    """The text with `old` replaced; raises ToolFailed when it is missing or not unique.

    An exact match wins. Otherwise differences in whitespace are ignored: first at line ends, then in the indent, then
    anywhere in a line.
    """
    for find in (_match_exactly, _match_trimmed_line_ends, _match_any_indent, _match_any_whitespace):
        spans = list(find(text, old))
        if not spans:
            continue
        if len(spans) > 1 and not every:
            lines = ", ".join(str(text.count("\n", 0, start) + 1) for start, _ in spans[:5])
            raise ToolFailed(
                f"oldString occurs {len(spans)} times in the file, at lines {lines}. "
                "Include more surrounding lines to make it unique, or set replaceAll."
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
        "oldString was not found in the file. It must match exactly, including whitespace: read the file again."
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
    """Spans of whole lines that are equal after normalization."""
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
    """The new lines, indented by as much as the found lines differ from the old ones."""
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
    """The indent of the first line that is not blank."""
    for line in text.split("\n"):
        if line.strip():
            return line[: len(line) - len(line.lstrip())]
    return ""
