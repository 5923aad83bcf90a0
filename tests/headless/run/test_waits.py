"""Without a screen too, a command's time is that of its run, and not of the wait for its permission."""

import pytest
from msgspec.structs import replace

from octui.client.events import arrival
from octui.headless.plain.output import PlainOutput
from octui.headless.run.output import RunOutput, TextRunOutput
from octui.headless.run.progress import RunProgress
from octui.headless.stream_writer import StreamWriter
from octui.wire.events import Event, MessageUpdated, PartUpdated, PermissionAsked, PermissionReplied, Received
from octui.wire.parts import Span
from octui.wire.requests import ToolCall
from tests.support.factories import SESSION, make_answer, make_session, make_tool_part, permission, said, wrote

CALL = ToolCall(message_id="msg_1", call_id="call_1")


def follow(progress: RunProgress, event: Event) -> None:
    progress.waits.record_event(Received(event))
    if isinstance(event, MessageUpdated):
        progress.apply_message(event.info)
    elif isinstance(event, PartUpdated):
        progress.apply_part(event.part)


@pytest.mark.parametrize("kind", ["plain", "run"])
def test_a_wait_is_taken_off(kind: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    writer = StreamWriter(lambda: None)
    output: RunOutput = PlainOutput(writer) if kind == "plain" else TextRunOutput(writer, shows_thinking=False)
    progress = RunProgress(make_session(), output, None)
    running = make_tool_part("prt_1", "msg_1", "running")
    running = replace(running, state=replace(running.state, input={"command": "ls"}, time=Span(start=1_000)))
    done = replace(running.state, status="completed", time=Span(start=1_000, end=31_500))
    for at, event in (
        (500, said(make_answer("msg_1"))),
        (500, wrote(running)),
        (501, PermissionAsked(request=permission("per_1", tool=CALL))),
        (530, PermissionReplied(session_id=SESSION, request_id="per_1", reply="once")),
        (531, wrote(replace(running, state=done))),
    ):
        monkeypatch.setattr(arrival, "time", lambda at=at: at)
        follow(progress, event)
    writer.close()
    assert "1.5s" in "".join(capfd.readouterr())
