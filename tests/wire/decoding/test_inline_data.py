import json
import tracemalloc

import pytest

from octui.render.text.attachment_label import label_attachment
from octui.wire.decoding.inline_data import MAX_KEPT_LENGTH, drop_large_attachments, read_dropped_size
from octui.wire.decoding.tolerant_decoder import TolerantDecoder, split_list
from octui.wire.event_frames import decode_event
from octui.wire.events import PartUpdated
from octui.wire.history import decode_messages
from octui.wire.parts import FilePart

GIANT = "data:image/png;base64," + "QUJD" * (MAX_KEPT_LENGTH // 2)


def make_part(url: str, name: str | None = "photo.png") -> dict[str, object]:
    part: dict[str, object] = {
        "id": "prt_1",
        "sessionID": "ses_1",
        "messageID": "msg_1",
        "type": "file",
        "mime": "image/png",
        "url": url,
    }
    return part if name is None else {**part, "filename": name}


def encode(value: object) -> bytes:
    return json.dumps(value).encode()


def test_a_giant_attachment_is_known_by_its_type_and_size_only() -> None:
    part = TolerantDecoder(FilePart).decode_value(encode(make_part(GIANT)))
    assert part.url == f"data:image/png;size={3 * (MAX_KEPT_LENGTH // 2)},"
    assert read_dropped_size(part.url) == 3 * (MAX_KEPT_LENGTH // 2)
    assert label_attachment(part) == "photo.png · image/png · 1.6 MB"
    assert label_attachment(TolerantDecoder(FilePart).decode_value(encode(make_part(GIANT, None)))) == (
        "image/png · 1.6 MB"
    )


def test_a_frame_of_the_event_stream_loses_it_too() -> None:
    part = TolerantDecoder(FilePart).decode_value(encode(make_part(GIANT)).decode())
    assert len(part.url) < 100


def test_what_stands_before_between_and_after_giant_attachments_is_kept() -> None:
    small = make_part("data:image/png;base64,QUJD")
    raws = split_list(encode([small, make_part(GIANT), {"text": "words"}, make_part(GIANT), small]))
    urls = [json.loads(bytes(raw)).get("url") for raw in raws]
    assert [url and len(url) for url in urls] == [26, 28, None, 28, 26]
    assert json.loads(bytes(raws[2])) == {"text": "words"}


def test_other_long_texts_are_kept() -> None:
    long = "x" * (2 * MAX_KEPT_LENGTH)
    for url in (f"https://example.com/{long}", f"data:text/plain,{long}", 'data:a/b;base64,"' + long):
        body = encode(make_part(url))
        assert drop_large_attachments(body) is body
    body = encode({"text": GIANT})
    assert drop_large_attachments(body) is body
    cut = encode(make_part(GIANT))[:-100]
    assert drop_large_attachments(cut) is cut


def test_a_page_takes_no_memory_for_its_attachments() -> None:
    body = encode([make_part(GIANT)] * 8)
    tracemalloc.start()
    raws = split_list(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(raws) == 8
    assert peak < len(body) // 10


def test_a_long_text_is_not_copied_for_each_level_of_json_around_it() -> None:
    info = {"id": "msg_1", "sessionID": "ses_1", "role": "assistant", "time": {"created": 1}}
    part = {"id": "prt_1", "messageID": "msg_1", "type": "text", "text": "a line [of] text\n" * 500_000}
    body = encode([{"info": info, "parts": [part]}])
    tracemalloc.start()
    messages = decode_messages(split_list(body))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(messages[0].parts) == 1
    assert peak < 2.5 * len(body)


@pytest.mark.parametrize("is_global", [True, False])
def test_a_long_output_is_not_copied_for_each_level_of_a_frame(is_global: bool) -> None:
    state = {"status": "completed", "output": "a line [of] output\n" * (2 * MAX_KEPT_LENGTH // 19)}
    part = {"id": "prt_1", "sessionID": "ses_1", "messageID": "msg_1", "type": "tool", "tool": "bash", "state": state}
    event = {"type": "message.part.updated", "properties": {"part": part}}
    frame = json.dumps({"directory": "/shop", "payload": event} if is_global else event)
    tracemalloc.start()
    received = decode_event(frame)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert received is not None
    assert isinstance(received.event, PartUpdated)
    assert peak < 2.5 * len(frame)


def test_attachments_that_are_kept_are_not_copied_for_each_level_of_a_frame() -> None:
    image = make_part("data:image/png;base64," + "QUJD" * 100_000)
    call = {"id": "prt_1", "type": "tool", "tool": "read", "state": {"attachments": [image] * 4}}
    frame = encode({"payload": {"type": "message.part.updated", "properties": {"part": call}}})
    tracemalloc.start()
    received = decode_event(frame)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert received is not None
    assert peak < 1.8 * len(frame)
