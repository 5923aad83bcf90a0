"""One changed file of a diff, parsed: its lines, its hunks, and a name for its content."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter
from typing import Final

from octui.render.diff.change_groups import ChangeGroup, find_change_groups
from octui.render.diff.diff_lines import DiffLine, DiffLines
from octui.render.diff.file_diff import FileDiff, Hunk
from octui.render.diff.line_cells import MIN_DIGITS
from octui.render.diff.renames import MAX_LINES, find_renames
from octui.render.diff.text_comparison import compare_texts
from octui.render.diff.unified_diff import parse_unified_diff, strip_git_colours
from octui.render.text.gradual_join import join_gradually
from octui.wire import sessions as wire

STATUS_LETTERS: Final = {"added": "A", "deleted": "D", "renamed": "R", "copied": "C", "binary": "B"}
DIGESTED_AT_ONCE: Final = 100
"""Lines."""


@dataclass(frozen=True, slots=True, eq=False)
class PatchFile:
    """A changed file; `path` is relative to the folder the diff is of."""

    path: str
    old_path: str
    status: str
    """`added`, `deleted`, `modified`, `renamed`, `copied` or `binary`."""
    additions: int
    deletions: int
    lines: DiffLines
    """Those of all hunks; other places name lines by their index here."""
    hunks: Sequence[Hunk]
    groups: Sequence[ChangeGroup]
    digest: str
    """Equal for equal changes of the same file: what a reviewed mark is kept for."""
    digits: int
    """Those of the highest line number."""
    modes: tuple[str, str] = ("", "")
    """The file's mode before and after, where the patch says so: `100644`; empty where there is no file."""
    patch: str = ""
    before: str | None = None
    after: str | None = None
    """The whole texts, where the server sent them."""
    has_only_crlf: bool = False
    """Whether every line ends with a carriage return, which then is nothing to show."""

    @property
    def letter(self) -> str:
        return STATUS_LETTERS.get(self.status, "M")

    @property
    def note(self) -> str:
        """What is to say about a file that has no lines to show, or no line alone."""
        old, new = self.modes
        if self.status == "binary":
            return "Binary file: its content is not shown."
        if self.status in ("renamed", "copied"):
            return f"{self.status.capitalize()} from {self.old_path}."
        if old and new and old != new:
            return f"The mode changed from {old} to {new}."
        if not self.lines and (self.additions or self.deletions):
            return "The server sent none of its lines: the change may be too large."
        if not self.lines:
            return {"added": "An empty file.", "deleted": "It was empty."}.get(self.status, "No lines to show.")
        return ""

    def find_group_at(self, index: int) -> ChangeGroup | None:
        """The hunk a line belongs to."""
        at = bisect_right(self.groups, index, key=attrgetter("start")) - 1
        return self.groups[at] if at >= 0 and index < self.groups[at].end else None


def parse_patch_files(diffs: Iterable[wire.FileDiff]) -> tuple[PatchFile, ...]:
    """The files of an answer of a server, whichever of the two shapes they have; takes long for megabytes."""
    return tuple(sorted((_parse_file_diff(diff) for diff in diffs), key=lambda file: file.path.split("/")))


def join_renamed_files(files: tuple[PatchFile, ...]) -> tuple[PatchFile, ...]:
    """A file that was deleted and added under another name as one that was renamed; to be called in a thread.

    What its hunks say holds for the file as it is now, so that each of them can be rejected by itself.
    """
    whole = {file.path: file for file in files if 0 < len(file.lines) <= MAX_LINES and len(file.groups) == 1}
    sides: dict[str, dict[str, list[str]]] = {"added": {}, "deleted": {}}
    for path, file in whole.items():
        if file.status in sides:
            sides[file.status][path] = [line.text for line in file.lines]
    renames = find_renames(sides["deleted"], sides["added"])
    old_paths = set(renames.values())
    joined = (_join_rename(whole[renames[file.path]], file) if file.path in renames else file for file in files)
    return tuple(file for file in joined if file.path not in old_paths)


def _join_rename(old: PatchFile, new: PatchFile) -> PatchFile:
    before, after = _join_lines(old.lines), _join_lines(new.lines)
    found = replace(compare_texts(before, after, new.path), old_path=old.path, status="renamed")
    diff = wire.FileDiff(file=new.path, status="renamed")
    modes = (old.modes[0] or old.modes[1], new.modes[1] or new.modes[0])
    return replace(_make_patch_file(diff, found, f"{old.digest}{new.digest}"), modes=modes, patch="")


def _join_lines(lines: Iterable[DiffLine]) -> str:
    return join_gradually(f"{line.text}\n" if line.has_newline else line.text for line in lines)


def _parse_file_diff(diff: wire.FileDiff) -> PatchFile:
    patch = strip_git_colours(diff.patch or "")
    if patch or (diff.before is None and diff.after is None):
        parsed = parse_unified_diff(patch) if patch else ()
        # A file that became a link has two sections.
        found = parsed[0] if len(parsed) == 1 else _join_sections(parsed, diff.file, patch)
    else:
        found = compare_texts(diff.before or "", diff.after or "", diff.file)
    return _make_patch_file(diff, found, patch)


def _join_sections(sections: tuple[FileDiff, ...], path: str, patch: str) -> FileDiff:
    lines = DiffLines(patch)
    hunks: list[Hunk] = []
    for section in sections:
        before = len(lines)
        hunks += (Hunk(hunk.start + before, hunk.end + before, hunk.heading) for hunk in section.hunks)
        for index, line in enumerate(section.lines):
            lines.append_copy(section.lines, index, line.sign, line.old, line.new)
    return FileDiff(path, path, "modified", lines, hunks, 0, 0)


def _make_patch_file(diff: wire.FileDiff, found: FileDiff, patch: str) -> PatchFile:
    lines = found.lines
    path = diff.file or found.path
    # The patch knows about renames and binary files, the server about additions and deletions.
    status = found.status if found.status != "modified" else diff.status or "modified"
    return PatchFile(
        path=path,
        old_path=found.old_path or path,
        status=status,
        additions=round(diff.additions) or found.additions,
        deletions=round(diff.deletions) or found.deletions,
        lines=lines,
        hunks=found.hunks,
        groups=find_change_groups(lines, found.hunks),
        digest=_digest_changes(f"{path}\0{status}\0", lines, patch),
        digits=max(len(str(lines.find_highest_number())), MIN_DIGITS),
        modes=_find_modes(patch),
        patch=patch,
        before=diff.before,
        after=diff.after,
        has_only_crlf=bool(lines) and all(line.text.endswith("\r") for line in lines),
    )


def _digest_changes(head: str, lines: DiffLines, patch: str) -> str:
    """A name for the lines that changed, or for the patch where none did."""
    digest = hashlib.sha256(head.encode("utf-8", "surrogatepass"))
    signs = map(lines.get_sign, range(len(lines)))
    changed = (f"{sign}{lines.get_text(index)}\n" for index, sign in enumerate(signs) if sign != " ")
    has_changes = False
    while some := "".join(islice(changed, DIGESTED_AT_ONCE)):
        digest.update(some.encode("utf-8", "surrogatepass"))
        has_changes = True
    if not has_changes:
        digest.update(patch.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def _find_modes(patch: str) -> tuple[str, str]:
    """The modes in the heading of a git patch."""
    old = new = ""
    for line in patch[:4096].split("\n"):
        words = line.split(" ")
        match words:
            case ["old", "mode", mode]:
                old = mode
            case ["new", "mode", mode]:
                new = mode
            case ["new", "file", "mode", mode]:
                new = mode
            case ["deleted", "file", "mode", mode]:
                old = mode
            case ["index", _, mode]:
                old = new = mode
            case [word, *_] if word.startswith(("@@", "---")):
                break
            case _:
                continue
    return old, new
