"""What an undo, or a redo, will do to the files: found before it is done, and compared with what is there after."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from octui.client import Client, NotFound
from octui.client.shell_git import split_git_patch
from octui.render.diff.unified_diff import parse_unified_diff, strip_git_colours
from octui.render.text.counts import format_count
from octui.render.text.gradual_join import join_gradually
from octui.ui.diffs.patch_file import PatchFile, parse_patch_files
from octui.ui.diffs.turn_changes import find_texts, merge_turns, reverse_patch_file
from octui.wire.sessions import FileDiff

READ_AT_ONCE: Final = 8
"""Files that are read from the server at the same time."""

_BLOBS: Final = re.compile(r"^index ([0-9a-f]{7,})\.\.([0-9a-f]{7,})", re.MULTILINE)

Turns = Sequence[Sequence[FileDiff]]


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file is to contain, as far as the server said: all of it, or pieces; None for a file that is not there."""

    path: str
    pieces: tuple[str, ...] | None
    is_whole: bool = True
    blob: str = ""
    """The beginning of git's hash of the whole text, where only pieces are known."""

    @property
    def is_exact(self) -> bool:
        """Whether any other content would be noticed."""
        return self.pieces is None or self.is_whole or bool(self.blob)


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """Changes to files that are about to be made, and how to tell whether they were."""

    files: tuple[PatchFile, ...]
    """What will be done, as a diff from the files as they are."""
    way_back: tuple[PatchFile, ...]
    """The opposite: what a saved patch brings back."""
    before: tuple[FileState, ...]
    after: tuple[FileState, ...]

    @property
    def is_exact(self) -> bool:
        """Whether the whole of every file is known, so that any change made since would be found."""
        known = {state.path for state in self.before if state.is_exact}
        return all({file.path, file.old_path or file.path} & known for file in self.files)

    def has_same_changes(self, other: UndoPlan) -> bool:
        """Whether both make the same changes to the same files."""
        return [file.digest for file in self.files] == [file.digest for file in other.files]

    @property
    def summary(self) -> str:
        """How many files are to be what: `1 file created, 2 changed`."""
        statuses = [file.status if file.status in ("added", "deleted") else "changed" for file in self.files]
        words = {"added": "created", "changed": "changed", "deleted": "deleted"}
        counts = [(statuses.count(status), word) for status, word in words.items() if status in statuses]
        (count, word), *rest = counts or [(0, "changed")]
        first = f"{format_count(count, 'file')} {word}"
        return ", ".join([first, *(f"{count} {word}" for count, word in rest)])


def make_undo_plan(turns: Turns) -> UndoPlan:
    """The plan to go back to before the first of consecutive turns; takes long for megabytes."""
    forward = parse_patch_files(merge_turns(turns))
    back = tuple(reverse_patch_file(file) for file in forward)
    paths = {file.path for file in forward}
    before = tuple(state for state in _list_states(reversed(turns), old=False) if state.path in paths)
    after = tuple(state for state in _list_states(turns, old=True) if state.path in paths)
    return UndoPlan(back, forward, before, after)


def make_redo_plan(turns: Turns, undone_patch: str) -> UndoPlan:
    """The plan to make the changes of undone turns again; the patch of the undo is used where nothing else is known."""
    if any(turns):
        undo = make_undo_plan(turns)
        return UndoPlan(undo.way_back, undo.files, undo.after, undo.before)
    back = parse_patch_files(split_git_patch(undone_patch + "\n"))
    return UndoPlan(tuple(reverse_patch_file(file) for file in back), back, (), ())


def _list_states(turns: Iterable[Sequence[FileDiff]], *, old: bool) -> list[FileState]:
    """The state of each file at one end of these turns: the first turn given that has the file says it."""
    found: dict[str, FileState] = {}
    for turn in turns:
        for diff in turn:
            if diff.file not in found:
                found[diff.file] = _find_state(diff, old=old)
    return list(found.values())


def _find_state(diff: FileDiff, *, old: bool) -> FileState:
    if diff.status == ("added" if old else "deleted"):
        return FileState(diff.file, None)
    texts = find_texts(diff)
    if texts is not None:
        return FileState(diff.file, (texts[0 if old else 1],))
    patch = strip_git_colours(diff.patch or "")
    hunks = [file.lines[hunk.start : hunk.end] for file in parse_unified_diff(patch) for hunk in file.hunks]
    hidden = "+" if old else "-"
    pieces = (join_gradually((line.text for line in hunk if line.sign != hidden), "\n") for hunk in hunks)
    blobs = _BLOBS.search(patch)
    return FileState(diff.file, tuple(pieces), is_whole=False, blob=blobs[1 if old else 2] if blobs else "")


class FileComparison:
    """Compares files on the server with what they are to be; raises ClientError."""

    def __init__(self, client: Client, *, directory: str | None) -> None:
        self._client = client
        self._directory = directory
        self._limit = asyncio.Semaphore(READ_AT_ONCE)

    async def list_deviations(self, states: Iterable[FileState]) -> list[str]:
        """The paths of files that are not as described."""
        deviations = await asyncio.gather(*(self._deviates(state) for state in states))
        return [path for path in deviations if path]

    async def _deviates(self, state: FileState) -> str:
        async with self._limit:
            content = await self._read_text(state.path)
        if state.pieces is None:
            return state.path if content is not None else ""
        if content is None:
            return state.path if any(piece.strip() for piece in state.pieces) else ""
        if content == _BINARY:
            return ""
        return "" if await asyncio.to_thread(_matches, state, content) else state.path

    async def _read_text(self, path: str) -> str | None:
        """The text of a file, None for one that does not exist: most servers answer with an empty text then."""
        try:
            read = await self._client.files.read(path, directory=self._directory)
        except NotFound:
            return None
        if read.is_binary:
            return _BINARY
        if read.content:
            return read.content
        folder, _, _ = path.rpartition("/")
        try:
            nodes = await self._client.files.list(folder or ".", directory=self._directory)
        except NotFound:
            return None
        return "" if any(node.path == path for node in nodes) else None


_BINARY: Final = "\0"


def _matches(state: FileState, content: str) -> bool:
    """Whether a text is as described; servers strip white space at its ends."""
    pieces = state.pieces or ()
    if state.is_whole:
        # Most are the very same: then nothing has to be stripped, and copied for it.
        return all(piece == content or piece.strip() == content.strip() for piece in pieces)
    if state.blob:
        data = content.encode("utf-8", "surrogateescape")
        digest = hashlib.sha1(b"blob %d\0" % len(data), usedforsecurity=False)
        digest.update(data)
        return digest.hexdigest().startswith(state.blob)
    return all(piece.strip() in content for piece in pieces)
