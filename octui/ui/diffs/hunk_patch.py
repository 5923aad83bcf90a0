"""Patches that take back one hunk of a change, or a whole file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from octui.render.diff.change_groups import ChangeGroup
from octui.render.diff.diff_lines import DiffLine, Sign
from octui.ui.diffs.patch_file import PatchFile

_PLAIN: Final = re.compile(r'[^\x00-\x1f"\\\x7f-\x9f]+')
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
DEFAULT_MODE: Final = "100644"


def make_reversed_patch(file: PatchFile, group: ChangeGroup) -> str:
    """A git patch that undoes one hunk in the file as it is now.

    Taking back all there is of a new file deletes it, and that of a deleted one brings it back.
    """
    lines = file.lines[group.start : group.end]
    removes_file = file.status == "added" and len(file.groups) == 1
    creates_file = file.status == "deleted" and len(file.groups) == 1
    return "".join([*_list_headers(file, creates_file, removes_file), *_list_hunk_lines(lines)])


def make_reversed_mode_patch(file: PatchFile) -> str:
    """A git patch that undoes a change of the file's mode."""
    old, new = file.modes
    a, b = _quote_name(f"a/{file.path}"), _quote_name(f"b/{file.path}")
    return f"diff --git {a} {b}\nold mode {new}\nnew mode {old}\n"


def encode_forward_patch(files: Iterable[PatchFile]) -> bytearray:
    """A git patch of all these changes, to be saved: applying it makes them again."""
    patch = bytearray()
    for file in files:
        for line in _list_file_lines(file):
            patch += line.encode("utf-8", "surrogateescape")
    return patch


def _list_file_lines(file: PatchFile) -> Iterator[str]:
    if not file.lines:
        # Without lines the server's own words are all there is.
        yield file.patch if not file.patch or file.patch.endswith("\n") else f"{file.patch}\n"
        return
    yield from _list_headers(file, file.status == "added", file.status == "deleted")
    for hunk in file.hunks:
        yield from _list_forward_lines(file.lines[hunk.start : hunk.end])


def _list_headers(file: PatchFile, creates_file: bool, removes_file: bool) -> Iterator[str]:
    a, b = _quote_name(f"a/{file.path}"), _quote_name(f"b/{file.path}")
    yield f"diff --git {a} {b}\n"
    if creates_file:
        yield f"new file mode {file.modes[0] or file.modes[1] or DEFAULT_MODE}\n"
    elif removes_file:
        yield f"deleted file mode {file.modes[1] or file.modes[0] or DEFAULT_MODE}\n"
    yield f"--- {'/dev/null' if creates_file else a}\n"
    yield f"+++ {'/dev/null' if removes_file else b}\n"


def _list_hunk_lines(lines: Sequence[DiffLine]) -> Iterator[str]:
    """The hunk with both sides exchanged: what was added is removed, and what was removed comes back."""
    _, old_count = _measure_side(lines, "+")
    start, new_count = _measure_side(lines, "-")
    # Where the file was is where it is now: only this hunk changes, and those before it stay.
    yield f"@@ -{start},{new_count} +{start if old_count else 0},{old_count} @@\n"
    removed: list[str] = []
    for line in lines:
        if line.sign == "-":
            removed.append(_format_line("+", line))
            continue
        if line.sign == " ":
            yield from removed
            removed.clear()
        yield _format_line("-" if line.sign == "+" else " ", line)
    yield from removed


def _list_forward_lines(lines: Sequence[DiffLine]) -> Iterator[str]:
    old_start, old_count = _measure_side(lines, "+")
    new_start, new_count = _measure_side(lines, "-")
    yield f"@@ -{old_start},{old_count} +{new_start},{new_count} @@\n"
    for line in lines:
        yield _format_line(line.sign, line)


def _measure_side(lines: Sequence[DiffLine], absent: Sign) -> tuple[int, int]:
    """The number of the first line of one side, 0 without any, and how many it has: all but those of the other."""
    side = (line for line in lines if line.sign != absent)
    first = next(side, None)
    if first is None:
        return 0, 0
    return first.new if absent == "-" else first.old, 1 + sum(1 for _ in side)


def _format_line(sign: str, line: DiffLine) -> str:
    return f"{sign}{line.text}\n" + ("" if line.has_newline else "\\ No newline at end of file\n")


def _quote_name(name: str) -> str:
    """A name as git writes it in a patch: quoted where it has characters that would end it."""
    if _PLAIN.fullmatch(name):
        return name
    escaped = (_ESCAPES.get(char) or (char if _PLAIN.match(char) else _escape_bytes(char)) for char in name)
    return f'"{"".join(escaped)}"'


def _escape_bytes(char: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogateescape"))
