import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from octui.wire.decoding.element_groups import LARGE
from octui.wire.decoding.repeated_values import MAX_KNOWN, RepeatedValues
from octui.wire.decoding.tolerant_decoder import TolerantDecoder, decode_elements, split_list
from octui.wire.event_frames import decode_event
from octui.wire.events import SessionDiff, TodoUpdated
from octui.wire.history import decode_messages
from octui.wire.providers import decode_all_providers
from octui.wire.requests import Question
from octui.wire.sessions import FileDiff, Session, SessionModel, Todo
from octui.wire.workspace.files import FileNode

MANY = 1_500


def encode(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def make_todo(number: int) -> dict[str, Any]:
    return {"content": f"write test {number}", "status": "pending", "priority": "high", "id": str(number)}


def make_session(number: int) -> dict[str, Any]:
    model = {"id": "large", "providerID": "house"}
    return {"id": f"ses_{number:026}", "directory": "/home/me/code/shop", "title": f"Chat {number}", "model": model}


def make_diff(number: int) -> dict[str, Any]:
    return {"file": f"src/file{number}.py", "additions": 1, "deletions": 1, "status": "modified", "patch": f"+{number}"}


def make_node(number: int) -> dict[str, Any]:
    path = f"src/file{number}.py"
    return {"name": path[4:], "path": path, "absolute": f"/home/me/code/shop/{path}", "type": "file", "ignored": False}


def make_page(count: int) -> list[dict[str, Any]]:
    place = {"sessionID": f"ses_{1:026}", "messageID": f"msg_{1:026}", "type": "text"}
    return [{"info": {"id": f"msg_{1:026}"}, "parts": [{"id": f"prt_{n:026}", **place} for n in range(count)]}]


def decode_list(kind: Any, body: bytes) -> tuple[Any, ...]:
    return decode_elements(split_list(body), TolerantDecoder(kind, saves_memory=True))


def frame(kind: str, **properties: object) -> bytes:
    return encode({"payload": {"type": kind, "properties": {"sessionID": "ses_1", **properties}}})


def measure(act: Callable[[bytes], object], body: bytes) -> tuple[float, float]:
    """The memory that a value takes and that its decoding took, each in bytes of JSON."""
    act(body)
    tracemalloc.start()
    value = act(body)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert value is not None
    return kept / len(body), peak / len(body)


@pytest.mark.parametrize(
    ("act", "body"),
    [
        (lambda body: decode_list(Todo, body), encode([*map(make_todo, range(MANY))])),
        (lambda body: decode_list(Session, body), encode([*map(make_session, range(MANY))])),
        (lambda body: decode_list(FileDiff, body), encode([*map(make_diff, range(MANY))])),
        (lambda body: decode_list(FileNode, body), encode([*map(make_node, range(MANY))])),
        (lambda body: decode_messages(split_list(body)), encode(make_page(MANY))),
        (decode_event, frame("todo.updated", todos=[*map(make_todo, range(MANY))])),
        (decode_event, frame("session.diff", diff=[*map(make_diff, range(MANY))])),
    ],
)
def test_lists_of_small_things_take_less_than_three_times_their_json(
    act: Callable[[bytes], object], body: bytes
) -> None:
    kept, peak = measure(act, body)
    assert kept < 2.6
    assert peak < 3


def test_what_repeats_is_one_object_and_nothing_changes() -> None:
    sent = [{**make_session(number), "title": "x" * (number % 200)} for number in range(300)]
    sessions = decode_list(Session, encode(sent))
    assert sessions == tuple(msgspec.convert(each, Session) for each in sent)
    assert {id(session.directory) for session in sessions} == {id(sessions[0].directory)}
    assert {id(session.model) for session in sessions} == {id(sessions[0].model)}
    assert sessions[0].model == SessionModel(id="large", provider_id="house")


def test_a_field_that_hardly_repeats_is_given_up_and_the_others_are_not() -> None:
    repeated = RepeatedValues()
    todos = [Todo(content=f"todo {number}", status=f"{number % 3}") for number in range(MAX_KNOWN * 3)]
    repeated.share_elements(todos)
    again, other = (repeated.share_fields(Todo(content="".join(["w", "x"]), status=str(b"2", "ascii"))) for _ in "ab")
    assert again.content is not other.content
    assert again.status is other.status is todos[2].status


def test_an_odd_element_takes_no_neighbour_with_it() -> None:
    skipped: list[bytes] = []
    sent = [make_todo(0), 7, make_todo(1), {**make_todo(2), "status": None}, "x" * LARGE, make_todo(3)]
    todos = decode_elements(split_list(encode(sent)), TolerantDecoder(Todo, saves_memory=True), skipped.append)
    assert [todo.id for todo in todos] == ["0", "1", "2", "3"]
    assert todos[2].status == "pending"
    assert skipped == [b"7", encode("x" * LARGE)]


@pytest.mark.parametrize("odd", [None, 7, "words", {"content": "no list"}])
def test_a_large_event_with_an_odd_list_is_read_without_it(odd: object) -> None:
    received = decode_event(frame("todo.updated", todos=odd, more="x" * LARGE))
    assert received is not None
    assert received.event == TodoUpdated(session_id="ses_1")


def test_lists_in_lists_are_what_was_sent() -> None:
    options = [{"label": f"option {number}", "description": "long " * (number * 20)} for number in range(60)]
    sent = {"id": "que_1", "questions": [{"question": "?", "options": options}, {"question": "!", "options": []}]}
    question = TolerantDecoder(Question, saves_memory=True).decode_value(encode(sent))
    assert question == msgspec.convert(sent, Question)


def test_an_odd_element_of_a_large_event_is_left_out() -> None:
    received = decode_event(frame("session.diff", diff=[*map(make_diff, range(MANY)), 7]))
    assert received is not None
    assert isinstance(received.event, SessionDiff)
    assert len(received.event.diff) == MANY


def test_many_providers_of_one_model_take_less_than_three_times_their_json() -> None:
    kinds = {"text": True, "audio": False, "image": True, "video": False, "pdf": True}
    model = {
        "name": "Large",
        "limit": {"context": 200_000, "output": 8_000},
        "cost": {"input": 3, "output": 15, "cache": {"read": 0.3, "write": 3.75}},
        "capabilities": {"reasoning": True, "attachment": True, "toolcall": True, "input": kinds, "output": kinds},
        "api": {"id": "large", "url": "https://models.example.com/v1", "npm": "@example/provider"},
        "release_date": "2025-01-01",
    }
    providers = [
        {"id": f"p{n}", "name": f"Provider {n}", "models": {"m": {"id": "m", "providerID": f"p{n}", **model}}}
        for n in range(MANY)
    ]
    kept, peak = measure(decode_all_providers, encode({"all": providers, "default": {}, "connected": []}))
    assert kept < 2.6
    assert peak < 2.7
