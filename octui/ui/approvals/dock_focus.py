"""Where the keyboard goes while requests are pending: to the card that is shown, or back to the composer."""

from collections.abc import Callable
from typing import Final

from textual.widget import Widget

from octui.ui.approvals.key_guard import FocusOrigin
from octui.ui.approvals.request_card import RequestCard, TypedEvents

RETRY_SECONDS: Final = 0.5
"""Seconds after which a card that arrived while someone was typing may still take the focus, once."""


class DockFocus:
    """A card takes the focus if the user asks for it, from a card that had it, or while the keyboard is idle."""

    def __init__(self, dock: Widget, find_current_card: Callable[[], RequestCard | None]) -> None:
        self._dock = dock
        self._find_current_card = find_current_card
        self._composer: Widget | None = None
        self._at_rest: Callable[[], bool] = lambda: False
        self.is_requested = False
        """Whether the user wants the next card that is shown to have the focus."""

    def set_composer(self, composer: Widget, at_rest: Callable[[], bool]) -> None:
        """Set where typed keys go; `at_rest` says that no text is there and no key was pressed for a moment."""
        self._composer, self._at_rest = composer, at_rest

    def move_focus(self, card: RequestCard | None, before: RequestCard | None, *, had_focus: bool) -> None:
        """Another card may be shown than `before`, or none."""
        is_requested, self.is_requested = self.is_requested, False
        if card is None:
            if had_focus:
                self.return_to_composer()
        elif is_requested:
            card.take_focus(FocusOrigin.USER)
        elif card is not before:
            if had_focus and before is not None:
                card.take_focus(before.key_guard.inherited_origin)
            else:
                self._offer_focus(card, again=True)

    def return_to_composer(self) -> None:
        self._dock.screen.set_focus(self._composer, scroll_visible=False)

    def hand_to_composer(self, typed: TypedEvents) -> bool:
        """Hand keys to the composer, and the focus with them; False when there is none."""
        if self._composer is None:
            return False
        for event in typed:
            self._composer.post_message(event)
        self.return_to_composer()
        return True

    def _offer_focus(self, card: RequestCard, *, again: bool) -> None:
        """Give a card the focus if the keyboard is idle, or a moment later: the last key may have sent a prompt."""
        if self._is_keyboard_idle() and self._find_current_card() is card:
            card.take_focus(FocusOrigin.AUTOMATIC)
        elif again:
            self._dock.set_timer(RETRY_SECONDS, lambda: self._offer_focus(card, again=False))

    def _is_keyboard_idle(self) -> bool:
        screen = self._dock.screen
        is_prompt_focused = screen.is_active and screen.focused in (None, self._composer)
        return is_prompt_focused and self._composer is not None and self._at_rest()
