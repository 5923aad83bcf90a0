"""Reading messages with their parts, odd ones included: what can be read of each is kept, in its place.

A value that cannot be used costs no more than itself. A message or a part without a usable id gets one that sorts where
it stood; what could not be read at all becomes a part of its own, with its JSON.
"""

from collections.abc import Container, Iterable

import msgspec

from octui.wire.decoding.damaged_json import repair_json
from octui.wire.decoding.element_groups import drain_list
from octui.wire.decoding.repeated_values import RepeatedValues
from octui.wire.decoding.tolerant_decoder import UNREADABLE, TolerantDecoder, split_list
from octui.wire.messages import Message, MessageInfo
from octui.wire.parts import UNREADABLE_TYPE, Part, UnknownPart, decode_part
from octui.wire.struct import Wire


class _RawMessage(Wire, frozen=True):
    info: msgspec.Raw = msgspec.Raw(b"null")
    parts: msgspec.Raw = msgspec.Raw(b"[]")


_raw_message = TolerantDecoder(_RawMessage, bounds_depth=False)
_info = TolerantDecoder(MessageInfo, saves_memory=True)


def decode_message(body: bytes | msgspec.Raw) -> Message:
    """Decode one message; raises `msgspec.MsgspecError` when it has no usable `info`."""
    return _decode_message(body, RepeatedValues())


def decode_messages(raws: Iterable[msgspec.Raw]) -> tuple[Message, ...]:
    """Decode a history; of a message that is there twice, the later one counts, with the parts of both."""
    repeated = RepeatedValues()
    sent = [(raw, _decode_usable_message(raw, repeated)) for raw in raws]
    messages: dict[str, Message] = {}
    place = _make_id_before(next((message.info.id for _, message in sent if message is not None), "~"))
    for number, (raw, usable) in enumerate(sent):
        message = usable or _rescue_message(raw, _make_id_after(place, number), messages)
        place = message.info.id if usable else place
        known = messages.get(message.info.id)
        messages[message.info.id] = message if known is None else _join_messages(known, message)
    return tuple(messages.values())


def _decode_message(body: bytes | msgspec.Raw, repeated: RepeatedValues) -> Message:
    raw = _raw_message.decode_value(body)
    info = repeated.share_fields(_info.decode_value(raw.info))
    return Message(info=info, parts=_decode_parts(raw.parts, info, repeated))


def _decode_usable_message(raw: msgspec.Raw, repeated: RepeatedValues) -> Message | None:
    try:
        message = _decode_message(raw, repeated)
    except UNREADABLE:
        return None
    return message if message.info.id else None


def _rescue_message(raw: msgspec.Raw, message_id: str, known: Container[str]) -> Message:
    """The parts of a message whose `info` cannot be used, and that; under the id that its parts know it by, if any."""
    made_up = MessageInfo(id=message_id)
    try:
        sent = _raw_message.decode_value(raw)
    except UNREADABLE:
        sent = _RawMessage()
    parts = _decode_parts(sent.parts, made_up, RepeatedValues())
    readable = [part for part in parts if not _is_unreadable(part)]
    if not readable:
        return Message(info=made_up, parts=(_make_unreadable_part(raw, message_id, made_up),))
    owner = next((part.message_id for part in readable if part.message_id and part.message_id not in known), message_id)
    info = _rescue_info(sent.info, MessageInfo(id=owner, session_id=readable[0].session_id))
    return Message(info=info, parts=(_make_unreadable_part(sent.info, f"{owner}!", info), *parts))


def _rescue_info(raw: msgspec.Raw, fallback: MessageInfo) -> MessageInfo:
    """What else an `info` without a usable id says."""
    try:
        fields = msgspec.json.decode(repair_json(raw))
        return _info.decode_value(msgspec.json.encode({**fields, "id": fallback.id}))
    except (*UNREADABLE, TypeError):
        return fallback


def _join_messages(earlier: Message, later: Message) -> Message:
    parts = {part.id: part for part in (*earlier.parts, *later.parts)}
    return Message(info=later.info, parts=tuple(parts.values()))


def _decode_parts(raw_parts: msgspec.Raw, info: MessageInfo, repeated: RepeatedValues) -> tuple[Part, ...]:
    try:
        raws = split_list(raw_parts)
    except UNREADABLE:
        return (_make_unreadable_part(raw_parts, info.id, info),)
    parts: dict[str, Part] = {}
    place = info.id
    for number, raw in enumerate(drain_list(raws)):
        part = _decode_usable_part(raw)
        if part is not None and part.id not in parts:
            place = part.id
        elif part is None or parts[part.id] != part:
            part = _rescue_part(raw, _make_id_after(place, number), info)
        parts[part.id] = repeated.share_fields(part)
    return tuple(parts.values())


def _decode_usable_part(raw: msgspec.Raw) -> Part | None:
    try:
        part = decode_part(raw)
    except UNREADABLE:
        return None
    return part if part.id else None


def _rescue_part(raw: msgspec.Raw, part_id: str, info: MessageInfo) -> Part:
    """A part whose id is not text, empty or another's already, under an id of its own; its JSON if it is not a part."""
    try:
        fields = msgspec.json.decode(repair_json(raw))
        part = decode_part(msgspec.json.encode({**fields, "id": part_id}))
    except (*UNREADABLE, TypeError):
        return _make_unreadable_part(raw, part_id, info)
    return _make_unreadable_part(raw, part_id, info) if isinstance(part, UnknownPart) else part


def _is_unreadable(part: Part) -> bool:
    return isinstance(part, UnknownPart) and part.type == UNREADABLE_TYPE


def _make_unreadable_part(raw: msgspec.Raw, part_id: str, info: MessageInfo) -> UnknownPart:
    return UnknownPart(id=part_id, session_id=info.session_id, message_id=info.id, type=UNREADABLE_TYPE, raw=bytes(raw))


def _make_id_after(place: str, number: int) -> str:
    """An id between a place and whatever comes after it; a list of odd things numbers them, so that ids stay short."""
    return f"{place}!{number:06}"


def _make_id_before(place: str) -> str:
    return f"{place[:-1]}{chr(max(ord(place[-1]) - 1, 0))}"
