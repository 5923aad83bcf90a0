"""The model of the pictures: an OpenAI-compatible endpoint that selects its answers by the prompt."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Call = tuple[str, Mapping[str, Any]]

THINKING_SECONDS = 0.4
"""Delay before a tool call: OpenCode snapshots files when an answer begins, and may miss immediate changes."""

CONTEXT_TOKENS = 21_400
"""Token usage reported for the first answer of a session."""


@dataclass(frozen=True)
class Turn:
    """One answer; an answer that holds is never finished."""

    think: str = ""
    say: str = ""
    calls: tuple[Call, ...] = ()
    hold: bool = False


class Model:
    """`turns` are listed by prompt; `{project}` in an argument is replaced with the directory."""

    def __init__(self, turns: Mapping[str, tuple[Turn, ...]], project: str) -> None:
        self.turns = turns
        self.project = project
        self.over = threading.Event()
        self._httpd = _Endpoint(self)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._httpd.server_port}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._httpd.serve_forever, name="model", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._httpd.shutdown()
        self._httpd.server_close()

    def turn(self, messages: list[Mapping[str, Any]]) -> tuple[int, Turn]:
        """The index of the turn, and the turn: the index is the number of answers since the newest prompt."""
        newest = max(n for n, message in enumerate(messages) if message["role"] == "user")
        given = sum(message["role"] == "assistant" for message in messages[newest:])
        asked = json.dumps(messages[newest]["content"])
        for prompt, turns in self.turns.items():
            if json.dumps(prompt)[1:-1] in asked:
                return given, turns[given]
        return 0, Turn(say="A title")


class _Endpoint(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, model: Model) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.model = model


class _Conversation(BaseHTTPRequestHandler):
    server: _Endpoint
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        number, turn = self.server.model.turn(body["messages"])
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            for delta in self._deltas(turn):
                self._chunk(delta)
            self._chunk({}, "tool_calls" if turn.calls else "stop", _usage(number))
            self.wfile.write(b"data: [DONE]\n\n")
        except (BrokenPipeError, ConnectionResetError):
            return

    def _deltas(self, turn: Turn) -> Iterator[dict[str, Any]]:
        if turn.think:
            yield {"reasoning_content": turn.think}
        if turn.say:
            yield {"content": turn.say}
        if turn.hold:
            self.server.model.over.wait()
        if turn.calls:
            yield {"role": "assistant", "content": ""}
            time.sleep(THINKING_SECONDS)
        for index, (tool, arguments) in enumerate(turn.calls):
            given = json.dumps(arguments).replace("{project}", self.server.model.project)
            function = {"name": tool, "arguments": given}
            yield {"tool_calls": [{"index": index, "id": f"call_{time.time_ns():x}", "function": function}]}

    def _chunk(self, delta: dict[str, Any], finish: str | None = None, usage: object = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {"id": "shots", "object": "chat.completion.chunk", "created": 0, "model": "shots", "choices": [choice]}
        if usage is not None:
            chunk["usage"] = usage
        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")


def _usage(number: int) -> dict[str, Any]:
    given, said = CONTEXT_TOKENS + 900 * number, 260
    cached = {"cached_tokens": CONTEXT_TOKENS if number else 0}
    return {
        "prompt_tokens": given,
        "completion_tokens": said,
        "total_tokens": given + said,
        "prompt_tokens_details": cached,
    }
