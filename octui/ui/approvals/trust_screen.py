"""Asks whether a folder is trusted, above whatever is on the screen, with the guard that permissions have."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from time import monotonic

from textual.app import ComposeResult
from textual.screen import ModalScreen

from octui.render.requests.requester import Requester
from octui.render.text.paths import abbreviate_home
from octui.render.text.spoofing import to_unspoofed_line
from octui.ui.approvals.card_frame import CardContext
from octui.ui.approvals.key_guard import FocusOrigin
from octui.ui.approvals.request_card import RequestCard, TypedEvents
from octui.ui.approvals.trust_view import FolderTrustView
from octui.ui.input.key_presses import KeyPresses
from octui.wire.access.trust import FolderTrust


class Outcome(StrEnum):
    """How the screen was left."""

    DECIDED = "decided"
    LATER = "later"
    TYPED = "typed"
    """A prompt is being typed: the screen makes way, so that none of its keys decides anything."""


class FolderTrustScreen(ModalScreen[Outcome]):
    """Shows what a folder asks for until something is decided, or it is left."""

    AUTO_FOCUS = ""

    def __init__(
        self,
        trust: FolderTrust,
        *,
        home: str,
        key_presses: KeyPresses,
        return_keys: Callable[[TypedEvents], bool],
        is_requested: bool,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`is_requested` when the user opened it, rather than the folder."""
        super().__init__()
        self.trust = trust
        self._home = home
        self._key_presses = key_presses
        self._return_keys = return_keys
        self._is_requested = is_requested
        self._clock = clock

    def compose(self) -> ComposeResult:
        place = f"in {to_unspoofed_line(abbreviate_home(self.trust.root, self._home))}"
        yield RequestCard(
            self.trust.digest,
            partial(FolderTrustView, self.trust),
            CardContext(requester=Requester(directory=self.trust.root), place=place, home=self._home),
            dock=self,
            clock=self._clock,
            key_presses=self._key_presses,
            return_keys=self._make_way,
        )

    def on_mount(self) -> None:
        card = self.query_one(RequestCard)
        card.wait_for_display()
        card.take_focus(FocusOrigin.USER if self._is_requested else FocusOrigin.AUTOMATIC)

    def confirm_delivery(self, request_id: str) -> None:  # noqa: ARG002 - there is one request
        self.dismiss(Outcome.DECIDED)

    def report_unconfirmed(self, request_id: str, notice: str) -> None:  # noqa: ARG002 - there is one request
        self.query_one(RequestCard).show_unconfirmed(notice)

    def report_failure(self, request_id: str, reason: str) -> None:  # noqa: ARG002 - there is one request
        self.query_one(RequestCard).show_failure(reason)

    def on_request_card_deferred(self, message: RequestCard.Deferred) -> None:
        message.stop()
        self.dismiss(Outcome.LATER)

    def on_request_card_changed(self, message: RequestCard.Changed) -> None:
        message.stop()
        self.query_one(RequestCard).take_screen(is_alone=True)

    def on_request_card_stepped(self, message: RequestCard.Stepped) -> None:
        message.stop()

    def _make_way(self, typed: TypedEvents) -> bool:
        """Whether the prompt below took the keys; those that follow go there by themselves."""
        if not self.is_current or not self._return_keys(typed):
            return False
        self.dismiss(Outcome.TYPED)
        return True
