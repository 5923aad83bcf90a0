"""The transcript with the pill below it, and the loading of older messages that its reader comes near."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.scrollbar import ScrollTo

from octui.ui.chat.beginning import BeginningLoader, HistoryContext
from octui.ui.chat.end_pill import EndPill
from octui.ui.chat.long_commands import LongCommands
from octui.ui.transcript.messages import BeginningRequested, FollowChanged, OlderRequested
from octui.ui.transcript.widget import Transcript


class ReadingPane(Vertical):
    """`find_session` returns the id of the session that is shown, or `""`."""

    def __init__(self, context: HistoryContext, find_session: Callable[[], str], *, id: str) -> None:
        super().__init__(id=id)
        self._history = context
        self._find_session = find_session
        self.beginning = BeginningLoader(context, self.refresh_end_pill, self._show_beginning)
        self.long_commands = LongCommands(lambda: context.store.state, self.set_timer, self._refresh_items)

    def compose(self) -> ComposeResult:
        yield Transcript(id="transcript")
        yield EndPill(id="new-below")

    @on(FollowChanged)
    def refresh_end_pill(self) -> None:
        """Show how far the end is, or how the way to the beginning goes."""
        pill, transcript = self.query_one(EndPill), self.query_one(Transcript)
        pill.progress = self.beginning.progress
        pill.show_distance(transcript.unseen_count, is_following=transcript.is_following)

    @on(OlderRequested)
    def _load_older_messages(self) -> None:
        if session_id := self._find_session():
            self._history.request_older_messages(session_id)

    @on(BeginningRequested)
    def _load_beginning(self) -> None:
        self.beginning.load_beginning(self._find_session())

    def _refresh_items(self, keys: set[str]) -> None:
        self.query_one(Transcript).refresh_items(keys)

    def _show_beginning(self) -> None:
        transcript = self.query_one(Transcript)
        # What was loaded last may not be in the transcript yet, which follows the state a frame later.
        transcript.reload_items()
        transcript.post_message(ScrollTo(y=0))
