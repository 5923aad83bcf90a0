"""A model that streams mixed Markdown at a steady rate, in a separate process: `python -m tools.bench.paced_model`.

The prompt `pace COUNT RATE NUMBER` yields COUNT tokens at RATE per second, the last of which is `last_line(NUMBER)`.
It prints its port.
"""

import itertools
import json
import re
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.scripted_model import SECTION

_WHOLE = "".join(SECTION.format(n=n) for n in range(50))
TOKENS = [_WHOLE[start : start + 4] for start in range(0, len(_WHOLE), 4)]
"""Four letters each, like the tokens of most models."""

_ORDER = re.compile(r"pace (\d+) (\d+) (\d+)")


def last_line(number: int) -> str:
    """The line that ends a stream, which does not occur in its prompt."""
    return f"The-end-of-stream-{number}"


class Endpoint(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        order = _ORDER.search(json.dumps(request["messages"][-1])) if request.get("tools") else None
        for token in _at_pace(int(order[1]), int(order[2]), last_line(int(order[3]))) if order else ["A title"]:
            self._chunk({"content": token}, None)
        self._chunk({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _chunk(self, delta: dict[str, str], finish: str | None) -> None:
        chunk = {
            "id": "paced",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "scripted",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")


def _at_pace(count: int, rate: int, end: str) -> Iterator[str]:
    """Late tokens are sent immediately, so that the rate holds over the whole stream."""
    began = time.monotonic()
    for n, token in enumerate(itertools.islice(itertools.cycle(TOKENS), count - 1)):
        if (ahead := began + n / rate - time.monotonic()) > 0:
            time.sleep(ahead)
        yield token
    yield f"\n\n{end}\n"


if __name__ == "__main__":
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    sys.stdout.write(f"{httpd.server_port}\n")
    sys.stdout.flush()
    httpd.serve_forever()
