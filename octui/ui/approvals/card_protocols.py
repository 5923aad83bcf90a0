"""The protocols between a card and the view inside it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from octui.render.requests.paged_rows import RowPlace
from octui.store.selectors import PendingRequest
from octui.ui.approvals.button_row import ButtonOption
from octui.ui.approvals.card_body import CardBody
from octui.ui.approvals.card_frame import CardContext
from octui.ui.approvals.free_text_input import FreeTextInput
from octui.ui.approvals.reply_progress import ReplyProgress
from octui.ui.messages import ReplyDock


class CardHost(Protocol):
    """The card, as its view sees it: it has the focus, the guard and the connection to the dock."""

    reply: ReplyProgress
    dock: ReplyDock
    """Sent with every reply; the dock shows whether it arrived."""

    @property
    def card_context(self) -> CardContext: ...

    @property
    def is_requester_in_body(self) -> bool:
        """Whether the body has to say who requests: the heading has no room for it."""

    @property
    def is_whole(self) -> bool:
        """Whether all of the card is on the screen."""

    @property
    def is_focused_within(self) -> bool: ...

    @property
    def screen_width(self) -> int: ...

    def measure_rest(self, viewport: Size, width: int) -> int:
        """The rows of everything but the body."""

    def restart_guard(self) -> None:
        """Ignore keys for a moment: those that led here count for nothing in what is shown next."""

    def wait_for_display(self) -> None:
        """Ignore keys until what changed is on the screen, and for a moment after."""

    def refresh_card(self) -> None:
        """Redraw the parts of the view, and the lines around them."""

    def refresh_lines(self) -> None:
        """Redraw the lines around the view."""

    def focus_view(self) -> None:
        """Move the focus to what the view wants focused."""

    def post_message(self, message: Message) -> bool:
        """Post something that is not a reply."""

    def send_reply(self, message: Message) -> None:
        """Post the reply. Nothing more can be decided until it failed."""


class CardView(Protocol):
    """What a card shows for one kind of request, and how that is answered.

    The view decides what a key or a click means; the card passes on only those that its guard accepted.
    """

    @property
    def bodies(self) -> Sequence[Widget]:
        """What is read, above the note of what is out of sight."""

    @property
    def answers(self) -> Sequence[Widget]:
        """What is answered with, below it."""

    @property
    def command_characters(self) -> str:
        """Characters that move about in the card; all others that are no answer belong to the composer."""

    @property
    def answer_characters(self) -> str:
        """Characters that pick an answer; none decides."""

    @property
    def title(self) -> str:
        """What is requested, in a few words that are safe to draw."""

    @property
    def is_doubtful(self) -> bool:
        """Whether something in the request may be taken for what it is not."""

    @property
    def body(self) -> CardBody:
        """The body that is shown."""

    @property
    def must_be_read(self) -> bool:
        """Whether the body must have been read to its end before an answer that lets something happen."""

    @property
    def text_input(self) -> FreeTextInput: ...

    @property
    def is_writing(self) -> bool:
        """Whether the text input has the focus when the card does."""

    @property
    def has_unsent_text(self) -> bool:
        """Whether something was written that would be lost with the card."""

    @property
    def key_hint(self) -> str:
        """The keys that count now, while the card has the focus."""

    def is_outdated(self, request: PendingRequest) -> bool:
        """Whether the request now says something else than what is shown."""

    def show_request(self) -> None:
        """Fill the parts, once they are mounted."""

    def update_parts(self) -> None:
        """Bring the parts in line with the state of the view."""

    def is_deciding_key(self, key: str) -> bool:
        """Whether a key may send something: then it must be a press of its own."""

    def is_choosing_key(self, key: str) -> bool:
        """Whether a key moves from one answer to another."""

    def handle_card_key(self, key: str, character: str | None) -> bool:
        """Do what a key means; False when it means nothing here."""

    def press_row(self, place: RowPlace) -> None:
        """A row of the body was clicked."""

    def press_button(self, option: ButtonOption) -> None:
        """Do what a button says; a disabled one does nothing."""

    def submit_text(self, text: str) -> None:
        """Enter was pressed in the text input."""

    def cancel_text(self) -> None:
        """Esc was pressed in the text input, which keeps its text."""

    def describe_failure(self, reason: str) -> str:
        """A sentence saying that the reply did not arrive, and what that leaves undone."""

    def return_to_choice(self) -> None:
        """The reply failed: show the choice again."""


ViewFactory = Callable[[CardHost], CardView]
