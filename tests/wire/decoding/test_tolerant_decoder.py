import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.wire.catalog import decode_providers
from octui.wire.decoding.damaged_json import PLACEHOLDER
from octui.wire.decoding.tolerant_decoder import TolerantDecoder, decode_elements, split_list
from octui.wire.event_frames import decode_event
from octui.wire.events import MessageUpdated, PartDelta, PartUpdated, PermissionAsked, SessionIdle
from octui.wire.history import decode_message, decode_messages
from octui.wire.parts import UNREADABLE_TYPE, TextPart, ToolPart, UnknownPart, decode_part
from octui.wire.requests import Permission
from octui.wire.sessions import Session

REST = Path(__file__).parents[2] / "fixtures" / "1.18.33" / "rest"


def encode(value: object) -> bytes:
    return json.dumps(value).encode()


def make_message(message_id: str, *parts: object, **info: object) -> dict[str, Any]:
    return {"info": {"id": message_id, "sessionID": "ses_1", "role": "assistant", **info}, "parts": list(parts)}


def make_text(part_id: str, text: object) -> dict[str, object]:
    return {"id": part_id, "sessionID": "ses_1", "messageID": "msg_1", "type": "text", "text": text}


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, [1], {"a": 1}, True, "\ud83d"])
@pytest.mark.parametrize(
    "field",
    ["time", "tokens", "cost", "error", "model", "finish", "parentID", "agent", "path", "summary", "variant", "mode"],
)
def test_an_odd_field_of_a_message_takes_no_text_with_it(field: str, odd: object) -> None:
    message = decode_message(encode(make_message("msg_1", make_text("prt_1", "the answer"), **{field: odd})))
    assert message.info.id == "msg_1"
    assert [part.text for part in message.parts if isinstance(part, TextPart)] == ["the answer"]


@pytest.mark.parametrize("odd", [None, 7, [], {"a": None}, "\udc00", True])
@pytest.mark.parametrize("field", ["input", "output", "metadata", "time", "title", "attachments", "error", "status"])
def test_an_odd_field_of_a_tool_call_leaves_the_call(field: str, odd: object) -> None:
    state = {"status": "completed", "input": {"command": "ls"}, "output": "a.py", field: odd}
    part = decode_part(encode({"id": "prt_1", "type": "tool", "tool": "bash", "callID": "c", "state": state}))
    assert isinstance(part, ToolPart)
    assert part.tool == "bash"
    assert field == "output" or part.state.output == "a.py"


def test_one_message_that_cannot_be_read_keeps_its_place_and_its_json() -> None:
    page = [
        "nonsense",
        make_message("msg_2", make_text("prt_1", "two")),
        {"info": None},
        make_message("msg_3", make_text("prt_2", "three")),
    ]
    messages = decode_messages(split_list(encode(page)))
    assert [message.info.id for message in messages] == sorted(message.info.id for message in messages)
    assert [message.info.id for message in messages if "!" not in message.info.id] == ["msg_2", "msg_3"]
    unreadable = [part for message in messages for part in message.parts if isinstance(part, UnknownPart)]
    assert [(part.type, part.raw) for part in unreadable] == [
        (UNREADABLE_TYPE, b'"nonsense"'),
        (UNREADABLE_TYPE, b'{"info": null}'),
    ]


def test_a_part_that_cannot_be_read_stands_between_its_neighbours() -> None:
    message = decode_message(encode(make_message("msg_1", make_text("prt_1", "a"), 5, make_text("prt_2", "b"))))
    assert [part.id for part in message.parts] == ["prt_1", "prt_1!000001", "prt_2"]


@pytest.mark.parametrize(
    "info",
    [None, 7, "msg_2", [], {}, {"id": None}, {"id": 7, "role": "user"}, {"id": ""}, {"id": ["x"]}, {"ID": "msg_2"}],
    ids=repr,
)
def test_an_odd_info_takes_no_text_with_it(info: object) -> None:
    odd = {"info": info, "parts": [{**make_text("prt_2", "the answer"), "messageID": "msg_2"}, 5]}
    page = [make_message("msg_1", make_text("prt_1", "one")), odd, make_message("msg_3", make_text("prt_3", "three"))]
    messages = decode_messages(split_list(encode(page)))
    assert [message.info.id for message in messages] == ["msg_1", "msg_2", "msg_3"]
    texts = [part.text for message in messages for part in message.parts if isinstance(part, TextPart)]
    assert texts == ["one", "the answer", "three"]
    unreadable = [part.raw for part in messages[1].parts if isinstance(part, UnknownPart)]
    assert unreadable == [json.dumps(info).encode(), b"5"]
    assert messages[1].info.role == ("user" if info == {"id": 7, "role": "user"} else "assistant")


def test_a_message_without_info_keeps_its_place_when_its_parts_do_not_name_it() -> None:
    odd = [{"parts": [{"id": f"prt_{number}", "type": "text", "text": str(number)}]} for number in range(3)]
    page = [odd[0], make_message("msg_1", make_text("prt_8", "one")), odd[1], odd[2], make_message("msg_2")]
    messages = decode_messages(split_list(encode(page)))
    assert len(messages) == 5
    assert [message.info.id for message in messages] == sorted({message.info.id for message in messages})
    texts = [part.text for message in messages for part in message.parts if isinstance(part, TextPart)]
    assert texts == ["0", "one", "1", "2"]


def test_messages_of_one_id_lose_no_text() -> None:
    page = [
        make_message("msg_1", make_text("prt_1", "one")),
        make_message("msg_1", make_text("prt_1", "one, later"), make_text("prt_2", "two"), cost=2),
        {"info": None, "parts": [make_text("prt_3", "three")]},
    ]
    joined, nameless = decode_messages(split_list(encode(page)))
    assert [part.text for part in joined.parts if isinstance(part, TextPart)] == ["one, later", "two"]
    assert joined.info.cost == 2
    assert [part.text for part in nameless.parts if isinstance(part, TextPart)] == ["three"]


@pytest.mark.parametrize("odd", [None, 7, "", "prt_1", ["x"]])
def test_parts_with_odd_ids_are_shown(odd: object) -> None:
    sent = [make_text("prt_1", "a"), {**make_text("", "b"), "id": odd}, make_text("prt_2", "c")]
    message = decode_message(encode(make_message("msg_1", *sent)))
    assert [part.text for part in message.parts if isinstance(part, TextPart)] == ["a", "b", "c"]
    assert [part.id for part in message.parts] == ["prt_1", "prt_1!000001", "prt_2"]
    del sent[1]["id"]
    assert decode_message(encode(make_message("msg_1", *sent))) == message


def test_half_a_pair_makes_nothing_unreadable() -> None:
    body = b'[{"info":{"id":"msg_1"},"parts":[{"id":"p","type":"text","text":"x\\ud83d"}]},{"info":{"id":"msg_2"}}]'
    first, second = decode_messages(split_list(body))
    assert [part.text for part in first.parts if isinstance(part, TextPart)] == ["x\ufffd"]
    assert second.info.id == "msg_2"
    permissions = decode_elements(
        split_list(b'[{"id":"per_1","patterns":["rm \\udead"]},{"id":"per_2"}]'), TolerantDecoder(Permission)
    )
    assert [(one.id, one.patterns) for one in permissions] == [("per_1", ("rm \ufffd",)), ("per_2", ())]


@pytest.mark.parametrize("depth", [200, 1_000, 50_000])
def test_deep_arguments_of_a_tool_are_cut_off_before_anything_walks_them(depth: int) -> None:
    deep = b"[" * depth + b"]" * depth
    raw = b'{"id":"p","type":"tool","tool":"x","state":{"status":"running","input":{"ok":"yes","deep":' + deep + b"}}}"
    frame = b'{"directory":"/d","payload":{"type":"message.part.updated","properties":{"part":' + raw + b"}}}"
    arrived = decode_event(frame)
    assert arrived is not None and isinstance(arrived.event, PartUpdated)
    part = arrived.event.part
    assert isinstance(part, ToolPart)
    assert part.state.input["ok"] == "yes"
    assert PLACEHOLDER in repr(part.state.input["deep"])
    page = b'[{"info":{"id":"msg_1"},"parts":[' + raw + b']},{"info":{"id":"msg_2"}}]'
    assert [message.info.id for message in decode_messages(split_list(page))] == ["msg_1", "msg_2"]


def test_events_with_odd_fields_are_events() -> None:
    updated = decode_event(
        encode({"type": "message.updated", "properties": {"info": {"id": "msg_1", "time": None, "cost": "free"}}})
    )
    assert updated is not None and isinstance(updated.event, MessageUpdated)
    delta = decode_event(
        b'{"type":"message.part.delta","properties":{"sessionID":"s","messageID":"m","partID":"p","delta":"\\ud83d"}}'
    )
    assert delta is not None and isinstance(delta.event, PartDelta)
    assert delta.event.delta == "\ufffd"


def test_what_a_person_is_to_approve_is_never_replaced_by_nothing() -> None:
    frame = {
        "type": "permission.asked",
        "properties": {"id": "per_1", "permission": 5, "patterns": ["ls", {"rm": "*"}]},
    }
    asked = decode_event(encode(frame))
    assert asked is not None and isinstance(asked.event, PermissionAsked)
    assert asked.event.request.permission == "5"
    assert asked.event.request.patterns == ("ls", '{"rm":"*"}')


def test_an_identity_is_text_or_there_is_none() -> None:
    with pytest.raises(msgspec.MsgspecError):
        TolerantDecoder(Session).decode_value(b'{"id": 7}')
    with pytest.raises(msgspec.MsgspecError):
        TolerantDecoder(Session).decode_value(b"[]")


ODD: st.SearchStrategy[Any] = st.sampled_from([None, True, 0, -1.5, 10**30, "", "x\ud83d", [], [None], {}, {"": []}])


@given(st.data())
def test_any_one_value_of_a_recorded_session_may_be_odd(data: st.DataObject) -> None:
    page = json.loads((REST / "message_list_part_types.json").read_text())["body"]
    containers: list[Any] = []

    def collect(value: Any) -> None:
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if children:
            containers.append(value)
        for child in children:
            collect(child)

    collect(page)
    target = data.draw(st.sampled_from(containers))
    key = data.draw(st.sampled_from(sorted(target) if isinstance(target, dict) else list(range(len(target)))))
    target[key] = data.draw(ODD)
    messages = decode_messages(split_list(encode(page)))
    readable = [message for message in messages if "!" not in message.info.id]
    assert len(messages) == len(page)
    assert len(readable) >= len(page) - 1


@pytest.mark.parametrize("odd", ["null", "5", "[]", '"x"', "{}"])
def test_an_odd_field_beside_a_table_takes_no_entry_of_it(odd: str) -> None:
    model = '{"id":"m","models":{"a":{"id":"a"},"b":7},"env":' + odd + "}"
    skipped: list[bytes] = []
    body = '{"default":' + odd + ',"providers":[' + model + ",8]}"
    providers = decode_providers(body.encode(), skipped.append)
    assert [(provider.id, list(provider.models)) for provider in providers.providers] == [("m", ["a"])]
    assert {b"7", b"8"} <= set(skipped)
    event = decode_event(
        ('{"directory":' + odd + ',"payload":{"type":"session.idle","properties":{"sessionID":"s"}}}').encode()
    )
    assert event is not None and event.event == SessionIdle(session_id="s")


@pytest.mark.parametrize("odd", [1e300, -1e300, -1, 10**30, 1e16])
def test_times_and_counts_are_within_what_can_be_computed_with(odd: float) -> None:
    session = TolerantDecoder(Session).decode_value(
        encode(
            {"id": "s", "title": "kept", "time": {"created": odd, "updated": 5}, "tokens": {"input": odd, "output": 2}}
        )
    )
    assert (session.title, session.time.created, session.time.updated) == ("kept", 0, 5)
    assert session.tokens is not None and session.tokens.used == 2
