"""Drafts by place: a text belongs to one session, or to the new chat of a directory, and leaves it when it is sent.

Several prompts may be on their way from one place: the text of each stays in its draft until the server has it.
"""

import itertools
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple, Protocol

from octui.config.chips import Chip
from octui.config.drafts import Draft, DraftStore
from octui.config.history import HistoryEntry
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


class DraftEdit(Protocol):
    """What a prompt is now, and the session it is for; `""` for a new one."""

    text: str
    shell: bool
    session_id: str
    chips: tuple[Chip, ...]


class DraftTrail:
    """Tells edits from what the draft holds already."""

    def __init__(self) -> None:
        self.sent_elsewhere: Draft | None = None
        """What is only shown until it is accepted, as it is the draft of the session that was created for it."""
        self.save_edit: Callable[[DraftEdit], None] = lambda _: None
        """Takes an edit into the draft, before anyone else hears of it."""
        self.begin_sending: Callable[[str, int, Draft], None] = lambda _session_id, _send_id, _draft: None
        """Takes what is sent to a session, so that no other prompt shows it as one that can be sent."""
        self._saved = HistoryEntry("")

    def record_saved(self, prompt: HistoryEntry) -> None:
        """The prompt is what the draft holds."""
        self.sent_elsewhere, self._saved = None, prompt

    def take_edit(self, prompt: HistoryEntry) -> HistoryEntry | None:
        """What the draft is to hold now; None if it does."""
        if self.sent_elsewhere is not None:
            rest = remove_sent(Draft(prompt.text, shell=prompt.shell, chips=prompt.chips), self.sent_elsewhere)
            prompt = HistoryEntry(rest.text, rest.shell, rest.chips)
        if prompt == self._saved:
            return None
        self._saved = prompt
        return prompt
