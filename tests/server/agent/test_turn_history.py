from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from octui.server.agent.turn_history import TurnHistory
from octui.server.identifiers import create_ascending_id
from octui.server.sessions.messages import MessageService
from octui.wire.messages import MessageInfo, MessageTime
from octui.wire.parts import CompactionPart, TextPart
from octui.wire.sessions import Session
from tests.server.conftest import Running

MANY = 700
"""More than one page."""


@pytest.fixture
def messages(app_server: Running) -> MessageService:
    return app_server.server.messages


@pytest.fixture
async def session(app_server: Running, tmp_path: Path) -> AsyncIterator[Session]:
    instance = await app_server.server.instances.open_instance(str(tmp_path))
    session = app_server.server.sessions.create_session(instance.session_location, title="long")
    with app_server.server.repository.open_transaction():
        for _ in range(MANY):
            say(app_server.server.messages, session, "words")
    yield session


def say(messages: MessageService, session: Session, text: str) -> TextPart:
    info = MessageInfo(id=create_ascending_id("msg"), session_id=session.id, role="user", time=MessageTime(created=1))
    messages.save_message(info)
    part = TextPart(id=create_ascending_id("prt"), session_id=session.id, message_id=info.id, text=text)
    messages.save_part(part)
    return part


async def test_all_is_known_and_then_only_what_changed_is_read(messages: MessageService, session: Session) -> None:
    with TurnHistory(messages, session.id) as memory:
        first = await memory.load_turn_messages()
        assert [held.info.id for held in first] == sorted(held.info.id for held in first)
        assert len(first) == MANY
        last = say(messages, session, "news")
        messages.delete_part(session.id, first[5].info.id, first[5].parts[0].id)
        messages.delete_message(session.id, first[7].info.id)
        second = await memory.load_turn_messages()
    assert second[-1].parts == (last,)
    assert second[5].parts == ()
    assert first[7].info.id not in {held.info.id for held in second}
    assert sum(held in second for held in first) == MANY - 2
    assert second[4] is first[4]


async def test_what_grows_is_known_as_it_is_by_now(messages: MessageService, session: Session) -> None:
    part = say(messages, session, "a")
    with TurnHistory(messages, session.id) as memory:
        await memory.load_turn_messages()
        for _ in range(2):
            part = messages.append_part_text(part, "b")
            assert (await memory.load_turn_messages())[-1].parts == (part,)


async def test_what_is_summed_up_meanwhile_is_forgotten(messages: MessageService, session: Session) -> None:
    with TurnHistory(messages, session.id) as memory:
        await memory.load_turn_messages()
        asked = say(messages, session, "sum up")
        messages.save_part(
            CompactionPart(id=create_ascending_id("prt"), session_id=session.id, message_id=asked.message_id)
        )
        summary = MessageInfo(
            id=create_ascending_id("msg"),
            session_id=session.id,
            role="assistant",
            parent_id=asked.message_id,
            summary=True,
            finish="stop",
            time=MessageTime(created=2, completed=3),
        )
        messages.save_message(summary)
        assert [held.info.id for held in await memory.load_turn_messages()] == [asked.message_id, summary.id]
    with TurnHistory(messages, session.id) as memory:
        assert [held.info.id for held in await memory.load_turn_messages()] == [asked.message_id, summary.id]
