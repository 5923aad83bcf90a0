"""When a command has been running for so long that one may want to watch it."""

from collections.abc import Callable
from time import time
from typing import cast

from msgspec.structs import replace
from textual.timer import Timer

from octui.render.blocks import ToolBlock
from octui.render.draw_options import DrawOptions
from octui.render.key_hints import KeyHints
from octui.render.message_blocks import BlockContext, build_message_blocks
from octui.render.theme.unthemed_palettes import DARK
from octui.render.tools.strips import render_tool
from octui.store import selectors
from octui.store.store import Store
from octui.ui.chat.long_commands import LONG_SECONDS, LongCommands
from octui.ui.transcript.session_source import SessionSource
from octui.wire.parts import Span, ToolState
from tests.support.factories import SESSION, busy, make_answer, make_tool_part, said, watching, wrote


class Timers:
    """Timers that fire when the test says so."""

    def __init__(self) -> None:
        self.pending: list[tuple[float, Callable[[], None]]] = []

    def start(self, seconds: float, callback: Callable[[], None]) -> Timer:
        self.pending.append((seconds, callback))
        return cast(Timer, self)

    def stop(self) -> None:
        self.pending.clear()


def run_command(store: Store, age: float, status: str = "running") -> None:
    span = Span(start=1_000 * (time() - age))
    state = ToolState(status=status, input={"command": "make"}, time=span)
    store.dispatch_action(wrote(replace(make_tool_part("prt_1", "msg_1"), state=state)))


def begin_answer() -> Store:
    store = watching()
    store.dispatch_action(busy())
    store.dispatch_action(said(make_answer("msg_1")))
    return store


def test_a_command_becomes_long_once_and_no_timer_is_left() -> None:
    store, timers = begin_answer(), Timers()
    shown: list[set[str]] = []
    source, commands = SessionSource(store, SESSION), LongCommands(lambda: store.state, timers.start, shown.append)
    commands.update_commands(source)
    assert not timers.pending
    run_command(store, LONG_SECONDS - 4)
    commands.update_commands(source)
    ((seconds, fire),) = timers.pending
    assert 0 < seconds <= 4
    assert not source.long_calls
    run_command(store, LONG_SECONDS + 1)
    fire()
    assert (shown, source.long_calls, timers.pending) == ([{"msg_1"}], frozenset({"prt_1"}), [])
    commands.update_commands(source)
    assert len(shown) == 1
    run_command(store, LONG_SECONDS + 1, "completed")
    commands.update_commands(source)
    assert not source.long_calls


def test_a_clock_of_the_server_that_is_ahead_does_not_put_it_off_for_ever() -> None:
    store, timers = begin_answer(), Timers()
    run_command(store, -3_600)
    LongCommands(lambda: store.state, timers.start, lambda _: None).update_commands(SessionSource(store, SESSION))
    assert timers.pending[0][0] <= LONG_SECONDS


def test_its_heading_says_how_to_watch_it_while_it_runs() -> None:
    store, context = begin_answer(), BlockContext(long_calls=frozenset({"prt_1"}))
    options = DrawOptions(60, DARK, hints=KeyHints(watch="ctrl+x W watch"))
    for status, is_offered in (("running", True), ("completed", False)):
        run_command(store, 20, status)
        view = selectors.get_message(store.state, "msg_1")
        assert view is not None
        block = build_message_blocks(view, context)[0]
        assert isinstance(block, ToolBlock)
        assert ("running · ctrl+x W watch" in render_tool(block, options)[0].text) is is_offered
