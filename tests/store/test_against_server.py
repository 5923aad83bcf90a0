from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from octui.store import selectors
from octui.store.actions import ConnectionChanged, HistoryLoaded, HistoryRequested, Replace
from octui.store.state import ConnectionStatus
from octui.store.store import Store
from octui.wire.events import PartDelta, PartUpdated
from octui.wire.messages import Message
from octui.wire.parts import TextPart
from tests.support.factories import SESSION
from tests.support.fake_server import Dialect, FakeServer

PAGE = 3


@dataclass
class Onlooker:
    """A client of the pretended server, with events and answers on their way for as long as one likes."""

    server: FakeServer
    store: Store = field(default_factory=Store)
    asked: list[tuple[int, str | None]] = field(default_factory=list)
    """Questions that did not reach the server yet: the mark, and the cursor of an older page."""
    answered: list[HistoryLoaded] = field(default_factory=list)

    def hear(self, most: int = 1) -> None:
        for event in self.server.told[:most]:
            self.store.dispatch_action(event)
        del self.server.told[:most]

    def ask(self) -> None:
        self.asked.append((self.store.mark_clock(), None))
        self.store.dispatch_action(HistoryRequested(SESSION))

    def ask_older(self) -> None:
        timeline = self.store.state.timelines.get(SESSION)
        if timeline is not None and timeline.older is not None:
            self.asked.append((self.store.mark_clock(), timeline.older))
            self.store.dispatch_action(HistoryRequested(SESSION, "prepend"))

    def serve(self) -> None:
        if self.asked:
            since, before = self.asked.pop(0)
            messages, older = self.server.page(PAGE, before)
            kind: Replace = "tail" if before is None else "prepend"
            self.answered.append(HistoryLoaded(SESSION, messages, older, kind, before, since))

    def receive(self) -> None:
        if self.answered:
            self.store.dispatch_action(self.answered.pop(0))

    def lose(self) -> None:
        """The stream breaks; what was on its way is lost, the questions are given up."""
        self.store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST))
        self.asked.clear()
        self.answered.clear()

    def reconnect(self) -> None:
        self.server.told.clear()
        self.store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
        self.ask()

    def settle(self) -> None:
        """Let everything arrive that is on its way."""
        while self.asked or self.answered:
            self.serve()
            self.receive()
        self.hear(len(self.server.told))

    def page_back(self) -> None:
        while not self.store.state.timelines[SESSION].is_complete:
            self.ask_older()
            self.settle()

    def sees(self) -> tuple[Message, ...]:
        views = [
            selectors.get_message(self.store.state, id) for id in selectors.list_message_ids(self.store.state, SESSION)
        ]
        return tuple(Message(info=view.info, parts=view.parts) for view in views if view is not None)


SERVER_DEEDS = ["prompt", "begin", "begin_text", "piece", "piece", "end_text", "call", "end_call", "finish"]
EDITS = ["undo", "edit", "drop_part"]
CLIENT_DEEDS = ["hear", "hear", "hear", "serve", "receive", "ask_older"]

dialects: st.SearchStrategy[Dialect] = st.sampled_from(["deltas", "whole", "both"])
unbroken = st.lists(st.sampled_from([*SERVER_DEEDS, *EDITS, *CLIENT_DEEDS, "ask"]), max_size=80)
eventful = st.lists(st.sampled_from([*SERVER_DEEDS, *EDITS, *CLIENT_DEEDS, "ask", "give_up_text", "lose"]), max_size=80)


def play(dialect: Dialect, before: int, deeds: list[str]) -> Onlooker:
    """Some messages before the stream was open, then the deeds in their order, then the end of everything under way."""
    server = FakeServer(dialect)
    for _ in range(before):
        server.prompt()
        server.begin()
        server.finish()
    server.told.clear()
    onlooker = Onlooker(server)
    onlooker.ask()
    away = 0
    for deed in deeds:
        if deed == "lose":
            onlooker.lose()
            away = 6
        elif deed in SERVER_DEEDS or deed in EDITS or deed == "give_up_text":
            getattr(server, deed)()
        elif not away:
            getattr(onlooker, deed)()
        if away:
            away -= 1
            if not away:
                onlooker.reconnect()
    if away:
        onlooker.reconnect()
    server.finish()
    onlooker.settle()
    return onlooker


@settings(max_examples=300, deadline=None)
@given(dialects, st.integers(0, 5), unbroken)
def test_with_an_unbroken_stream_one_page_at_any_time_is_enough(
    dialect: Dialect, before: int, deeds: list[str]
) -> None:
    onlooker = play(dialect, before, deeds)
    onlooker.page_back()
    everything, _ = onlooker.server.page(1000)
    assert onlooker.sees() == everything


@settings(max_examples=300, deadline=None)
@given(dialects, st.integers(0, 5), eventful)
def test_after_breaks_one_more_page_ends_in_what_the_server_holds(
    dialect: Dialect, before: int, deeds: list[str]
) -> None:
    onlooker = play(dialect, before, deeds)
    onlooker.ask()
    onlooker.settle()
    onlooker.page_back()
    everything, _ = onlooker.server.page(1000)
    assert onlooker.sees() == everything


@settings(max_examples=200, deadline=None)
@given(dialects, st.lists(st.sampled_from(["begin", "begin_text", "piece", "end_text", "hear", "finish"]), max_size=60))
def test_a_text_that_is_heard_from_its_beginning_is_always_the_servers_up_to_what_was_heard(
    dialect: Dialect, deeds: list[str]
) -> None:
    server = FakeServer(dialect)
    onlooker = Onlooker(server)
    onlooker.ask()
    onlooker.settle()
    plain: dict[str, str] = {}
    for deed in deeds:
        if deed == "hear" and server.told:
            remember(plain, server.told[0])
            onlooker.hear()
        elif deed != "hear":
            getattr(server, deed)()
        shown = {part.id: part.text for message in onlooker.sees() for part in message.parts if hasattr(part, "text")}
        assert shown == plain


def remember(plain: dict[str, str], event: object) -> None:
    """Assemble texts in the plainest way, for a stream that tells each thing once and in order."""
    match event:
        case PartUpdated(part=TextPart() as part):
            plain[part.id] = part.text
        case PartDelta():
            plain[event.part_id] += event.delta
