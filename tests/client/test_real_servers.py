import http.client
import json

import pytest

from tests.support.real_opencode import Project, RealServer
from tests.support.scripted_model import ScriptedModel

pytestmark = pytest.mark.real


def test_a_real_server_answers_a_prompt_with_the_model_that_was_asked(
    server: RealServer, project: Project, model: ScriptedModel
) -> None:
    session = post(server, project, "/session", {})["id"]
    parts = [{"type": "text", "text": "say the second one answers"}]
    chosen = {"providerID": "scripted", "modelID": "second"}
    reply = post(server, project, f"/session/{session}/message", {"parts": parts, "model": chosen})
    assert "the second one answers" in json.dumps(reply["parts"])
    assert model.models_asked("the second one answers") == ["second"]


def post(server: RealServer, project: Project, path: str, body: object) -> dict[str, object]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"content-type": "application/json", "x-opencode-directory": project.directory}
    connection.request("POST", path, json.dumps(body), headers)
    answer: dict[str, object] = json.loads(connection.getresponse().read())
    return answer
