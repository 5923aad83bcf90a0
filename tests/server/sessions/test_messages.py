import asyncio

import httpx
import pytest
from msgspec.structs import replace

from octui.client import Client, NotFound, Rejected
from octui.server.identifiers import create_ascending_id, get_time_ms
from octui.server.instance import Instance
from octui.wire.events import MessageRemoved, PartDelta, PartRemoved, PartUpdated
from octui.wire.messages import Message, MessageInfo, MessageTime
from octui.wire.parts import Span, StepFinishPart, TextPart
from octui.wire.sessions import CacheTokens, Session, Status, Tokens
from tests.server.conftest import Running
from tests.support.stream_recorder import record_stream
from tests.support.waiting import wait_until_true


@pytest.fixture
async def instance(app_server: Running) -> Instance:
    return await app_server.server.instances.open_instance(app_server.server.directory)


@pytest.fixture
def session(app_server: Running, instance: Instance) -> Session:
    return app_server.server.sessions.create_session(instance.session_location, title="Trunk")


def say(instance: Instance, session: Session, text: str, role: str = "user") -> MessageInfo:
    info = MessageInfo(
        id=create_ascending_id("msg"),
        session_id=session.id,
        role=role,
        time=MessageTime(created=get_time_ms(), completed=get_time_ms()),
    )
    instance.messages.save_message(info)
    instance.messages.save_part(
        TextPart(id=create_ascending_id("prt"), session_id=session.id, message_id=info.id, text=text)
    )
    return info


def texts(messages: tuple[Message, ...]) -> list[str]:
    return [part.text for message in messages for part in message.parts if isinstance(part, TextPart)]


async def test_pages_lead_from_the_end_to_the_beginning_and_miss_nothing(
    client: Client, instance: Instance, session: Session
) -> None:
    for number in range(7):
        say(instance, session, f"prompt {number}")
    page = await client.messages.list(session.id, limit=3)
    assert texts(page.messages) == ["prompt 4", "prompt 5", "prompt 6"]
    say(instance, session, "a newer one")
    page = await client.messages.list(session.id, limit=3, before=page.next_cursor)
    assert texts(page.messages) == ["prompt 1", "prompt 2", "prompt 3"]
    page = await client.messages.list(session.id, limit=3, before=page.next_cursor)
    assert (texts(page.messages), page.next_cursor) == (["prompt 0"], None)


async def test_a_page_links_to_the_one_before_it(app_server: Running, instance: Instance, session: Session) -> None:
    for number in range(3):
        say(instance, session, f"prompt {number}")
    async with httpx.AsyncClient(base_url=app_server.url) as http:
        newest = await http.get(f"/session/{session.id}/message", params={"limit": 2})
        older = await http.get(newest.links["next"]["url"])
        assert [message["parts"][0]["text"] for message in older.json()] == ["prompt 0"]
        assert (await http.get(f"/session/{session.id}/message", params={"before": "x"})).status_code == 400
        assert (await http.get(f"/session/{session.id}/message", params={"limit": "x"})).status_code == 400
        assert len((await http.get(f"/session/{session.id}/message", params={"limit": 0})).json()) == 3


async def test_a_growing_text_is_sent_in_deltas_and_can_be_read_whole_at_any_time(
    client: Client, instance: Instance, session: Session
) -> None:
    info = say(instance, session, "", role="assistant")
    part = TextPart(
        id=create_ascending_id("prt"), session_id=session.id, message_id=info.id, time=Span(start=get_time_ms())
    )
    async with record_stream(client) as heard:
        instance.messages.save_part(part)
        for piece in ("one ", "two ", "three"):
            part = instance.messages.append_part_text(part, piece)
        await heard.wait_for_event(PartDelta, lambda delta: delta.delta == "three")
        assert texts((await client.messages.list(session.id)).messages)[-1] == "one two three"
        instance.messages.save_part(replace(part, time=Span(start=1, end=2)))
        await heard.wait_for_event(PartUpdated, lambda updated: getattr(updated.part, "text", "") == "one two three")


async def test_what_grew_is_stored_within_a_moment(app_server: Running, instance: Instance, session: Session) -> None:
    info = say(instance, session, "", role="assistant")
    part = TextPart(id=create_ascending_id("prt"), session_id=session.id, message_id=info.id)
    app_server.server.messages.append_part_text(part, "kept")
    repository = app_server.server.repository
    await wait_until_true(lambda: b"kept" in (repository.read_message_row(session.id, info.id) or b""))


async def test_a_part_is_edited_and_removed(client: Client, instance: Instance, session: Session) -> None:
    info = say(instance, session, "first words")
    (part,) = (await client.messages.get(session.id, info.id)).parts
    assert isinstance(part, TextPart)
    async with record_stream(client) as heard:
        await client.messages.update_part(replace(part, text="other words"))
        assert texts((await client.messages.get(session.id, info.id),)) == ["other words"]
        await client.messages.delete_part(session.id, info.id, part.id)
        assert (await heard.wait_for_event(PartRemoved)).part_id == part.id
    assert (await client.messages.get(session.id, info.id)).parts == ()
    with pytest.raises(NotFound):
        await client.messages.update_part(part)
    with pytest.raises(Rejected):
        await client.transport.send_json(
            "PATCH", f"/session/{session.id}/message/{info.id}/part/prt_x", dict, {"type": "bogus"}
        )


async def test_a_message_is_deleted_once_the_session_is_idle(
    client: Client, instance: Instance, session: Session
) -> None:
    info = say(instance, session, "to be deleted")
    instance.statuses.set_session_status(session.id, Status(type="busy"))
    async with httpx.AsyncClient() as http:
        refused = await http.delete(f"{client.url}/session/{session.id}/message/{info.id}")
    assert (refused.status_code, refused.json()["_tag"]) == (409, "SessionBusyError")
    instance.statuses.set_session_status(session.id, Status())
    async with record_stream(client) as heard:
        assert await client.messages.delete(session.id, info.id)
        assert (await heard.wait_for_event(MessageRemoved)).message_id == info.id
    assert (await client.messages.list(session.id)).messages == ()
    with pytest.raises(NotFound, match=info.id):
        await client.messages.get(session.id, info.id)


async def test_a_fork_has_what_was_said_before_under_new_ids(
    client: Client, instance: Instance, session: Session
) -> None:
    say(instance, session, "one")
    later = say(instance, session, "two")
    fork = await client.sessions.fork(session.id, later.id)
    whole = await client.sessions.fork(session.id)
    assert [fork.title, whole.title] == ["Trunk (fork #1)", "Trunk (fork #2)"]
    assert texts((await client.messages.list(fork.id)).messages) == ["one"]
    messages = (await client.messages.list(whole.id)).messages
    assert texts(messages) == ["one", "two"]
    assert later.id not in {message.info.id for message in messages}
    assert {part.message_id for message in messages for part in message.parts} == {m.info.id for m in messages}


async def test_a_session_counts_what_its_messages_cost(client: Client, instance: Instance, session: Session) -> None:
    info = say(instance, session, "", role="assistant")
    tokens = Tokens(input=10, output=3, cache=CacheTokens(read=5))
    for cost in (0.25, 0.5):
        instance.messages.save_message(replace(info, cost=cost, tokens=tokens))
    found = await client.sessions.get(session.id)
    assert (found.cost, found.tokens) == (0.5, tokens)


async def test_unknown_keys_are_passed_on(app_server: Running, instance: Instance, session: Session) -> None:
    info = say(instance, session, "", role="assistant")
    step = StepFinishPart(id=create_ascending_id("prt"), session_id=session.id, message_id=info.id, reason="stop")
    instance.messages.save_part(step, extra_fields={"tokens": {"input": 1}})
    async with httpx.AsyncClient() as http:
        stored = (await http.get(f"{app_server.url}/session/{session.id}/message/{info.id}")).json()
    assert stored["parts"][-1]["tokens"] == {"input": 1}


async def test_what_is_said_in_a_deleted_session_goes_nowhere(
    client: Client, instance: Instance, session: Session
) -> None:
    await client.sessions.delete(session.id)
    say(instance, session, "too late")
    assert instance.repository.list_message_ids(session.id) == []


async def test_half_a_surrogate_pair_does_not_stop_anything(
    client: Client, instance: Instance, session: Session
) -> None:
    info = say(instance, session, "a\udcffb")
    assert texts((await client.messages.get(session.id, info.id),)) == ["a?b"]


async def test_a_long_history_is_read_without_holding_the_loop(
    app_server: Running, instance: Instance, session: Session
) -> None:
    records = app_server.server.repository
    with records.open_transaction():
        for _ in range(10_000):
            message_id, part_id = create_ascending_id("msg"), create_ascending_id("prt")
            records.save_message_row(session.id, message_id, b'{"id":"%s","role":"user"}' % message_id.encode(), None)
            records.save_part_row(
                session.id, message_id, part_id, b'{"id":"x","type":"text","text":"%s"}' % (b"y" * 300)
            )
    reading = asyncio.create_task(app_server.server.messages.load_history_json(session.id, None, None))
    turns = 0
    while not reading.done():
        await asyncio.sleep(0)
        turns += 1
    body, cursor = reading.result()
    assert body.count(b'"info"') == 10_000
    assert cursor is None
    assert turns > 10
