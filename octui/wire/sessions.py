"""Sessions and their status."""

import re
from typing import Final

from octui.wire.struct import Count, EpochMs, JsonObject, Wire, keep_wide_texts

_DEFAULT_TITLE: Final = re.compile(r"((?:New|Child) session) - \d{4}-\d\d-\d\dT[\d:.]+Z(?= \(fork #\d+\)$|$)")


def shorten_default_title(title: str) -> str:
    """The title that a server gives a new session, without its time; any other title as it is."""
    return _DEFAULT_TITLE.sub(r"\1", title, count=1) if _DEFAULT_TITLE.match(title) else title


class SessionTime(Wire, frozen=True):
    """Epoch milliseconds."""

    created: EpochMs = 0
    updated: EpochMs = 0
    compacting: EpochMs | None = None
    archived: EpochMs | None = None


class CacheTokens(Wire, frozen=True):
    read: Count = 0
    write: Count = 0


class Tokens(Wire, frozen=True):
    input: Count = 0
    output: Count = 0
    reasoning: Count = 0
    cache: CacheTokens = CacheTokens()

    @property
    def used(self) -> int:
        """What the model had in its context, the answer included."""
        return int(self.input + self.output + self.reasoning + self.cache.read + self.cache.write)


@keep_wide_texts("patch", "before", "after")
class FileDiff(Wire, frozen=True):
    """One changed file: a `patch` from newer servers, whole texts from older ones."""

    file: str = ""
    patch: str | None = None
    before: str | None = None
    after: str | None = None
    additions: Count = 0
    deletions: Count = 0
    status: str | None = None


class SessionSummary(Wire, frozen=True):
    """How much a session changed on disk; which files those are is not read, as it is in its messages too."""

    additions: Count = 0
    deletions: Count = 0
    files: Count = 0


class TurnSummary(SessionSummary, frozen=True):
    """What a turn changed on disk."""

    diffs: tuple[FileDiff, ...] | None = None


class Revert(Wire, frozen=True):
    """Everything from `message_id` on is undone: still listed by the server, hidden by a client."""

    message_id: str
    part_id: str | None = None
    snapshot: str | None = None
    diff: str | None = None


class Share(Wire, frozen=True):
    url: str = ""


class SessionModel(Wire, frozen=True):
    """The model as sessions spell it; messages say `modelID` instead of `id`."""

    id: str = ""
    provider_id: str = ""
    variant: str | None = None


class Rule(Wire, frozen=True):
    """One permission rule; `action` is `allow`, `ask` or `deny`."""

    permission: str = "*"
    pattern: str = "*"
    action: str = "ask"


class Session(Wire, frozen=True):
    """A conversation; 1.1.58 sends neither `cost`, `tokens`, `agent` nor `model`."""

    id: str
    directory: str = ""
    title: str = ""
    project_id: str = ""
    parent_id: str | None = None
    path: str | None = None
    slug: str = ""
    version: str = ""
    time: SessionTime = SessionTime()
    agent: str | None = None
    model: SessionModel | None = None
    cost: float | None = None
    tokens: Tokens | None = None
    summary: SessionSummary | None = None
    revert: Revert | None = None
    share: Share | None = None
    permission: tuple[Rule, ...] | None = None
    metadata: JsonObject | None = None

    @property
    def display_title(self) -> str:
        """The title to show to the user; empty where it has none."""
        return shorten_default_title(self.title)


class Status(Wire, frozen=True):
    """What a session is doing: `type` is `idle`, `busy` or `retry`.

    With `retry`, `next` is the epoch in milliseconds of the next attempt.
    """

    type: str = "idle"
    attempt: int = 0
    message: str = ""
    next: EpochMs = 0


IDLE = Status()
BUSY = Status(type="busy")


class Todo(Wire, frozen=True):
    """`status` is `pending`, `in_progress`, `completed` or `cancelled`."""

    content: str = ""
    status: str = "pending"
    priority: str = "medium"
    id: str | None = None
