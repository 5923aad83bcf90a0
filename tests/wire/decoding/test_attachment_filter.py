import json

import pytest

from octui.wire.decoding.attachment_filter import AttachmentFilter
from octui.wire.decoding.inline_data import MAX_KEPT_LENGTH, drop_large_attachments

SMALL = "data:image/png;base64,QUJD"
GIANT = "data:image/png;base64," + "QUJD" * (MAX_KEPT_LENGTH // 2)
BODY = json.dumps([{"url": GIANT}, {"url": SMALL, "text": 'said "url": "data:'}, {"url": GIANT}, {"url": "u"}]).encode()


def filter_pieces(pieces: list[bytes]) -> bytes:
    filtering = AttachmentFilter()
    return b"".join([*map(filtering.filter_piece, pieces), filtering.finish_stream()])


def cut(body: bytes, size: int) -> list[bytes]:
    return [body[at : at + size] for at in range(0, len(body), size)]


@pytest.mark.parametrize("size", [4_093, 65_536, len(BODY)])
def test_pieces_lose_what_a_whole_body_does(size: int) -> None:
    assert filter_pieces(cut(BODY, size)) == drop_large_attachments(BODY)


@pytest.mark.parametrize("text", [BODY[:40], BODY[-120:], b'{"url" :\t"data:image/svg+xml;base64,QUJD"}', b'"', b"[]"])
def test_small_ones_and_cut_ones_pass_in_pieces_of_any_size(text: bytes) -> None:
    assert [filter_pieces(cut(text, size)) for size in range(1, 50)] == [text] * 49


def test_a_giant_one_is_found_wherever_its_header_is_cut() -> None:
    body = b'{"url": "' + GIANT.encode() + b'"}'
    for at in range(1, 40):
        assert filter_pieces([body[:at], body[at : at + 5], body[at + 5 :]]) == (
            b'{"url": "data:image/png;size=1572864,"}'
        )


def test_a_giant_one_waits_in_no_more_than_what_is_kept_of_it() -> None:
    filtering = AttachmentFilter()
    passed = [len(filtering.filter_piece(piece)) for piece in cut(b'{"url": "' + GIANT.encode() + b'"}', 65_536)]
    assert sum(passed) < 100


def test_nothing_of_a_frame_waits_for_the_next_one() -> None:
    filtering = AttachmentFilter()
    frame = b'data: {"url":"u"}\n\n'
    assert filtering.filter_piece(frame) == frame
    broken = b'data: {"url":"' + GIANT.encode() + b"\n\n"
    assert filtering.filter_piece(broken).endswith(b";size=1572864,\n\n")
    assert filtering.filter_piece(frame) == frame
