"""No route answers what a page of another site makes a browser send; nothing of it reaches a handler."""

import re

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from octui.server.http.routing import WEBSOCKET, Route
from octui.server.routes import load_all_routes
from tests.server.conftest import Running

FOREIGN = (
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
    {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"},
    {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"},
)
"""An image or a form of another site, the same over plain HTTP to another machine, and a script."""


def fill_path(route: Route) -> str:
    return re.sub(r"\{\w+\}", "some", route.path) + "?directory=/"


async def test_every_route_refuses_pages_of_other_sites(app_server: Running) -> None:
    answered: dict[str, set[int]] = {}
    async with httpx.AsyncClient(base_url=app_server.url) as http:
        for route in load_all_routes():
            if route.method == WEBSOCKET:
                continue
            for marks in FOREIGN:
                async with http.stream(route.method, fill_path(route), headers=marks) as answer:
                    answered.setdefault(f"{route.method} {route.path}", set()).add(answer.status_code)
    assert len(answered) > 100
    assert {name: statuses for name, statuses in answered.items() if statuses != {403}} == {}
    assert app_server.server.instances.list_open_instances() == []


@pytest.mark.parametrize("marks", FOREIGN)
async def test_every_socket_refuses_pages_of_other_sites(app_server: Running, marks: dict[str, str]) -> None:
    for route in load_all_routes():
        if route.method == WEBSOCKET:
            url = app_server.url.replace("http", "ws", 1) + fill_path(route)
            plain = {name: value for name, value in marks.items() if name not in ("origin", "user-agent")}
            with pytest.raises(InvalidStatus) as refused:
                async with connect(
                    url,
                    additional_headers=plain,
                    origin=Origin(marks["origin"]) if "origin" in marks else None,
                    user_agent_header=marks.get("user-agent"),
                    proxy=None,
                ):
                    pass
            assert refused.value.response.status_code == 403
