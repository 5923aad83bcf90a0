"""The files that a session's turns changed, and those that an undo put back."""

from functools import lru_cache
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.store.selectors.messages import list_message_ids
from octui.store.state import State
from octui.wire.messages import MessageInfo
from octui.wire.sessions import FileDiff, Session

DIFFS_KEPT: Final = 20_000


def list_changed_files(state: State, session_id: str) -> tuple[FileDiff, ...]:
    """The files the loaded turns changed, each once with its sums."""
    sums: dict[str, _LineCounts] = {}
    for message_id in list_message_ids(state, session_id):
        record = state.messages.get(message_id)
        info = record.info if record is not None else None
        if info is None or info.role != "user" or info.summary is None:
            continue
        for file in _get_turn_diffs(info):
            known = sums.get(file.file)
            if known is None:
                known = sums[file.file] = _LineCounts()
            known.additions += file.additions
            known.deletions += file.deletions
            known.status = file.status
    return tuple(
        FileDiff(file=name, additions=total.additions, deletions=total.deletions, status=total.status)
        for name, total in sums.items()
    )


def find_changing_prompt(state: State, session_id: str, file: str) -> str | None:
    """The newest loaded prompt in whose turn a file changed."""
    for message_id in reversed(list_message_ids(state, session_id)):
        record = state.messages.get(message_id)
        info = record.info if record is not None else None
        if info is not None and info.role == "user" and any(diff.file == file for diff in _get_turn_diffs(info)):
            return info.id
    return None


@dataclass(slots=True)
class _LineCounts:
    additions: float = 0
    deletions: float = 0
    status: str | None = None


def _get_turn_diffs(info: MessageInfo) -> tuple[FileDiff, ...]:
    """The changes of a turn, cached because they are read far more often than they change."""
    known = _diffs_cache.get(info.id)
    if known is None or known[0] is not info:
        changes = info.changes
        if len(_diffs_cache) >= DIFFS_KEPT:
            _diffs_cache.clear()
        known = _diffs_cache[info.id] = (info, (changes.diffs if changes is not None else None) or ())
    return known[1]


_diffs_cache: dict[str, tuple[MessageInfo, tuple[FileDiff, ...]]] = {}


def list_reverted_files(session: Session | None) -> tuple[FileDiff, ...]:
    """What an undo put back, counted from its patch."""
    patch = session.revert.diff if session is not None and session.revert is not None else None
    return _count_patch_lines(patch) if patch else ()


@lru_cache(maxsize=4)
def _count_patch_lines(patch: str) -> tuple[FileDiff, ...]:
    counts: dict[str, _LineCounts] = {}
    current: _LineCounts | None = None
    in_hunk = False
    for line in patch.split("\n"):
        if line.startswith(("diff --git ", "Index: ")):
            name = line.removeprefix("Index: ") if line.startswith("Index: ") else line.rpartition(" b/")[2]
            current, in_hunk = counts.setdefault(name, _LineCounts()), False
        elif line.startswith("@@"):
            in_hunk = True
        elif current is not None and in_hunk and line.startswith("+"):
            current.additions += 1
        elif current is not None and in_hunk and line.startswith("-"):
            current.deletions += 1
    return tuple(
        FileDiff(file=name, additions=total.additions, deletions=total.deletions) for name, total in counts.items()
    )
