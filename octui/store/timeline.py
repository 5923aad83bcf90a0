"""The messages of one session, as far as its history is here."""

from bisect import bisect_left
from collections.abc import Iterable

from octui.store.bounded_dict import BoundedDict
from octui.store.changes import ChangeKey, Changes, Topic, make_changes

REMOVED_ROOM = 2048


class Timeline:
    """The ids of a session's messages, ascending, and what is known about the rest.

    Readers may look at `loaded`, `loading`, `paging`, `stale`, `failed`, `older` and `is_complete`; the
    messages themselves are read through `selectors`.
    """

    __slots__ = (
        "_snapshot",
        "asked_at",
        "broken_at",
        "changes",
        "cut_at",
        "failed",
        "ids",
        "loaded",
        "loading",
        "older",
        "page_asked_at",
        "paging",
        "removed",
        "session_id",
        "solid_to",
        "stale",
        "unfinished",
        "verified_to",
        "wanted",
    )

    def __init__(self, session_id: str) -> None:
        self.session_id = session_id
        self.ids: list[str] = []
        self.loaded = False
        """Whether the newest page was ever loaded; until then only events since the request are held."""
        self.loading = False
        """Whether the newest page is on its way."""
        self.paging = False
        """Whether an older page is on its way."""
        self.stale = False
        """Whether the stream broke since; what is here may lack what happened meanwhile."""
        self.failed = ""
        """Why the page last asked for did not come."""
        self.older: str | None = None
        """The cursor of the page before the oldest message here."""
        self.wanted = False
        """Whether a caller requested it; it is kept until released."""
        self.asked_at = 0
        self.page_asked_at = 0
        self.cut_at = 0
        self.broken_at = 0
        self.solid_to = ""
        """When stale: the message a page must reach back to for the history to be complete."""
        self.verified_to = ""
        """The newest message of the newest page; events after that page were not compared with the server yet."""
        self.removed: BoundedDict[str, int] = BoundedDict(REMOVED_ROOM)
        """When messages and parts were removed, so that a page asked for before does not bring them back."""
        self.unfinished: set[str] = set()
        """Assistant messages without an end."""
        self.changes: Changes = make_changes(ChangeKey(Topic.MESSAGES, session_id))
        self._snapshot: tuple[str, ...] | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the session's first message is here."""
        return self.loaded and self.older is None

    def is_before_loaded(self, message_id: str) -> bool:
        """Whether a message belongs to a page that is not here yet."""
        return self.loaded and self.older is not None and bool(self.ids) and message_id < self.ids[0]

    def insert_id(self, message_id: str) -> None:
        """Insert an id that is not yet present."""
        self._snapshot = None
        if not self.ids or message_id > self.ids[-1]:
            self.ids.append(message_id)
        else:
            self.ids.insert(bisect_left(self.ids, message_id), message_id)

    def insert_ids(self, message_ids: Iterable[str]) -> None:
        """Insert ids that are not yet present, in a single pass."""
        self._snapshot = None
        self.ids.extend(message_ids)
        self.ids.sort()

    def discard_ids(self, message_ids: set[str]) -> None:
        self._snapshot = None
        self.unfinished -= message_ids
        if len(message_ids) == 1:
            (message_id,) = message_ids
            index = bisect_left(self.ids, message_id)
            if index < len(self.ids) and self.ids[index] == message_id:
                del self.ids[index]
        else:
            self.ids = [message_id for message_id in self.ids if message_id not in message_ids]

    def get_ids(self) -> tuple[str, ...]:
        """The ids as they are now; the same object until they change."""
        if self._snapshot is None:
            self._snapshot = tuple(self.ids)
        return self._snapshot
