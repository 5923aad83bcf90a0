"""What is typed while the server is being asked is not left without a watch."""

import asyncio

import pytest

from octui.ui.terminal import answer_watch
from octui.ui.terminal.answer_watch import AnswerWatch


class TypingSocket:
    """Its person types once more just before the first answer arrives."""

    def __init__(self, watch: AnswerWatch) -> None:
        self.pings = 0
        self.is_closed = False
        self._watch = watch

    async def ping_server(self) -> None:
        self.pings += 1
        if self.pings == 1:
            self._watch.require_answer(self)

    async def close(self) -> None:
        self.is_closed = True


async def test_what_is_typed_while_an_answer_is_on_its_way_is_asked_about_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_watch, "ECHO_SECONDS", 0.0)
    watch = AnswerWatch(lambda: None)
    socket = TypingSocket(watch)
    watch.require_answer(socket)
    assert watch.is_overdue
    async with asyncio.timeout(10):
        while socket.pings < 2 or watch.is_overdue:
            await asyncio.sleep(0)
    assert not watch.is_silent
    assert not socket.is_closed
    await watch.stop_watching()
