"""Drafts by place: a text belongs to one session, or to the new chat of a directory, and leaves it when it is sent.

Several prompts may be on their way from one place: the text of each stays in its draft until the server has it.
"""

import itertools
import threading
from dataclasses import replace
from typing import Final, NamedTuple

from octui.config.drafts import Draft, DraftStore
from octui.lazy_dataclasses import dataclass

EMPTY_DRAFT: Final = Draft("")

make_send_id = itertools.count(1).__next__
"""A number of its own for each prompt that is sent, by which its answer finds it."""


class Place(NamedTuple):
    server: str
    name: str
    """A session's id; or a directory, for the new chat there."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is on its way to the server from a place."""

    send_id: int
    place: Place
    draft: Draft
    notice: str = ""
    """Why it is not known whether it arrived, once that is the case."""


class DraftBook:
    """What is typed everywhere; the files follow. Only `read_draft` and `write_drafts` touch the disk."""

    def __init__(self, files: DraftStore) -> None:
        self._files = files
        self._drafts: dict[Place, Draft] = {}
        self._outgoing: dict[int, Outgoing] = {}
        self._unwritten: dict[Place, Draft] = {}
        self._lock = threading.Lock()

    def find_draft(self, place: Place) -> Draft | None:
        """The draft of a place; None while it is only on disk."""
        return self._drafts.get(place)

    def find_outgoing(self, send_id: int) -> Outgoing | None:
        return self._outgoing.get(send_id)

    def list_outgoing(self, place: Place) -> tuple[Outgoing, ...]:
        """What is on its way from a place, the first that was sent before the others."""
        return tuple(outgoing for outgoing in self._outgoing.values() if outgoing.place == place)

    def save_draft(self, place: Place, draft: Draft) -> None:
        if self._drafts.get(place) != draft:
            self._drafts[place] = self._unwritten[place] = draft

    def begin_sending(self, outgoing: Outgoing) -> None:
        """Take what is sent as part of its place's draft; what is on its way already stays as it is."""
        if outgoing.send_id in self._outgoing:
            return
        self._outgoing[outgoing.send_id] = outgoing
        if outgoing.draft.text not in self._get_draft(outgoing.place).text:
            self.save_draft(outgoing.place, outgoing.draft)

    def mark_unconfirmed(self, send_id: int, notice: str) -> None:
        if (outgoing := self._outgoing.get(send_id)) is not None:
            self._outgoing[send_id] = replace(outgoing, notice=notice)

    def fail_sending(self, send_id: int) -> None:
        """It was not sent: the text stays where it is."""
        self._outgoing.pop(send_id, None)

    def finish_sending(self, send_id: int) -> None:
        """The server has it: what was sent leaves its place, what was typed since stays."""
        if (outgoing := self._outgoing.pop(send_id, None)) is not None:
            self._take_out(outgoing)

    def move_outgoing(self, send_id: int, target: Place) -> None:
        """Move what is on its way to the front of another draft; all else stays in the one it comes from."""
        if (outgoing := self._outgoing.get(send_id)) is not None and outgoing.place != target:
            self._take_out(outgoing)
            self._outgoing[send_id] = replace(outgoing, place=target)
            self.save_draft(target, _append_draft(outgoing.draft, self._get_draft(target)))

    def move_draft(self, place: Place, target: Place) -> None:
        """The place became another, as a new chat becomes a session, with all that is on its way from there.

        What is in the other place already stays behind it.
        """
        if place == target:
            return
        for outgoing in self.list_outgoing(place):
            self._outgoing[outgoing.send_id] = replace(outgoing, place=target)
        self.save_draft(target, _append_draft(self._get_draft(place), self._get_draft(target)))
        self.save_draft(place, EMPTY_DRAFT)

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

    def _get_draft(self, place: Place) -> Draft:
        return self._drafts.get(place, EMPTY_DRAFT)

    def _take_out(self, outgoing: Outgoing) -> None:
        if (draft := self._drafts.get(outgoing.place)) is not None:
            self.save_draft(outgoing.place, remove_sent(draft, outgoing.draft))


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
