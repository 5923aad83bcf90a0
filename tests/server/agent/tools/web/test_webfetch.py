import pytest

from octui.server.agent.tools.tool import ToolFailed
from octui.server.agent.tools.web import webfetch
from tests.server.agent.local_web_server import respond_with, serve_answer


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://127.0.0.1:8080/", True),
        ("http://[::1]/", True),
        ("http://10.1.2.3/", True),
        ("http://169.254.169.254/latest/meta-data", True),
        ("http://192.168.0.1/", True),
        ("http://8.8.8.8/", False),
    ],
)
async def test_addresses_of_this_machine_and_its_network_are_known(url: str, private: bool) -> None:
    assert await webfetch.is_private_host(url) is private


async def test_who_was_let_go_out_is_not_led_back_in(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = respond_with(200, "secret", content_type="text/plain")
    with (
        serve_answer(inside) as port,
        serve_answer(respond_with(302, "", location=f"http://localhost:{port}/")) as outside,
    ):
        assert (await webfetch.fetch_page(f"http://127.0.0.1:{outside}/", 5)).body == b"secret"

        async def only_localhost(url: str) -> bool:
            return "localhost" in url

        monkeypatch.setattr(webfetch, "is_private_host", only_localhost)
        with pytest.raises(ToolFailed, match="private network"):
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
