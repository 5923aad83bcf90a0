import msgspec
import pytest

from octui.store import selectors
from octui.store.changes import NO_CHANGES, ChangeKey, Topic
from octui.store.store import Store
from octui.wire.events import PartDelta
from octui.wire.messages import Message
from octui.wire.parts import ReasoningPart, Span, TextPart, ToolState
from tests.support.factories import (
    busy,
    delta,
    loading,
    make_answer,
    make_prompt_part,
    make_text_part,
    make_tool_part,
    make_user_message,
    page,
    said,
    watching,
    wrote,
)

MESSAGE = "msg_1"
PART = "prt_1"


def texts(store: Store, message_id: str = MESSAGE) -> list[str]:
    view = selectors.get_message(store.state, message_id)
    assert view is not None
    return [part.text for part in view.parts if isinstance(part, TextPart | ReasoningPart)]


def streaming(*pieces: str) -> Store:
    """A store in the middle of a reply, of which these pieces came."""
    store = watching()
    store.dispatch_action(said(make_answer(MESSAGE)))
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE)))
    for piece in pieces:
        store.dispatch_action(delta(PART, MESSAGE, piece))
    return store


def test_deltas_are_appended_in_the_order_they_come() -> None:
    assert texts(streaming("Hello", ", ", "world")) == ["Hello, world"]


def test_reasoning_grows_like_text() -> None:
    store = watching()
    store.dispatch_action(said(make_answer(MESSAGE)))
    store.dispatch_action(wrote(ReasoningPart(id=PART, session_id="ses_a", message_id=MESSAGE, time=Span(start=1))))
    store.dispatch_action(delta(PART, MESSAGE, "hm"))
    assert texts(store) == ["hm"]


def test_the_final_update_replaces_what_was_streamed() -> None:
    store = streaming("Hello  ")
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE, "Hello", ended=True)))
    assert texts(store) == ["Hello"]


def test_a_late_delta_never_changes_an_ended_text() -> None:
    store = streaming("Hello")
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE, "Hello", ended=True)))
    store.drain_changes()
    store.dispatch_action(delta(PART, MESSAGE, "lo"))
    assert texts(store) == ["Hello"]
    assert store.drain_changes() == NO_CHANGES


def test_a_repeated_beginning_does_not_empty_the_text() -> None:
    store = streaming("Hello")
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE)))
    assert texts(store) == ["Hello"]


def test_an_update_that_holds_more_than_the_pieces_is_taken() -> None:
    store = streaming("lo")
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE, "Hello")))
    store.dispatch_action(delta(PART, MESSAGE, "!"))
    assert texts(store) == ["Hello!"]


def test_a_repeated_beginning_does_not_reopen_an_ended_text() -> None:
    store = streaming("Hello")
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE, "Hello", ended=True)))
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE)))
    store.dispatch_action(delta(PART, MESSAGE, "!"))
    assert texts(store) == ["Hello"]


def test_older_servers_send_the_whole_text_each_time() -> None:
    store = watching()
    store.dispatch_action(said(make_answer(MESSAGE)))
    for words in ("He", "Hello", "Hello\n"):
        store.dispatch_action(wrote(make_text_part(PART, MESSAGE, words)))
        assert texts(store) == [words]
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE, "Hello", ended=True)))
    assert texts(store) == ["Hello"]


def test_text_without_a_time_stands_as_it_is_told() -> None:
    store = watching()
    store.dispatch_action(said(make_user_message(MESSAGE)))
    store.dispatch_action(wrote(make_prompt_part(PART, MESSAGE, "a long prompt")))
    store.dispatch_action(wrote(make_prompt_part(PART, MESSAGE, "short")))
    assert texts(store) == ["short"]


def test_deltas_before_their_part_are_kept_for_it() -> None:
    store = watching()
    store.dispatch_action(said(make_answer(MESSAGE)))
    store.dispatch_action(delta(PART, MESSAGE, "Hel"))
    assert texts(store) == []
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE)))
    store.dispatch_action(delta(PART, MESSAGE, "lo"))
    assert texts(store) == ["Hello"]


def test_parts_and_deltas_before_their_message_are_kept_for_it() -> None:
    store = watching()
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE)))
    store.dispatch_action(delta(PART, MESSAGE, "Hello"))
    store.drain_changes()
    store.dispatch_action(said(make_answer(MESSAGE)))
    assert texts(store) == ["Hello"]
    assert store.drain_changes() >= {ChangeKey(Topic.MESSAGE, MESSAGE), ChangeKey(Topic.MESSAGES, "ses_a")}
    assert not store.state.orphans


def test_a_finished_message_takes_no_more_deltas() -> None:
    store = streaming("Hel")
    store.dispatch_action(said(make_answer(MESSAGE, done=True)))
    store.dispatch_action(delta(PART, MESSAGE, "lo"))
    assert texts(store) == ["Hel"]


def test_a_finished_message_still_takes_its_last_updates() -> None:
    store = streaming("Hel")
    store.dispatch_action(said(make_answer(MESSAGE, done=True)))
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE, "Hello", ended=True)))
    assert texts(store) == ["Hello"]


def test_deltas_of_other_fields_are_left_alone() -> None:
    store = streaming("Hello")
    store.drain_changes()
    store.dispatch_action(PartDelta(session_id="ses_a", message_id=MESSAGE, part_id=PART, delta="{", field="input"))
    assert texts(store) == ["Hello"]
    assert store.drain_changes() == NO_CHANGES


def test_a_delta_for_a_tool_call_is_left_alone() -> None:
    store = watching()
    store.dispatch_action(said(make_answer(MESSAGE)))
    store.dispatch_action(wrote(make_tool_part(PART, MESSAGE)))
    store.drain_changes()
    store.dispatch_action(delta(PART, MESSAGE, "x"))
    assert store.drain_changes() == NO_CHANGES


def test_a_snapshot_that_holds_nothing_yet_does_not_empty_the_text() -> None:
    store = streaming("Hello")
    store.dispatch_action(page(Message(info=make_answer(MESSAGE), parts=(make_text_part(PART, MESSAGE),))))
    assert texts(store) == ["Hello"]
    store.dispatch_action(delta(PART, MESSAGE, "!"))
    assert texts(store) == ["Hello!"]


def test_a_snapshot_that_holds_more_than_was_heard_is_taken() -> None:
    store = loading()
    store.dispatch_action(delta(PART, MESSAGE, "lo wo"))
    store.dispatch_action(page(Message(info=make_answer(MESSAGE), parts=(make_text_part(PART, MESSAGE, "Hello wo"),))))
    assert texts(store) == ["Hello wo"]
    store.dispatch_action(delta(PART, MESSAGE, "rld"))
    assert texts(store) == ["Hello world"]


def test_a_snapshot_with_the_final_text_wins_over_the_pieces() -> None:
    store = loading()
    store.dispatch_action(said(make_answer(MESSAGE)))
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE)))
    store.dispatch_action(delta(PART, MESSAGE, "Hel"))
    ended = make_text_part(PART, MESSAGE, "Hello", ended=True)
    store.dispatch_action(page(Message(info=make_answer(MESSAGE, done=True), parts=(ended,))))
    assert texts(store) == ["Hello"]
    store.dispatch_action(delta(PART, MESSAGE, "lo"))
    assert texts(store) == ["Hello"]


def test_the_final_text_heard_wins_over_an_older_snapshot() -> None:
    store = loading()
    store.dispatch_action(said(make_answer(MESSAGE)))
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE, "Hello", ended=True)))
    store.dispatch_action(
        page(Message(info=make_answer(MESSAGE), parts=(make_text_part(PART, MESSAGE, "Hello and more"),)))
    )
    assert texts(store) == ["Hello"]


def test_joining_in_the_middle_of_a_reply_ends_in_the_servers_text() -> None:
    store = loading()
    store.dispatch_action(page(Message(info=make_answer(MESSAGE), parts=(make_text_part(PART, MESSAGE),))))
    store.dispatch_action(delta(PART, MESSAGE, "world"))
    assert texts(store) == ["world"]
    store.dispatch_action(wrote(make_text_part(PART, MESSAGE, "Hello, world", ended=True)))
    assert texts(store) == ["Hello, world"]


def test_what_a_finished_message_says_in_a_snapshot_is_taken_even_when_it_is_less() -> None:
    store = streaming("half of a rep")
    store.dispatch_action(page(Message(info=make_answer(MESSAGE, done=True), parts=(make_text_part(PART, MESSAGE),))))
    assert texts(store) == [""]


def test_what_was_heard_of_a_growing_text_stays_when_the_snapshot_holds_less() -> None:
    store = loading()
    store.dispatch_action(said(make_answer(MESSAGE)))
    store.dispatch_action(
        wrote(msgspec.structs.replace(make_text_part(PART, MESSAGE, "Hello"), metadata={"heard": True}))
    )
    store.dispatch_action(page(Message(info=make_answer(MESSAGE), parts=(make_text_part(PART, MESSAGE, "He"),))))
    view = selectors.get_message(store.state, MESSAGE)
    assert view is not None
    (part,) = view.parts
    assert isinstance(part, TextPart)
    assert (part.text, part.metadata) == ("Hello", {"heard": True})


def test_parts_are_ordered_by_id_however_they_come() -> None:
    store = watching()
    store.dispatch_action(said(make_answer(MESSAGE)))
    for id in ("prt_3", "prt_1", "prt_4", "prt_2"):
        store.dispatch_action(wrote(make_text_part(id, MESSAGE, id)))
    assert texts(store) == ["prt_1", "prt_2", "prt_3", "prt_4"]


def test_a_finished_message_is_not_reopened_by_older_news() -> None:
    store = watching()
    store.dispatch_action(said(make_answer(MESSAGE, done=True)))
    store.drain_changes()
    store.dispatch_action(said(make_answer(MESSAGE)))
    view = selectors.get_message(store.state, MESSAGE)
    assert view is not None
    assert view.is_finished
    assert store.drain_changes() == NO_CHANGES


@pytest.mark.parametrize("status", ["completed", "error"])
def test_a_call_that_ended_does_not_run_again(status: str) -> None:
    store = watching()
    store.dispatch_action(said(make_answer(MESSAGE)))
    store.dispatch_action(wrote(make_tool_part(PART, MESSAGE, status)))
    store.dispatch_action(wrote(make_tool_part(PART, MESSAGE, "running")))
    store.dispatch_action(page(Message(info=make_answer(MESSAGE), parts=(make_tool_part(PART, MESSAGE, "pending"),))))
    view = selectors.get_message(store.state, MESSAGE)
    assert view is not None
    assert view.parts == (make_tool_part(PART, MESSAGE, status),)


def test_the_output_of_a_running_call_is_replaced_by_each_update() -> None:
    store = watching()
    store.dispatch_action(said(make_answer(MESSAGE)))
    for output in ("a\n", "a\nb\n"):
        running = msgspec.structs.replace(
            make_tool_part(PART, MESSAGE), state=ToolState(status="running", metadata={"output": output})
        )
        store.dispatch_action(wrote(running))
        view = selectors.get_message(store.state, MESSAGE)
        assert view is not None
        assert view.parts == (running,)


def test_a_view_is_the_same_object_until_something_changes() -> None:
    store = streaming("Hello")
    before = selectors.get_message(store.state, MESSAGE)
    assert before is selectors.get_message(store.state, MESSAGE)
    store.dispatch_action(busy())
    assert before is selectors.get_message(store.state, MESSAGE)
    store.dispatch_action(delta(PART, MESSAGE, "!"))
    after = selectors.get_message(store.state, MESSAGE)
    assert before is not None
    assert after is not None
    assert after.revision > before.revision
    assert [part.text for part in before.parts if isinstance(part, TextPart)] == ["Hello"]
