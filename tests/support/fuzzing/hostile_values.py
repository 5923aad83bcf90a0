"""Answers and events of a server with odd values in them, made from recorded ones.

`fuzz_events(seed)` and `fuzz_history(seed)` run one round each and raise AssertionError, or whatever the client raised,
with the seed in its notes: `fuzz_events(7)`. Any integer is a seed, and the same one makes the same round.
"""

import json
import random
from collections.abc import Callable
from typing import Any

from octui.store import selectors
from octui.store.actions import HistoryLoaded, HistoryRequested
from octui.store.store import Store
from octui.wire.decoding.split_pairs import SplitPairs
from octui.wire.decoding.tolerant_decoder import UNREADABLE, split_list
from octui.wire.event_frames import decode_event
from octui.wire.history import decode_messages
from octui.wire.parts import TextPart
from tests.support.recordings import FIXTURES, RECORDINGS, read_frames

HISTORIES = sorted(FIXTURES.glob("*/rest/message_list_*.json"))

DEEP = object()
"""Stands for a value that is nested deeper than Python's encoder goes."""

ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 1e300, -1e300, 10**30, 10**400, float("nan"), float("inf")),
    *("", "x", "\ud83d", "\ude00x", "\x00\x1b[31m", "\u202e", "a" * 10_000, "[" * 500, "NaN"),
    *([], {}, [None], [[]], {"": None}, {"type": "text"}, {"id": 7}, [{"id": None}], DEEP),
)
DEEP_JSON = ('{"a":' * 2_000 + "1" + "}" * 2_000, "[" * 2_000 + "]" * 2_000)


def fuzz_events(seed: int) -> None:
    """Replay a recording with odd events in it: what can be decoded changes the store, which stays readable."""
    chance = random.Random(seed)
    store, pairs = Store(), SplitPairs()
    try:
        for frame in read_frames(chance.choice(RECORDINGS)):
            event = json.loads(frame)
            is_odd = chance.random() < 0.3
            arrived = None
            try:
                arrived = decode_event(_damage(chance, event) if is_odd else frame, pairs)
            except UNREADABLE:
                assert is_odd, frame
            if arrived is not None:
                store.dispatch_action(arrived)
        _read_everything(store)
    except BaseException as error:
        error.add_note(f"seed {seed}")
        raise


def fuzz_history(seed: int) -> None:
    """Read a recorded history with one odd message: the others are whole, and every message has a place."""
    chance = random.Random(seed)
    page = json.loads(chance.choice(HISTORIES).read_text())["body"]
    expected = decode_messages(split_list(json.dumps(page).encode()))
    number = chance.randrange(len(page))
    elements: list[bytes] = [json.dumps(message).encode() for message in page]
    elements[number] = _damage(chance, page[number])
    try:
        messages = decode_messages(split_list(b"[" + b",".join(elements) + b"]"))
        assert len(messages) == len(page)
        untouched = {message.info.id: message for message in expected if message is not expected[number]}
        found = {message.info.id: message for message in messages}
        assert all(found.get(id_) == message for id_, message in untouched.items())
        store = Store()
        store.dispatch_action(HistoryRequested("ses_1"))
        store.dispatch_action(HistoryLoaded("ses_1", messages))
        _read_everything(store)
    except BaseException as error:
        error.add_note(f"seed {seed}")
        raise


FUZZERS: tuple[Callable[[int], None], ...] = (fuzz_events, fuzz_history)


def _read_everything(store: Store) -> None:
    state = store.state
    for session_id in (*state.timelines, *state.sessions, "ses_unknown"):
        for message_id in selectors.list_message_ids(state, session_id):
            view = selectors.get_message(state, message_id)
            for part in view.parts if view is not None else ():
                if isinstance(part, TextPart):
                    part.text.encode()
        selectors.get_usage(state, session_id)
        selectors.is_busy(state, session_id)
        selectors.list_ancestors(state, session_id)
    selectors.list_pending_requests(state)
    store.drain_changes()


def _damage(chance: random.Random, value: Any) -> bytes:
    """The JSON of a value of which one to three places are odd, missing, repeated, or no UTF-8."""
    value = json.loads(json.dumps(value))
    for _ in range(chance.randint(1, 3)):
        places = list(_list_places(value))
        if not places:
            break
        container, key = chance.choice(places)
        if isinstance(container, dict) and chance.random() < 0.2:
            del container[key]
        else:
            odd = chance.choice(ODD_VALUES)
            container[key] = "DEEP" if odd is DEEP else json.loads(json.dumps(odd))
    text = json.dumps(value, ensure_ascii=chance.random() < 0.5).replace('"DEEP"', chance.choice(DEEP_JSON))
    body = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.1:
        body = body.replace(b'": "', b'": "\xff\xe9', 1)
    if chance.random() < 0.1:
        body = body.replace(b'{"', b'{"id": null, "type": 5, "', 1)
    return body


def _list_places(value: Any) -> list[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    return [(value, key) for key in keys] + [place for key in keys for place in _list_places(value[key])]
