from http.server import BaseHTTPRequestHandler

import pytest

from octui.server.agent.tools.tool import ToolFailed
from octui.server.agent.tools.web import checked_transport, webfetch
from tests.server.agent.local_web_server import respond_with, serve_answer


@pytest.mark.parametrize(
    ("host", "reach"),
    [
        ("127.0.0.1", "machine"),
        ("::1", "machine"),
        ("::ffff:127.0.0.1", "machine"),
        ("10.1.2.3", "machine"),
        ("169.254.169.254", "machine"),
        ("localhost", "machine"),
        ("shop.test", "machine"),
        ("8.8.8.8", "web"),
        ("wiki.example.com", "network"),
        ("trap.example.com", "network"),
        ("www.example.com", "web"),
    ],
)
async def test_a_url_reaches_only_what_it_names(monkeypatch: pytest.MonkeyPatch, host: str, reach: str) -> None:
    lead_to(
        monkeypatch, {"wiki.example.com": "10.0.0.7", "trap.example.com": "127.0.0.1", "www.example.com": "8.8.8.8"}
    )
    assert await checked_transport.find_reach(host) == reach


def lead_to(monkeypatch: pytest.MonkeyPatch, *known: dict[str, str]) -> None:
    """What looking up names finds, one time after another."""
    waiting = list(known)

    async def look_up_addresses(host: str) -> list[str]:
        found = waiting[0] if len(waiting) == 1 else waiting.pop(0)
        return [found.get(host, host)]

    monkeypatch.setattr(checked_transport, "look_up_addresses", look_up_addresses)


async def test_a_name_that_leads_elsewhere_the_next_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        heard.append(handler.headers["host"])
        respond_with(200, "secret", content_type="text/plain")(handler)

    with serve_answer(answer) as port:
        url = f"http://trap.example.com:{port}/"
        lead_to(monkeypatch, {"trap.example.com": "8.8.8.8"}, {"trap.example.com": "127.0.0.1"})
        with pytest.raises(ToolFailed, match="private network"):
            await webfetch.fetch_page(url, 5)
        # Nor does a name reach this machine that does not say so, and never did anything else.
        lead_to(monkeypatch, {"trap.example.com": "127.0.0.1"})
        with pytest.raises(ToolFailed, match="private network"):
            await webfetch.fetch_page(url, 5)
        assert heard == []
        assert (await webfetch.fetch_page(f"http://127.0.0.1:{port}/", 5)).body == b"secret"
        lead_to(monkeypatch, {"shop.test": "127.0.0.1"})
        assert (await webfetch.fetch_page(f"http://shop.test:{port}/", 5)).body == b"secret"
        assert heard == [f"127.0.0.1:{port}", f"shop.test:{port}"]


async def test_who_was_let_go_out_is_not_led_back_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked_transport, "is_in_reach", lambda address, _reach: address == "127.0.0.1")
    monkeypatch.setattr(checked_transport, "is_local_name", lambda host: host == "localhost")
    inside = respond_with(200, "secret", content_type="text/plain")
    with (
        serve_answer(inside) as port,
        serve_answer(respond_with(302, "", location=f"http://localhost:{port}/")) as outside,
        pytest.raises(ToolFailed, match=r"redirects to .* private network"),
    ):
        await webfetch.fetch_page(f"http://127.0.0.1:{outside}/", 5)


@pytest.mark.parametrize("where", ["file:///etc/passwd", "ftp://example.com/x"])
async def test_a_page_leads_to_pages_of_the_web_only(where: str) -> None:
    with (
        serve_answer(respond_with(302, "", location=where)) as port,
        pytest.raises(ToolFailed, match="not a web page"),
    ):
        await webfetch.fetch_page(f"http://127.0.0.1:{port}/", 5)


async def test_a_page_that_leads_on_for_ever_is_given_up() -> None:
    with (
        serve_answer(respond_with(302, "", location="/again")) as port,
        pytest.raises(ToolFailed, match="redirects more than"),
    ):
        await webfetch.fetch_page(f"http://127.0.0.1:{port}/", 5)


async def test_a_page_that_is_too_large_is_not_read_to_its_end() -> None:
    large = respond_with(200, "x" * (webfetch.MAX_PAGE_BYTES + 1), content_type="text/plain")
    with serve_answer(large) as port, pytest.raises(ToolFailed, match="larger than 5 MB"):
        await webfetch.fetch_page(f"http://127.0.0.1:{port}/", 5)


async def test_an_error_of_the_server_is_reported() -> None:
    with serve_answer(respond_with(404, "")) as port, pytest.raises(ToolFailed, match="answered 404"):
        await webfetch.fetch_page(f"http://127.0.0.1:{port}/", 5)
