"""The clipboard as the terminal reads it: asked for, put together from pieces, and given up."""

import asyncio
import base64
from collections.abc import Iterable

import pytest

from octui.platform.clipboard_content import ClipboardContent
from octui.ui.attachments import terminal_clipboard
from octui.ui.attachments.terminal_clipboard import (
    ASK_CLIPBOARD,
    ClipboardReplied,
    TerminalClipboard,
    can_ask_terminal,
    parse_clipboard_reply,
)
from octui.ui.input.terminal_parser import TerminalParser

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


def encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


def reply(status: str, kind: str = "", content: bytes = b"") -> str:
    mime = f":mime={encode(kind.encode())}" if kind else ""
    return f"\x1b]5522;type=read:status={status}{mime}{f';{encode(content)}' if content else ''}\x1b\\"


async def read_clipboard(monkeypatch: pytest.MonkeyPatch, replies: Iterable[str]) -> ClipboardContent | None:
    """What is made of these replies, which come through the parser as from a terminal."""
    monkeypatch.setenv("TERM", "xterm-kitty")
    monkeypatch.delenv("TMUX", raising=False)
    sent: list[str] = []
    clipboard = TerminalClipboard(sent.append)
    reading = asyncio.ensure_future(clipboard.read_content())
    await asyncio.sleep(0)
    assert sent == [ASK_CLIPBOARD]
    for message in TerminalParser().feed("".join(replies)):
        assert isinstance(message, ClipboardReplied)
        clipboard.take_reply(message)
    return await reading


async def test_a_picture_in_pieces_is_put_together_and_comes_before_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [reply("DATA", "image/png", PNG[at : at + 64]) for at in range(0, len(PNG), 64)]
    answer = [reply("OK"), *pieces, reply("DATA", "text/plain", b"a path"), reply("DONE")]
    assert await read_clipboard(monkeypatch, answer) == ClipboardContent(image=PNG)


async def test_without_a_picture_there_is_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [reply("OK"), reply("DATA", "text/plain", "zwölf".encode()), reply("DONE")]
    assert await read_clipboard(monkeypatch, answer) == ClipboardContent(text="zwölf")
    assert await read_clipboard(monkeypatch, [reply("OK"), reply("DONE")]) == ClipboardContent()


@pytest.mark.parametrize("status", ["EPERM", "ENOSYS", "EBUSY", ""])
async def test_a_terminal_that_says_no_has_no_clipboard(monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    assert await read_clipboard(monkeypatch, [reply(status)]) is None


async def test_a_silent_terminal_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal_clipboard, "PATIENCE", 0.01)
    assert await read_clipboard(monkeypatch, []) is None


async def test_more_than_can_be_attached_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal_clipboard, "MAX_MEDIA_BYTES", 100)
    flood = [reply("DATA", "image/png", bytes(150)) for _ in range(20)]
    content = await read_clipboard(monkeypatch, [*flood, reply("DONE")])
    assert content is not None
    assert len(content.image) == 150


def test_a_reply_that_nobody_asked_for_is_dropped() -> None:
    TerminalClipboard(lambda _: None).take_reply(ClipboardReplied("DATA", "image/png", PNG))


@pytest.mark.parametrize(
    "sequence",
    ["\x1b]5522\x1b\\", "\x1b]5522;type=write:status=OK\x1b\\", "\x1b]52;c;AAAA\x1b\\", "\x1b]5522;\u202e\x1b\\"],
)
def test_other_sequences_are_not_replies(sequence: str) -> None:
    assert parse_clipboard_reply(sequence) is None


def test_what_cannot_be_decoded_is_empty() -> None:
    assert parse_clipboard_reply("\x1b]5522;type=read:status=DATA:mime=?;A\x1b\\") is None
    assert parse_clipboard_reply("\x1b]5522;type=read:status=DATA:mime=AAA;A\x1b\\") == ClipboardReplied("DATA")


@pytest.mark.parametrize(
    ("environment", "can_ask"),
    [
        ({"TERM": "xterm-kitty", "SSH_TTY": "/dev/pts/1"}, True),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, True),
        ({"TERM": "screen-256color", "KITTY_WINDOW_ID": "1", "TMUX": "/tmp/tmux"}, False),
        ({"TERM": "xterm-256color"}, False),
    ],
)
def test_only_a_kitty_is_asked(environment: dict[str, str], can_ask: bool) -> None:
    assert can_ask_terminal(environment) is can_ask
