"""Drafts by place: a text belongs to one session, or to the new chat of a directory, and leaves it when it is sent.

Several prompts may be on their way from one place: the text of each stays in its draft until the server has it.
"""

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple, Protocol

from octui.config.chips import Chip
from octui.config.drafts import Draft, DraftStore
from octui.config.history import HistoryEntry
from octui.config.sent_span import extend_to_break, follow_edit, join_parts
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
    """Why it is not known whether it arrived, or what it waits for; `""` while nothing is wrong."""
    is_held: bool = False
    """It was not sent yet."""
    start: int | None = None
    """Where its text starts in the draft of its place; None where it was edited and is not there any more."""

    @property
    def length(self) -> int:
        return len(self.draft.text)


class DraftBook:
    """What is typed everywhere; the files follow. Only `read_draft` and `write_drafts` touch the disk."""

    def __init__(self, files: DraftStore) -> None:
        self._files = files
        self._drafts: dict[Place, Draft] = {}
        self._outgoing: dict[int, Outgoing] = {}
        self._unwritten: dict[Place, Draft] = {}
        self._mixed: set[Place] = set()
        """Places whose draft has a shell command and a prompt in it, one of them on its way."""
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
        """Take an edit; what is on its way keeps its part of the text as long as the edit leaves it alone."""
        before = self._get_draft(place).text
        for outgoing in self.list_outgoing(place):
            if outgoing.start is not None:
                start = follow_edit(outgoing.start, outgoing.length, before, draft.text)
                self._outgoing[outgoing.send_id] = replace(outgoing, start=start)
        self._put_draft(place, draft)

    def begin_sending(self, outgoing: Outgoing) -> None:
        """Take what is sent as part of its place's draft; what is on its way already stays as it is."""
        if outgoing.send_id in self._outgoing:
            return
        start = self._find_free_part(outgoing.place, outgoing.draft.text)
        if start is None:
            self.save_draft(outgoing.place, outgoing.draft)
        self._outgoing[outgoing.send_id] = replace(outgoing, start=start or 0)

    def is_unedited(self, send_id: int) -> bool:
        """Whether the draft that it is part of holds nothing else, and holds it as it was sent."""
        outgoing = self._outgoing.get(send_id)
        return outgoing is not None and self._get_draft(outgoing.place) == outgoing.draft

    def mark_unconfirmed(self, send_id: int, notice: str, *, is_held: bool = False) -> None:
        if (outgoing := self._outgoing.get(send_id)) is not None:
            self._outgoing[send_id] = replace(outgoing, notice=notice, is_held=is_held)

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
            self._outgoing[send_id] = replace(outgoing, place=target, start=0)
            self._put_before(target, outgoing.draft, (send_id,))

    def move_draft(self, place: Place, target: Place) -> None:
        """The place became another, as a new chat becomes a session, with all that is on its way from there.

        What is in the other place already stays behind it.
        """
        if place == target:
            return
        moved = self.list_outgoing(place)
        for outgoing in moved:
            self._outgoing[outgoing.send_id] = replace(outgoing, place=target)
        is_mixed = place in self._mixed
        self._put_before(target, self._get_draft(place), [outgoing.send_id for outgoing in moved])
        self._put_draft(place, EMPTY_DRAFT)
        if is_mixed:
            self._mixed.add(target)

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

    def _put_draft(self, place: Place, draft: Draft) -> None:
        if self._drafts.get(place) != draft:
            self._drafts[place] = self._unwritten[place] = draft
        if draft.shell or not draft.text:
            self._mixed.discard(place)

    def _find_free_part(self, place: Place, text: str) -> int | None:
        """Where a text is in the draft of a place, in no part that is on its way already."""
        taken = [(each.start, each.start + each.length) for each in self.list_outgoing(place) if each.start is not None]
        whole, start = self._get_draft(place).text, -1
        while (start := whole.find(text, start + 1)) >= 0:
            if all(start + len(text) <= begin or start >= end for begin, end in taken):
                return start
        return None

    def _put_before(self, place: Place, draft: Draft, parts: Sequence[int]) -> None:
        """Put a draft, and what is on its way in it, before the one that is there.

        A prompt and a shell command in one draft make a prompt, in which the command has its `!`.
        """
        there = self._get_draft(place)
        is_mixed = bool(draft.text and there.text) and draft.shell != there.shell
        mark, mark_there = ("!" * (is_mixed and each.shell) for each in (draft, there))
        text = join_parts(mark + draft.text, mark_there + there.text)
        behind = len(text) - len(there.text)
        for outgoing in self.list_outgoing(place):
            if outgoing.start is not None:
                by = len(mark) if outgoing.send_id in parts else behind
                self._outgoing[outgoing.send_id] = replace(outgoing, start=outgoing.start + by)
        shell = not is_mixed and (draft.shell if draft.text else there.shell)
        self._put_draft(place, Draft(text, shell=shell, chips=(*draft.chips, *there.chips)))
        if is_mixed:
            self._mixed.add(place)

    def _take_out(self, outgoing: Outgoing) -> None:
        """Remove what is on its way from its place's draft; the rest is again what it was before they were joined."""
        place, draft = outgoing.place, self._get_draft(outgoing.place)
        if draft == outgoing.draft:
            self._put_draft(place, EMPTY_DRAFT)
        if outgoing.start is None or draft == outgoing.draft:
            return
        start, end = outgoing.start, outgoing.start + outgoing.length
        if place in self._mixed and outgoing.draft.shell and draft.text[:start].endswith("!"):
            start -= 1
        rest = remove_part(draft, *extend_to_break(draft.text, start, end))
        removed = len(draft.text) - len(rest.text)
        others = [each for each in self.list_outgoing(place) if each.send_id != outgoing.send_id]
        for other in others:
            if other.start is not None and other.start > start:
                self._outgoing[other.send_id] = replace(other, start=other.start - removed)
        is_command = place in self._mixed and not others and rest.text.startswith("!")
        if is_command:
            rest = Draft(rest.text[1:], shell=True, chips=rest.chips)
        self._put_draft(place, rest)


def remove_part(draft: Draft, start: int, end: int) -> Draft:
    """The draft without some of its characters, and without the chips that were among them."""
    rest = draft.text[:start] + draft.text[end:]
    chips = tuple(chip for chip in draft.chips if chip.label in rest)
    return Draft(rest, shell=draft.shell, chips=chips) if rest else EMPTY_DRAFT


class DraftEdit(Protocol):
    """What a prompt is now, and the session it is for; `""` for a new one."""

    text: str
    shell: bool
    session_id: str
    chips: tuple[Chip, ...]


class DraftTrail:
    """Tells edits from what the draft holds already."""

    def __init__(self) -> None:
        self.sent_elsewhere: Outgoing | None = None
        """What is only shown until it is accepted, as it is in the draft of the session that was created for it."""
        self.save_edit: Callable[[DraftEdit], None] = lambda _: None
        """Takes an edit into the draft, before anyone else hears about it."""
        self.begin_sending: Callable[[str, int, Draft], None] = lambda _session_id, _send_id, _draft: None
        """Takes what is sent to a session, so that no other prompt shows it as one that can be sent."""
        self._saved = HistoryEntry("")
        self._shown = ""

    def record_saved(self, prompt: HistoryEntry) -> None:
        """The prompt is what the draft holds."""
        self.sent_elsewhere, self._saved, self._shown = None, prompt, prompt.text

    def take_edit(self, prompt: HistoryEntry) -> HistoryEntry | None:
        """What the draft is to hold now; None if it does."""
        shown, self._shown = self._shown, prompt.text
        elsewhere = self.sent_elsewhere
        if elsewhere is not None and elsewhere.start is not None:
            start = follow_edit(elsewhere.start, elsewhere.length, shown, prompt.text)
            self.sent_elsewhere = replace(elsewhere, start=start)
            if start is not None:
                draft = Draft(prompt.text, shell=prompt.shell, chips=prompt.chips)
                rest = remove_part(draft, *extend_to_break(prompt.text, start, start + elsewhere.length))
                prompt = HistoryEntry(rest.text, rest.shell, rest.chips)
        if prompt == self._saved:
            return None
        self._saved = prompt
        return prompt
