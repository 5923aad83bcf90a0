import json
import urllib.request
from typing import Any
from urllib.parse import quote

import pytest

from tests.support.real_opencode import Project, RealServer
from tools.bench.long_session import text, write_long_session


def ask(server: RealServer, project: Project, path: str, body: object = None) -> Any:
    address = f"{server.url}{path}{'&' if '?' in path else '?'}directory={quote(project.directory)}"
    sent = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(address, sent, {"content-type": "application/json"})) as answer:
        return json.load(answer)


@pytest.mark.real
def test_a_running_server_tells_the_whole_talk_in_order_and_goes_on_with_it(
    server: RealServer, project: Project
) -> None:
    long = write_long_session(server, project.directory, 300)
    talk = ask(server, project, f"/session/{long.id}/message")
    assert [message["info"]["role"] for message in talk] == ["user", "assistant"] * 150
    assert all(text(n) in json.dumps(message["parts"]) for n, message in enumerate(talk))
    kinds = [part["type"] for part in talk[15]["parts"]]
    assert kinds == ["step-start", "tool", "tool", "text", "step-finish"]

    prompt = {"parts": [{"type": "text", "text": "say and so on"}]}
    answer = ask(server, project, f"/session/{long.id}/message", prompt)
    assert "and so on" in json.dumps(answer["parts"])
    newest = ask(server, project, f"/session/{long.id}/message?limit=1")
    assert [message["info"]["id"] for message in newest] == [answer["info"]["id"]]
