"""Requests that match the description, or do not, are all answered, and none causes an internal error."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from octui import VERSION
from octui.server.event_schema import EVENT_TYPES
from octui.server.http.openapi import describe_path
from octui.server.http.routing import WEBSOCKET
from octui.server.routes import load_all_routes
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project, make_project

EXAMPLES = 3

ENDLESS = ("/event", "/global/event", "/api/event", "/tui/control/next")
"""These respond for as long as the client is connected."""

NEVER_REAL = {
    ("POST", "/session/{sessionID}/shell"): "it would run whatever was made up",
    ("DELETE", "/session/{sessionID}"): "the others need the session",
}
"""Only requested for sessions that do not exist."""

OFFERED_NOWHERE = 501

UNKNOWN = re.compile(r"(Model|Agent|Command) not found")
"""An unknown name is answered with 500 and a reason, as by every OpenCode server: clients rely on it."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make_project(tmp_path_factory.mktemp("fuzz") / "shop", "http://127.0.0.1:9/v1")


@pytest.fixture
def description(embedded: EmbeddedServer) -> dict[str, object]:
    told: dict[str, object] = httpx.get(f"{embedded.url}/doc").json()
    return told


def test_every_route_is_described_and_nothing_else(description: dict[str, dict[str, dict[str, object]]]) -> None:
    told = {(method.upper(), path) for path, methods in description["paths"].items() for method in methods}
    routes = load_all_routes()
    assert told == {
        ("GET" if route.method == WEBSOCKET else route.method, describe_path(route.path)) for route in routes
    }


def test_names_of_operations_are_given_once(description: dict[str, dict[str, dict[str, dict[str, str]]]]) -> None:
    names = [o["operationId"] for methods in description["paths"].values() for o in methods.values()]
    assert len(names) == len(set(names))


def test_every_event_is_described(description: dict[str, object]) -> None:
    text = json.dumps(description)
    assert all(f'"const": "{kind}"' in text for kind in EVENT_TYPES)


def test_no_reference_leads_nowhere(description: dict[str, dict[str, dict[str, object]]]) -> None:
    text = json.dumps(description)
    named = {piece.partition('"')[0] for piece in text.split('"#/components/schemas/')[1:]}
    assert named <= set(description["components"]["schemas"])


def test_nothing_that_is_sent_ends_in_a_fault(embedded: EmbeddedServer, place: Project) -> None:
    session = httpx.post(f"{embedded.url}/session", params={"directory": place.directory}).json()["id"]
    prompt = {"noReply": True, "parts": [{"type": "text", "text": "hello"}]}
    said = httpx.post(f"{embedded.url}/session/{session}/message", json=prompt).json()
    real = {"sessionID": session, "messageID": said["info"]["id"], "partID": said["parts"][0]["id"]}
    failures: list[str] = []
    for result in schemathesis.openapi.from_url(f"{embedded.url}/doc").get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        if operation.path not in ENDLESS and not operation.path.endswith("/connect"):
            known = {} if (operation.method.upper(), operation.path) in NEVER_REAL else real
            failures += faults(embedded, operation, known, place.directory)
    assert not failures, "\n".join(failures)
    assert "Traceback" not in embedded.log.read_text()


def faults(
    embedded: EmbeddedServer, operation: APIOperation[Any, Any, Any, Any], real: dict[str, str], directory: str
) -> list[str]:
    """The requests the server failed on; half of them use generated ids, half use real ones."""
    failures: list[str] = []

    @settings(max_examples=EXAMPLES, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), found=st.booleans())
    def ask(case: schemathesis.Case[Any], found: bool) -> None:
        if found and case.path_parameters:
            case.path_parameters |= {name: real[name] for name in case.path_parameters.keys() & real.keys()}
        if case.query is not None and "directory" in case.query:
            # Generated directories must not become repositories or be written to.
            case.query["directory"] = directory
        if operation.path.endswith("/message") and isinstance(case.body, dict):
            # A generated request may lead to a permission request, which would wait for an answer.
            case.body["noReply"] = True
        answer = case.call(base_url=embedded.url, timeout=20)
        if answer.status_code >= 500 and answer.status_code != OFFERED_NOWHERE and not UNKNOWN.search(answer.text):
            failures.append(f"{answer.status_code} {answer.text[:200]} to {case.as_curl_command()[:500]}")

    ask()
    return failures


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nope", None, 404),
        ("POST", "/session/ses_nope/nope", None, 404),
        ("DELETE", "/config", None, 405),
        ("GET", "/session/bogus", None, 404),
        ("GET", "/session/ses_%00%ff", None, 404),
        ("POST", "/session", b"{", 400),
        ("POST", "/session", b"[]", 400),
        ("POST", "/session", b'{"title": 5}', 400),
        ("POST", "/session", b'"\xff"', 400),
        ("POST", "/session", b"[" * 100_000, 400),
        ("GET", "/path?directory=%00", None, 400),
        ("GET", "/path?directory=" + "x" * 5_000, None, 400),
        ("GET", "/path?directory=%ff%fe", None, 200),
        ("GET", "/session?limit=99999999999999999999", None, 400),
        ("GET", "/experimental/session?limit=0", None, 400),
        ("PATCH", "/project/nope", b"{}", 404),
        ("POST", "/permission/per_x/reply", b'{"reply": "perhaps"}', 400),
        ("POST", "/permission/per_x/reply", b'{"reply": "once"}', 404),
        ("POST", "/question/que_x/reject", None, 404),
        ("POST", "/tui/publish", b'{"type": "session.idle", "properties": {}}', 400),
        ("POST", "/tui/publish", b'{"type": "tui.prompt.append", "properties": {"text": 1}}', 400),
    ],
)
def test_what_does_not_fit_is_refused_in_json(
    embedded: EmbeddedServer, method: str, path: str, body: bytes | None, status: int
) -> None:
    answer = httpx.request(method, embedded.url + path, content=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    if status != 200:
        assert told.get("message") or told["data"]["message"]


def test_a_file_is_no_directory(embedded: EmbeddedServer, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = httpx.get(f"{embedded.url}/path", params={"directory": str(tmp_path / "file")})
    assert (answer.status_code, answer.json()["name"]) == (400, "BadRequest")


def test_another_kind_of_body_is_refused_where_one_is_needed_and_a_missing_kind_is_json(
    embedded: EmbeddedServer,
) -> None:
    text = {"content-type": "text/plain"}
    entry = b'{"service": "x", "level": "info", "message": "m"}'
    assert httpx.post(f"{embedded.url}/log", content=entry, headers=text).status_code == 415
    assert httpx.post(f"{embedded.url}/log", content=entry).status_code == 200
    session = httpx.post(f"{embedded.url}/session", content=b'{"title": "T"}', headers=text).json()
    assert session["title"] == "T"
    assert httpx.post(f"{embedded.url}/session/{session['id']}/fork", content=b"{}", headers=text).status_code == 200
    assert httpx.post(f"{embedded.url}/session").json()["version"] == VERSION


def test_a_slash_at_the_end_means_nothing(embedded: EmbeddedServer) -> None:
    assert httpx.get(f"{embedded.url}/session/").status_code == 200


def test_the_directory_is_given_by_query_or_header_and_the_query_wins(embedded: EmbeddedServer) -> None:
    header = {"x-opencode-directory": "/a%20b"}
    by_header = httpx.get(f"{embedded.url}/path", headers=header).json()
    by_query = httpx.get(f"{embedded.url}/path", headers=header, params={"directory": "/c%2520d/"}).json()
    neither = httpx.get(f"{embedded.url}/path", params={"directory": ""}).json()
    assert [told["directory"] for told in (by_header, by_query, neither)] == [
        "/a b",
        "/c%20d",
        str(embedded.directory),
    ]
