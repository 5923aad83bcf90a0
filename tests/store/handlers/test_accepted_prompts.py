"""A prompt that the server accepted is known until it is in a message, whichever comes first."""

import pytest

from octui.store import selectors
from octui.store.actions import HistoryLoaded, PromptAccepted, PromptVanished
from octui.store.changes import ChangeKey, Topic
from octui.store.store import Store
from octui.wire.events import MessageRemoved, SessionDeleted
from octui.wire.messages import Message
from tests.support.factories import SESSION, make_prompt_part, make_session, make_user_message, said, watching, wrote

ACCEPTED = PromptAccepted(SESSION, "prt_1", "say hello")
PART = make_prompt_part("prt_1", "msg_1", "say hello")


def list_accepted(store: Store) -> tuple[str, ...]:
    return selectors.list_accepted_prompts(store.state, SESSION)


def accept() -> Store:
    store = watching()
    store.dispatch_action(ACCEPTED)
    assert ChangeKey(Topic.MESSAGES, SESSION) in store.drain_changes()
    assert list_accepted(store) == ("prt_1",)
    return store


def test_it_is_awaited_until_its_part_comes_and_not_again_when_it_is_undone() -> None:
    store = accept()
    store.dispatch_action(said(make_user_message("msg_1")))
    assert list_accepted(store) == ("prt_1",)
    store.dispatch_action(wrote(PART))
    assert list_accepted(store) == ()
    store.dispatch_action(MessageRemoved(session_id=SESSION, message_id="msg_1"))
    assert list_accepted(store) == ()


def test_a_page_that_has_it_ends_the_wait() -> None:
    store = accept()
    store.dispatch_action(HistoryLoaded(SESSION, ()))
    assert list_accepted(store) == ("prt_1",)
    store.dispatch_action(HistoryLoaded(SESSION, (Message(info=make_user_message("msg_1"), parts=(PART,)),)))
    assert list_accepted(store) == ()


def test_one_that_was_seen_before_its_answer_came_is_not_awaited() -> None:
    store = watching()
    store.dispatch_action(said(make_user_message("msg_1")))
    store.dispatch_action(wrote(PART))
    store.dispatch_action(ACCEPTED)
    assert list_accepted(store) == ()


@pytest.mark.parametrize("end", [PromptVanished("prt_1"), SessionDeleted(info=make_session())])
def test_what_does_not_come_is_not_awaited_for_ever(end: PromptVanished | SessionDeleted) -> None:
    store = accept()
    store.dispatch_action(end)
    assert list_accepted(store) == ()
