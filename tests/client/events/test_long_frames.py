import pytest
from httpx_sse._decoders import SSEDecoder, SSELineDecoder

from octui.client.events.long_frames import LONG, LongFrames

LONG_DATA = '{"text": "' + "some words " * (LONG // 4) + '"}'
STREAM = f": hello\n\ndata: short\n\ndata: {LONG_DATA}\n\nid: 1\r\ndata:{LONG_DATA}\r\n\r\ndata: last\n\n".encode()


def read_frames(stream: bytes, size: int) -> list[str | bytes]:
    """The data of each frame of a stream that comes in pieces."""
    long_frames, lines, frames = LongFrames(), SSELineDecoder(), SSEDecoder()
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    passed = [*map(long_frames.filter_piece, pieces), long_frames.finish_stream()]
    found = [frames.decode(line) for piece in passed if piece for line in lines.decode(piece.decode())]
    return [long_frames.take_frame(event.data) for event in found if event and event.data]


@pytest.mark.parametrize("size", [1 << 14, (1 << 16) - 1, LONG - 7])
def test_a_long_frame_comes_as_the_bytes_that_arrived(size: int) -> None:
    short, first, second, last = read_frames(STREAM, size)
    assert (short, last) == ("short", "last")
    for frame in (first, second):
        assert isinstance(frame, bytes) and frame.decode().strip() == LONG_DATA


def test_a_long_line_among_several_of_one_frame_is_joined_with_them() -> None:
    assert read_frames(f"data: [\ndata: {LONG_DATA}\ndata: ]\n\n".encode(), 1 << 16) == [f"[\n {LONG_DATA}\n]"]


def test_a_long_line_that_is_no_data_is_passed_on() -> None:
    long_frames = LongFrames()
    pieces = [b": " + b"x" * LONG, b"data: x" * 10, b"\n"]
    assert b"".join(map(long_frames.filter_piece, pieces)) == b"".join(pieces)
