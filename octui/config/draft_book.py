"""Drafts by place: a text belongs to one session, or to the new chat of a directory, and leaves it when it is sent.

Edits, answers of the server and navigation reach it in any order. Edits are therefore stamped when they are made: one
made before its text was sent, but processed afterwards, does not bring the text back.
"""

import itertools
import threading
from typing import Final, NamedTuple

from octui.config.drafts import Draft, DraftStore
from octui.lazy_dataclasses import dataclass

EMPTY_DRAFT: Final = Draft("")

make_edit_stamp = itertools.count(1).__next__
"""A number greater than all before it: the order in which edits and sends were made."""


class Place(NamedTuple):
    server: str
    name: str
    """A session's id; or a directory, for the new chat there."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is on its way to the server from a place, sent at `stamp`."""

    draft: Draft
    stamp: int
    notice: str = ""
    """Why it is not known whether it arrived, once that is the case."""


@dataclass(frozen=True, slots=True)
class _Settlement:
    """What was sent from a place, up to which stamp edits may still hold it, and where the place moved."""

    outgoing: Outgoing | None
    stamp: int
    target: Place | None = None
    """Where everything in it moved."""


class DraftBook:
    """What is typed everywhere; the files follow. Only `read_draft` and `write_drafts` touch the disk."""

    def __init__(self, files: DraftStore) -> None:
        self._files = files
        self._drafts: dict[Place, Draft] = {}
        self._outgoing: dict[Place, Outgoing] = {}
        self._settled: dict[Place, _Settlement] = {}
        self._unwritten: dict[Place, Draft] = {}
        self._lock = threading.Lock()

    def find_draft(self, place: Place) -> Draft | None:
        """The draft of a place; None while it is only on disk."""
        return self._drafts.get(place)

    def find_outgoing(self, place: Place) -> Outgoing | None:
        return self._outgoing.get(place)

    def save_draft(self, place: Place, draft: Draft, stamp: int) -> None:
        """Take an edit, unless what it holds has been sent since."""
        settled = self._settled.get(place)
        if settled is not None and stamp < settled.stamp:
            if settled.target is not None:
                self.save_draft(settled.target, draft, stamp)
                return
            if settled.outgoing is not None:
                draft = remove_sent(draft, settled.outgoing.draft)
        sent = self._outgoing.get(place) or (settled.outgoing if settled is not None else None)
        if sent is None or stamp > sent.stamp:
            self._put_draft(place, draft)

    def begin_sending(self, place: Place, outgoing: Outgoing) -> None:
        if self._outgoing.get(place) == outgoing:
            return
        self._outgoing[place] = outgoing
        self._put_draft(place, outgoing.draft)

    def mark_unconfirmed(self, place: Place, notice: str) -> None:
        if (outgoing := self._outgoing.get(place)) is not None:
            self._outgoing[place] = Outgoing(outgoing.draft, outgoing.stamp, notice)

    def fail_sending(self, place: Place) -> None:
        """It was not sent: the text stays where it is."""
        self._outgoing.pop(place, None)

    def finish_sending(self, place: Place, stamp: int) -> None:
        """The server has it: what was sent leaves its place, what was typed since stays."""
        outgoing = self._outgoing.pop(place, None)
        if outgoing is None:
            return
        self._settled[place] = _Settlement(outgoing, stamp)
        if (draft := self._drafts.get(place)) is not None:
            self._put_draft(place, remove_sent(draft, outgoing.draft))

    def move_draft(self, place: Place, target: Place, stamp: int, *, only_sent: bool = False) -> None:
        """The place became another, as a new chat becomes a session; with `only_sent` what is typed since stays.

        What is in the other place already stays behind it.
        """
        outgoing = self._outgoing.pop(place, None)
        draft = self._drafts.get(place, EMPTY_DRAFT)
        if outgoing is not None:
            self._outgoing[target] = outgoing
        self._settled.pop(target, None)
        there = self._drafts.get(target, EMPTY_DRAFT)
        if only_sent and outgoing is not None:
            self._settled[place] = _Settlement(outgoing, stamp)
            self._put_draft(target, _append_draft(outgoing.draft, there))
            self._put_draft(place, remove_sent(draft, outgoing.draft))
        else:
            self._settled[place] = _Settlement(outgoing, stamp, target)
            self._put_draft(target, _append_draft(draft, there))
            self._put_draft(place, EMPTY_DRAFT)

    def read_draft(self, place: Place) -> Draft:
        """The draft of a place, from disk if need be. Raises OSError."""
        known = self._drafts.get(place)
        if known is None:
            saved = self._files.load_draft(*place) or EMPTY_DRAFT
            known = self._drafts.setdefault(place, saved)
        return known

    def write_drafts(self) -> None:
        """Write what changed, one after the other, so that the newest stays. Raises OSError."""
        with self._lock:
            while self._unwritten:
                place, draft = self._unwritten.popitem()
                self._files.save_draft(*place, draft)

    def _put_draft(self, place: Place, draft: Draft) -> None:
        if self._drafts.get(place) != draft:
            self._drafts[place] = self._unwritten[place] = draft


def _append_draft(draft: Draft, more: Draft) -> Draft:
    """Both drafts as one; a shell command stays one."""
    if not more.text or not draft.text:
        return draft if draft.text else more
    return Draft(draft.text + more.text, shell=draft.shell, chips=(*draft.chips, *more.chips))


def remove_sent(draft: Draft, sent: Draft) -> Draft:
    """The draft without what was sent, wherever it is now."""
    if draft == sent:
        return EMPTY_DRAFT
    before, found, after = draft.text.partition(sent.text)
    if not found:
        return draft
    rest = before + after
    return Draft(rest, shell=draft.shell, chips=tuple(chip for chip in draft.chips if chip.label in rest))
