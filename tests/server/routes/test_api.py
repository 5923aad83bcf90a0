"""The routes of `/api`: what they say is the same as on the older routes. Their shapes are checked with all others."""

import httpx
import pytest

from octui.client import Client
from octui.server.routes.api.paging import InvalidCursorError, cut_page
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project


@pytest.fixture
def newer(embedded: EmbeddedServer, here: Client, project: Project) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"{embedded.url}/api", params={"location[directory]": project.directory})


async def test_files_are_found_listed_and_read_where_the_location_says(
    newer: httpx.AsyncClient, project: Project
) -> None:
    project.path.joinpath(".env").write_text("KEY=secret\n")
    found = (await newer.get("/fs/find", params={"query": "checkout"})).json()
    assert found["location"]["directory"] == project.directory
    assert {"path": "src/checkout.py", "type": "file"} in found["data"]
    listed = (await newer.get("/fs/list", params={"path": "src"})).json()["data"]
    assert {"path": "src/checkout.py", "type": "file"} in listed
    read = await newer.get("/fs/read/src/checkout.py")
    assert read.content == project.path.joinpath("src/checkout.py").read_bytes()
    for path in (".env", "src/../.env", "src/%2e%2e/.env", "none.py", "%2e%2e/outside", "%2Fetc/passwd"):
        refused = await newer.get(f"/fs/read/{path}")
        assert refused.status_code in (400, 403, 404) and "secret" not in refused.text, path


async def test_sessions_are_paged_in_both_directions(newer: httpx.AsyncClient, here: Client, project: Project) -> None:
    ids = [(await here.sessions.create(title=f"number {number}")).id for number in range(5)][::-1]
    query: dict[str, str | int] = {"directory": project.directory, "limit": 2}
    shown: list[str] = []
    page = (await newer.get("/session", params=query)).json()
    assert "previous" not in page["cursor"]
    while True:
        shown += [session["id"] for session in page["data"]]
        if (cursor := page["cursor"].get("next")) is None:
            break
        page = (await newer.get("/session", params={**query, "cursor": cursor})).json()
    assert shown == ids
    before = (await newer.get("/session", params={**query, "cursor": page["cursor"]["previous"]})).json()
    assert [session["id"] for session in before["data"]] == ids[2:4]
    oldest = (await newer.get("/session", params={**query, "order": "asc", "search": "number 0"})).json()
    assert [session["title"] for session in oldest["data"]] == ["number 0"]


async def test_the_server_says_that_it_is_healthy_where_monitors_look(embedded: EmbeddedServer) -> None:
    async with httpx.AsyncClient(base_url=embedded.url) as client:
        answers = [(await client.get(path)).json() for path in ("/health", "/global/health", "/api/health")]
    assert all(answer["healthy"] is True for answer in answers) and answers[0] == answers[1]


async def test_what_is_not_there_is_said_in_the_newer_shape(newer: httpx.AsyncClient) -> None:
    for path, status, tag in (
        ("/session/ses_none", 404, "SessionNotFoundError"),
        ("/session/none", 400, "InvalidRequestError"),
        ("/session?cursor=x", 400, "InvalidCursorError"),
        ("/fs/find", 400, "InvalidRequestError"),
        ("/provider/none", 404, "ProviderNotFoundError"),
    ):
        answer = await newer.get(path, params={"cursor": "x"})
        assert (answer.status_code, answer.json()["_tag"]) == (status, tag), path
    refused = await newer.post("/session", json={})
    assert refused.status_code == 501 and "without /api" in refused.json()["message"]


def test_a_page_is_cut_at_its_cursor_and_a_cursor_of_another_list_is_refused() -> None:
    ids = ["a", "b", "c", "d"]
    first = cut_page(ids, ids, 3, None)
    assert (first.items, first.previous) == (["a", "b", "c"], None)
    last = cut_page(ids, ids, 3, first.next)
    assert (last.items, last.next) == (["d"], None)
    assert cut_page(ids, ids, 3, last.previous).items == ["a", "b", "c"]
    assert cut_page([], [], 3, None).items == []
    with pytest.raises(InvalidCursorError):
        cut_page(["x"], ["x"], 3, first.next)
