"""A stored message: written by events and history pages, read as an immutable view."""

from typing import Final

import msgspec

from octui.lazy_dataclasses import dataclass
from octui.store.bounded_dict import BoundedDict
from octui.store.changes import ChangeKey, Changes, Topic, make_changes
from octui.store.part_lifecycle import get_part_text, has_ended, is_later, is_streaming
from octui.wire.messages import Message, MessageInfo
from octui.wire.parts import Part, ReasoningPart, TextPart

MAX_ORPHAN_PARTS: Final = 256
"""Maximum number of parts kept that are known only from their own events."""
MAX_ORPHAN_TEXT: Final = 1 << 20
"""Maximum text length kept for a part that has not arrived."""


@dataclass(frozen=True, slots=True)
class MessageView:
    """An immutable snapshot of a message. `revision` changes whenever any of its content does."""

    info: MessageInfo
    parts: tuple[Part, ...]
    revision: int
    loaded: bool
    """False while only events since the history was requested are held."""

    @property
    def is_finished(self) -> bool:
        """Whether the server closed it; its parts are then closed with it."""
        return self.info.role != "assistant" or self.info.time.completed is not None


class StreamingText:
    """The text of a part that is being written, in the pieces it came in."""

    __slots__ = ("fragments", "length")

    def __init__(self, text: str = "") -> None:
        self.fragments = [text] if text else []
        self.length = len(text)

    def append_text(self, text: str) -> None:
        self.fragments.append(text)
        self.length += len(text)

    def join_text(self) -> str:
        """The joined pieces, cached until the next piece arrives."""
        if len(self.fragments) > 1:
            self.fragments = ["".join(self.fragments)]
        return self.fragments[0] if self.fragments else ""


class MessageRecord:
    """A message and its parts. `at`, `info_at` and `heard` record when it, or parts of it, was last received live.

    `alive_at` is when an event last changed anything: a repetition does not count as activity.

    Without `info` it is an orphan: parts whose message has not arrived yet.
    """

    __slots__ = (
        "_keys",
        "_view",
        "alive_at",
        "at",
        "growing",
        "heard",
        "id",
        "info",
        "info_at",
        "parts",
        "revision",
        "session_id",
        "whole",
    )

    def __init__(self, session_id: str, message_id: str) -> None:
        self.session_id = session_id
        self.id = message_id
        self.info: MessageInfo | None = None
        self.info_at = 0
        self.parts: dict[str, Part] = {}
        """By id, ascending; the text of one that is also in `growing` is to be read there."""
        self.growing: dict[str, StreamingText] = {}
        self.heard: dict[str, int] = {}
        self.at = 0
        self.alive_at = 0
        self.revision = 0
        self.whole = False
        self._keys: Changes | None = None
        self._view: MessageView | None = None

    @property
    def changes(self) -> Changes:
        if self._keys is None:
            self._keys = make_changes(ChangeKey(Topic.MESSAGE, self.id))
        return self._keys

    @property
    def is_finished(self) -> bool:
        return self.info is not None and self.info.time.completed is not None

    def get_view(self) -> MessageView | None:
        if self._view is None and self.info is not None:
            for part_id, growth in self.growing.items():
                part = self.parts.get(part_id)
                if isinstance(part, TextPart | ReasoningPart):
                    self.parts[part_id] = msgspec.structs.replace(part, text=growth.join_text())
            self._view = MessageView(self.info, tuple(self.parts.values()), self.revision, self.whole)
        return self._view

    def update_info(self, info: MessageInfo, at: int) -> bool:
        """Apply a message event; returns whether anything changed."""
        self.info_at = self.at = at
        if self.info == info or (self.is_finished and info.time.completed is None):
            return False
        self.info = info
        self.alive_at = at
        self._mark_changed(at)
        return True

    def put_part(self, part: Part, at: int) -> bool:
        """Apply a part event; returns whether anything changed."""
        known = self.parts.get(part.id)
        if known is None and self.info is None and len(self.parts) >= MAX_ORPHAN_PARTS:
            return False
        self.heard[part.id] = self.at = at
        if known is not None and is_later(known, part):
            return False
        growth = self.growing.get(part.id)
        if growth is not None and not (is_streaming(part) and growth.length > len(get_part_text(part))):
            del self.growing[part.id]
        elif known == part:
            return False
        self._store_part(part)
        self.alive_at = at
        self._mark_changed(at)
        return True

    def append_delta(self, part_id: str, delta: str, at: int) -> bool:
        """Append to a part's text in constant time, whatever its length; returns whether the delta was accepted."""
        if self.is_finished or not delta:
            return False
        known = self.parts.get(part_id)
        growth = self.growing.get(part_id)
        if known is None:
            if growth is None and len(self.growing) >= MAX_ORPHAN_PARTS:
                return False
            if growth is not None and growth.length + len(delta) > MAX_ORPHAN_TEXT:
                del self.growing[part_id]
                return False
        elif not isinstance(known, TextPart | ReasoningPart) or has_ended(known):
            return False
        if growth is None:
            growth = self.growing[part_id] = StreamingText(get_part_text(known))
        growth.append_text(delta)
        self.heard[part_id] = self.at = at
        if known is None:
            return False
        self.alive_at = at
        self._mark_changed(at)
        return True

    def drop_part(self, part_id: str, at: int) -> bool:
        self.growing.pop(part_id, None)
        self.heard.pop(part_id, None)
        if self.parts.pop(part_id, None) is None:
            return False
        self.at = at
        self._mark_changed(at)
        return True

    def merge_page(self, message: Message, since: int, removed: BoundedDict[str, int], at: int) -> bool:
        """Apply the message from a history page, except for changes received after `since`."""
        changed = not self.whole
        self.whole = True
        final = message.info.time.completed is not None
        known = self.info
        if known is None or (final and not self.is_finished) or (self.info_at <= since and final == self.is_finished):
            changed = changed or known != message.info
            self.info = message.info
        present = set()
        for part in message.parts:
            if removed.get(part.id, 0) <= since:
                present.add(part.id)
                changed = self._merge_part(part, self.heard.get(part.id, 0) > since, final) or changed
        for part_id in {*self.parts, *self.growing} - present:
            if self.heard.get(part_id, 0) <= since:
                self.parts.pop(part_id, None)
                self.growing.pop(part_id, None)
                changed = True
        if changed:
            self._mark_changed(at)
        return changed

    def mark_complete(self, at: int) -> bool:
        """Mark the message as complete; returns whether that is a change."""
        if self.whole:
            return False
        self.whole = True
        self._mark_changed(at)
        return True

    def _merge_part(self, part: Part, live: bool, final: bool) -> bool:
        known = self.parts.get(part.id)
        growth = self.growing.get(part.id)
        if known is not None and is_later(known, part):
            return False
        if is_streaming(part) and not final:
            length = growth.length if growth else len(get_part_text(known))
            if length > len(get_part_text(part)):
                if live and known is not None:
                    return False
                part = part if growth else msgspec.structs.replace(part, text=get_part_text(known))
            else:
                self.growing.pop(part.id, None)
        elif live and known is not None and not is_later(part, known) and not (final and is_streaming(part)):
            return False
        else:
            self.growing.pop(part.id, None)
        if known == part and growth is None:
            return False
        self._store_part(part)
        return True

    def _store_part(self, part: Part) -> None:
        known = part.id in self.parts
        self.parts[part.id] = part
        if not known and len(self.parts) > 1:
            newest_first = reversed(self.parts)
            next(newest_first)
            if part.id < next(newest_first):
                self.parts = dict(sorted(self.parts.items()))

    def _mark_changed(self, at: int) -> None:
        self.revision = at
        self._view = None


def create_record(
    message: Message, session_id: str, removed: BoundedDict[str, int], since: int, at: int
) -> MessageRecord:
    """Create a record from a history page for a message without any live events."""
    record = MessageRecord(session_id, message.info.id)
    record.info = message.info
    for part in sorted(message.parts, key=lambda part: part.id):
        if removed.get(part.id, 0) <= since:
            record.parts[part.id] = part
    record.whole = True
    record.revision = at
    return record
