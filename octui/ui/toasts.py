"""Toasts: a few rows each, kept in full for later, and never over a request."""

from collections import deque
from collections.abc import Callable
from dataclasses import field
from typing import Final, Protocol, runtime_checkable

from textual.notifications import SeverityLevel

from octui.lazy_dataclasses import dataclass
from octui.render.text.sanitize import clip_text, escape_unseen, measure_width, wrap_text

ROWS: Final = 3
"""The most rows a toast takes, its title included; the style sheet says so too."""

WIDTH: Final = 60
FRAME_WIDTH: Final = 3
"""Cells of a toast that are border and padding."""

RACK_WIDTH: Final = 2
"""Cells beside the toasts."""

ROOM: Final = ROWS + 1
"""Rows a screen must have to spare for a toast to be shown."""

KEPT: Final = 100
"""Notifications that can be read again."""

MAX_NOTICE_LENGTH: Final = 20_000
"""Characters of a notification that are kept."""

DEFAULT_SECONDS: Final = 5.0
"""How long Textual shows a toast that does not say."""

WAITING: Final = 3
"""Toasts that wait for room; earlier ones can be read in the list."""

REST_PLACE: Final = "/notifications"
REST: Final = f" … {REST_PLACE}"
"""Ends what is not shown in full: where the rest is."""


@runtime_checkable
class ToastScreen(Protocol):
    """A screen that shows something no toast may cover."""

    @property
    def toast_room(self) -> int:
        """How many rows at its top a toast may cover."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What was said in a toast, safe to draw."""

    message: str
    title: str = ""
    severity: SeverityLevel = "information"
    seconds: float | None = None

    @classmethod
    def from_untrusted(
        cls, message: str, title: str, severity: SeverityLevel, seconds: float | None = None
    ) -> "Notice":
        return cls(
            escape_unseen(message[:MAX_NOTICE_LENGTH]), escape_unseen(title[:MAX_NOTICE_LENGTH]), severity, seconds
        )


@dataclass(slots=True)
class NoticeBoard:
    """The notifications of this run, and those whose toasts wait until there is room for them."""

    notices: deque[Notice] = field(default_factory=lambda: deque(maxlen=KEPT))
    waiting: deque[Notice] = field(default_factory=lambda: deque(maxlen=WAITING))
    shown: list[tuple[Notice, float]] = field(default_factory=list)
    """The toasts on the screen, and until when."""
    on_notice: Callable[[Notice], None] | None = None

    def add_notice(self, notice: Notice) -> None:
        self.notices.append(notice)
        self.waiting.append(notice)
        if self.on_notice is not None:
            self.on_notice(notice)

    def take_waiting(self, screen: object, now: float) -> list[Notice]:
        """Those to show on this screen now, no warning twice at a time; `now` is the time by which their own begins."""
        if not has_toast_room(screen):
            return []
        self.shown = [(notice, until) for notice, until in self.shown if until > now]
        taken: list[Notice] = []
        for notice in self.waiting:
            # What fails again and again, as saving does on a full disk, need not fill the screen with it.
            if notice.severity == "information" or notice not in (*taken, *(there for there, _ in self.shown)):
                taken.append(notice)
        self.waiting.clear()
        self.shown += [(notice, now + (notice.seconds or DEFAULT_SECONDS)) for notice in taken]
        return taken

    def hold_shown(self, now: float) -> bool:
        """What takes the screen covers the toasts: those that are not over wait for room; False when there are none."""
        covered = [notice for notice, until in self.shown if until > now]
        self.shown.clear()
        later = [*covered, *self.waiting][-WAITING:]
        self.waiting.clear()
        self.waiting.extend(later)
        return bool(covered)


def has_toast_room(screen: object) -> bool:
    """Whether a screen has rows to spare for a toast."""
    return not isinstance(screen, ToastScreen) or screen.toast_room >= ROOM


def measure_toast_width(screen_width: int) -> int:
    """The cells of a row of a toast."""
    return max(1, min(WIDTH, screen_width - RACK_WIDTH) - FRAME_WIDTH)


def shorten_notice(notice: Notice, screen_width: int) -> tuple[str, str]:
    """Title and message as a toast shows them, in `ROWS` rows; the last of them says where the rest is."""
    width = measure_toast_width(screen_width)
    title = clip_text(notice.title, width)
    rows = wrap_text(notice.message, width)
    room = ROWS - bool(title)
    if len(rows) <= room:
        return title, "\n".join(rows)
    # Whole words: where it ends is plain from what follows.
    left = width - measure_width(REST)
    last = wrap_text(rows[room - 1], left)[0] + REST if left > 0 else REST_PLACE
    return title, "\n".join([*rows[: room - 1], clip_text(last, width)])
