"""Call for the user: the window's title, a bell, a notification, or a command of theirs, once for each thing."""

import os
from typing import Final

from octui.config.settings.registry import (
    ATTENTION_BELL,
    ATTENTION_HOOK,
    ATTENTION_MODE,
    ATTENTION_ROUTE,
    WINDOW_TITLE,
)
from octui.platform import terminal_notification as terminal
from octui.render.text.sanitize import escape_unseen, to_single_line
from octui.store.changes import Changes, Topic
from octui.ui.controllers.context import AppContext
from octui.ui.notifications.occasions import Occasion, OccasionFinder, OccasionKind

SETTLING_SECONDS: Final = 0.6
"""What is settled within this time was not an occasion: a rule approved it, or the next prompt was sent."""

MAX_TITLE_LENGTH: Final = 40

_TOPICS: Final = frozenset(
    (Topic.REQUESTS, Topic.STATUS, Topic.SESSIONS, Topic.SESSION, Topic.MESSAGES, Topic.CONNECTION)
)
_WORDS: Final = {
    OccasionKind.PERMISSION: "A permission is needed",
    OccasionKind.QUESTION: "A question waits for your answer",
    OccasionKind.DONE: "Done",
    OccasionKind.ERROR: "The agent failed",
    OccasionKind.RETRY: "The provider does not answer; the server is retrying",
}


class NotificationController:
    """A session's title comes from a model, so what is said is made safe for the terminal."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._finder = OccasionFinder()
        self._store = context.store
        self._waiting: list[Occasion] = []
        context.change_listeners.append(self.handle_changes)

    def handle_changes(self, changes: Changes) -> None:
        """See what is new; it is said a moment later, if it is still so."""
        if not {key.topic for key in changes} & _TOPICS:
            return
        if self._store is not self._context.store:
            # Another server has other sessions.
            self._store, self._finder = self._context.store, OccasionFinder()
            self._waiting.clear()
        self.refresh_title()
        occasions = self._finder.find_occasions(self._context.store.state)
        if occasions:
            if not self._waiting:
                self._context.start_timer(SETTLING_SECONDS, self._announce_waiting)
            self._waiting += occasions

    # The title.

    def refresh_title(self) -> None:
        """Name the window after the session on screen, with the number of requests that wait."""
        is_off = not self._context.settings.get_value(WINDOW_TITLE)
        if is_off or os.environ.get("OPENCODE_DISABLE_TERMINAL_TITLE") in ("1", "true"):
            self._context.terminal.show_title("")
            return
        count = len(self._context.store.state.arrivals)
        session = self._context.session
        name = _clip_title(session.display_title) if session is not None else ""
        self._context.terminal.show_title(f"{f'({count}) ' if count else ''}octui{f' | {name}' if name else ''}")

    def toggle_title(self) -> None:
        is_on = not self._context.settings.get_value(WINDOW_TITLE)
        self._context.change_setting(WINDOW_TITLE, is_on)
        self.refresh_title()
        self._context.notify_info(
            "The window title shows the session." if is_on else "octui leaves the window title alone."
        )

    # Calling.

    def _announce_waiting(self) -> None:
        state = self._context.store.state
        waiting, self._waiting = self._waiting, []
        occasions = [occasion for occasion in waiting if occasion.is_still_true(state)]
        mode = self._context.settings.get_value(ATTENTION_MODE)
        if mode == "off" or (mode == "unfocused" and self._context.terminal.is_focused):
            return
        if occasions and self._context.settings.get_value(ATTENTION_BELL):
            self._context.terminal.ring_bell()
        for occasion in occasions:
            self._announce_occasion(occasion)

    def _announce_occasion(self, occasion: Occasion) -> None:
        context = self._context
        session = context.store.state.sessions.get(occasion.session_id)
        title = _clip_title(session.display_title) if session is not None else ""
        text = f"{_WORDS[occasion.kind]}{f': {title}' if title else ''}"
        route = context.settings.get_value(ATTENTION_ROUTE)
        chosen = terminal.choose_route() if route == "auto" else route
        if chosen == "desktop":
            context.run_blocking(lambda: terminal.notify_desktop("octui", text), "Could not show a notification")
        elif sequence := terminal.make_notification(chosen, "octui", text):
            context.terminal.send_sequence(sequence)
        if hook := context.settings.get_value(ATTENTION_HOOK).strip():
            facts = {
                "OCTUI_EVENT": occasion.kind.value,
                "OCTUI_MESSAGE": text,
                "OCTUI_SESSION": occasion.session_id,
                "OCTUI_TITLE": title,
                "OCTUI_DIRECTORY": session.directory if session is not None else "",
            }
            context.run_blocking(lambda: terminal.run_hook(hook, facts), "The attention hook failed", group="hook")


def _clip_title(title: str) -> str:
    clean = escape_unseen(to_single_line(title))
    return clean if len(clean) <= MAX_TITLE_LENGTH else f"{clean[: MAX_TITLE_LENGTH - 1]}…"
