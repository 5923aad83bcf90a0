"""A stand-in for a language model, spoken to as an OpenAI-compatible provider, that does what the prompt says.

The newest user message is a script of one directive a line; a message with no directive in it is echoed as Markdown.

    think TEXT         reason, a word at a time
    say TEXT           speak one line
    slow COUNT MS      COUNT words, one every MS milliseconds
    flood COUNT        COUNT words as fast as the socket takes them
    markdown COUNT     COUNT sections with headings, lists, tables and code
    tool NAME JSON     call a tool; several lines are several calls of one step
    run COMMAND        call bash
    hold KEY           say nothing more until the test calls `release(KEY)`
    finish REASON      end the answer with this reason instead of the usual one
    fail STATUS TEXT   answer with this HTTP status
    drop               cut the connection mid-answer (OpenCode then asks again without end: abort)

After tool results it says "Done." and quotes the first line of each. Every request is kept in `asked`.
"""

import itertools
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

SECTION = """\
## Part {n}

A paragraph with *emphasis*, **weight** and `code`, which goes on for long enough that it has to wrap on any terminal.

- apples
- pears
  - a nested pear

| fruit | count |
|-------|-------|
| apple | {n}     |

```python
def part_{n}(x: int) -> int:
    return x + {n}
```

"""
HOLD_SECONDS = 60.0

THINKING_SECONDS = 0.3
"""Before a tool is called: OpenCode photographs the files when an answer begins, and may miss what changes at once."""


@dataclass(frozen=True)
class Asked:
    """One request the server made of the model; `prompt` is the newest user message."""

    model: str
    prompt: str
    has_tools: bool
    """False when OpenCode wants a title or a summary rather than an answer."""
    body: dict[str, Any] = field(repr=False)


class ScriptedModel:
    """The model's endpoint on a loopback port, served from its own thread."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._holds: dict[str, threading.Event] = {}
        self._lock = threading.Lock()
        self._httpd = _Endpoint(self)

    @property
    def url(self) -> str:
        """The base URL a provider is configured with."""
        return f"http://127.0.0.1:{self._httpd.server_port}/v1"

    def models_asked(self, prompt: str) -> list[str]:
        """The model of each answer that was wanted to a prompt holding this text, oldest first."""
        return [asked.model for asked in self.asked if asked.has_tools and prompt in asked.prompt]

    def release(self, key: str) -> None:
        """Let every answer go on that waits, or will wait, at `hold KEY`."""
        self._hold(key).set()

    def forget(self) -> None:
        """Forget what was asked, and who waits."""
        with self._lock:
            self.asked = []
            waiting, self._holds = self._holds, {}
        for hold in waiting.values():
            hold.set()

    def start(self) -> Self:
        threading.Thread(target=self._httpd.serve_forever, name="scripted-model", daemon=True).start()
        return self

    def stop(self) -> None:
        self.forget()
        self._httpd.shutdown()
        self._httpd.server_close()

    def wait(self, key: str) -> None:
        self._hold(key).wait(HOLD_SECONDS)

    def _hold(self, key: str) -> threading.Event:
        with self._lock:
            return self._holds.setdefault(key, threading.Event())


class _Endpoint(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, model: ScriptedModel) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.model = model


class _Conversation(BaseHTTPRequestHandler):
    server: _Endpoint
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the server under test is what is watched."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        asked = Asked(body["model"], _newest_user_text(body["messages"]), bool(body.get("tools")), body)
        self.server.model.asked.append(asked)
        try:
            self._answer(asked)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _answer(self, asked: Asked) -> None:
        if not asked.has_tools:
            return self._stream(asked, iter([{"content": "Scripted title"}]))
        results = _tool_results(asked.body["messages"])
        directives = [] if results else _directives(asked.prompt)
        for name, rest in directives:
            if name == "fail":
                status, _, text = rest.partition(" ")
                return self._refuse(int(status), text or "scripted failure")
        if results:
            return self._stream(asked, _report(results))
        if not directives:
            return self._stream(asked, _echo(asked.prompt))
        finish = next((rest for name, rest in directives if name == "finish"), None)
        return self._stream(asked, self._perform(directives), finish)

    def _refuse(self, status: int, text: str) -> None:
        body = json.dumps({"error": {"message": text, "type": "scripted"}}).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _perform(self, directives: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
        calls: list[dict[str, Any]] = []
        for name, rest in directives:
            match name:
                case "think":
                    yield from ({"reasoning_content": f"{word} "} for word in rest.split())
                case "say":
                    yield {"content": f"{rest}\n"}
                case "slow":
                    count, _, pause = rest.partition(" ")
                    for n in range(int(count)):
                        yield {"content": f"word{n} "}
                        time.sleep(float(pause or 50) / 1000)
                case "flood":
                    yield from ({"content": f"w{n}{' ' if n % 10 else chr(10)}"} for n in range(int(rest)))
                case "markdown":
                    for n in range(int(rest)):
                        yield from _in_slices(SECTION.format(n=n), 7)
                case "hold":
                    self.server.model.wait(rest)
                case "drop":
                    raise BrokenPipeError
                case "run":
                    calls.append(_call(len(calls), "bash", json.dumps({"command": rest, "description": rest})))
                case "tool":
                    tool, _, arguments = rest.partition(" ")
                    calls.append(_call(len(calls), tool, arguments or "{}"))
        if calls:
            yield {"role": "assistant", "content": ""}
            time.sleep(THINKING_SECONDS)
        yield from ({"tool_calls": [call]} for call in calls)

    def _stream(self, asked: Asked, deltas: Iterator[dict[str, Any]], told_finish: str | None = None) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        finish, written = "stop", 0
        for delta in deltas:
            if "tool_calls" in delta:
                finish = "tool_calls"
            written += 1
            self._chunk(asked, delta)
        usage = {"prompt_tokens": len(asked.prompt), "completion_tokens": written}
        self._chunk(asked, {}, told_finish or finish, usage | {"total_tokens": sum(usage.values())})
        self.wfile.write(b"data: [DONE]\n\n")

    def _chunk(self, asked: Asked, delta: dict[str, Any], finish: str | None = None, usage: object = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {
            "id": "scripted",
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": asked.model,
            "choices": [choice],
        }
        if usage is not None:
            chunk["usage"] = usage
        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")


DIRECTIVES = {"think", "say", "slow", "flood", "markdown", "tool", "run", "hold", "finish", "fail", "drop"}
_call_numbers = itertools.count(1)


def _directives(prompt: str) -> list[tuple[str, str]]:
    split = (line.strip().partition(" ") for line in prompt.splitlines())
    return [(name, rest) for name, _, rest in split if name in DIRECTIVES]


def _call(index: int, tool: str, arguments: str) -> dict[str, Any]:
    function = {"name": tool, "arguments": arguments}
    name = f"call_{time.time_ns():x}_{next(_call_numbers)}"
    return {"index": index, "id": name, "type": "function", "function": function}


def _newest_user_text(messages: list[dict[str, Any]]) -> str:
    newest = next((message for message in reversed(messages) if message["role"] == "user"), {"content": ""})
    return _text(newest)


def _tool_results(messages: list[dict[str, Any]]) -> list[str]:
    trailing = itertools.takewhile(lambda message: message["role"] == "tool", reversed(messages))
    return [_text(message) for message in trailing][::-1]


def _text(message: dict[str, Any]) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)


def _report(results: list[str]) -> Iterator[dict[str, Any]]:
    yield {"content": "Done.\n\n"}
    for result in results:
        yield {"content": f"> {next(iter(result.splitlines()), '')[:200]}\n"}


def _echo(prompt: str) -> Iterator[dict[str, Any]]:
    text = f"# Echo\n\nYou said: **{prompt[:500]}**\n\n- one\n- two\n\n```python\nprint('hi')\n```\n"
    yield from _in_slices(text, 8)


def _in_slices(text: str, size: int) -> Iterator[dict[str, Any]]:
    for start in range(0, len(text), size):
        yield {"content": text[start : start + size]}
