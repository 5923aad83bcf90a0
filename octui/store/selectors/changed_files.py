"""The files that a session's turns changed, and those that an undo put back."""

import operator
from collections import OrderedDict
from functools import lru_cache
from itertools import islice
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.store.selectors.messages import list_message_ids
from octui.store.state import State
from octui.wire.messages import MessageInfo
from octui.wire.sessions import FileDiff, Session

KEPT_SESSIONS: Final = 4


@dataclass(slots=True)
class ChangedFile:
    """A file, and how many lines all turns added and deleted; `prompt_id` is the newest prompt that changed it."""

    file: str
    prompt_id: str
    additions: float = 0
    deletions: float = 0


def list_changed_files(state: State, session_id: str, most: int) -> tuple[list[ChangedFile], int]:
    """The first files that the loaded turns changed, at most so many, and how many there are in all."""
    files = _sum_turns(session_id, _list_turn_infos(state, session_id))
    return list(islice(files.values(), most)), len(files)


def _list_turn_infos(state: State, session_id: str) -> list[MessageInfo]:
    """The prompts of turns that changed files."""
    return [
        info
        for message_id in list_message_ids(state, session_id)
        if (info := state.messages[message_id].info) is not None and info.summary is not None and info.role == "user"
    ]


def _sum_turns(session_id: str, infos: list[MessageInfo]) -> dict[str, ChangedFile]:
    """The files by name. They are asked for far more often than they change, so further turns are added to the sums."""
    known, files = _sums.pop(session_id, ([], {}))
    if len(known) > len(infos) or not all(map(operator.is_, known, infos)):
        known, files = [], {}
    for info in islice(infos, len(known), None):
        changes = info.changes
        for diff in (changes.diffs if changes is not None else None) or ():
            file = files.setdefault(diff.file, ChangedFile(diff.file, info.id))
            file.prompt_id = info.id
            file.additions += diff.additions
            file.deletions += diff.deletions
    _sums[session_id] = (infos, files)
    if len(_sums) > KEPT_SESSIONS:
        _sums.popitem(last=False)
    return files


_sums: OrderedDict[str, tuple[list[MessageInfo], dict[str, ChangedFile]]] = OrderedDict()


def list_reverted_files(session: Session | None) -> tuple[FileDiff, ...]:
    """What an undo put back, counted from its patch."""
    patch = session.revert.diff if session is not None and session.revert is not None else None
    return _count_patch_lines(patch) if patch else ()


@dataclass(slots=True)
class _LineCounts:
    additions: float = 0
    deletions: float = 0


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
