"""The countdown counts the seconds that pass, whatever happens to the clock of the machine."""

import time
from collections.abc import Callable

import pytest
from textual.message_pump import MessagePump
from textual.timer import Timer

from octui.store.store import Store
from octui.ui.chat import retry_countdown
from octui.ui.chat.retry_countdown import RetryCountdown
from octui.wire.events import SessionStatus
from octui.wire.sessions import Status
from tests.support.factories import SESSION


@pytest.mark.parametrize("jump", [-86_400, 86_400], ids=["back", "forward"])
def test_a_clock_that_is_set_changes_no_countdown(monkeypatch: pytest.MonkeyPatch, jump: float) -> None:
    shown: list[int] = []
    ticks: list[Callable[[], None]] = []

    def start_timer(seconds: float, tick: Callable[[], None]) -> Timer:
        ticks.append(tick)
        return Timer(MessagePump(), seconds)

    store = Store()
    retry = Status(type="retry", attempt=1, message="busy", next=(time.time() + 30) * 1000)
    store.dispatch_action(SessionStatus(session_id=SESSION, status=retry))
    countdown = RetryCountdown(start_timer, shown.append)
    countdown.update_countdown(store.state, SESSION)
    set_time = time.time() + jump
    monkeypatch.setattr(retry_countdown, "time", lambda: set_time)
    ticks[0]()
    countdown.update_countdown(store.state, SESSION)
    assert shown in ([30, 30, 30], [30, 29, 29], [30, 30, 29])


def test_a_wait_of_years_is_not_counted() -> None:
    shown: list[int] = []
    store = Store()
    for seconds in (3 * 3600, 315_360_000):
        retry = Status(type="retry", attempt=1, message="busy", next=(time.time() + seconds) * 1000)
        store.dispatch_action(SessionStatus(session_id=SESSION, status=retry))
        countdown = RetryCountdown(lambda seconds, _: Timer(MessagePump(), seconds), shown.append)
        countdown.update_countdown(store.state, SESSION)
    assert shown == [3 * 3600, 0]
