import pytest

from octui.render.text.sanitize import extract_host, sanitize_link


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.com", "https://example.com"),
        ("http://example.com:8080/a?b=c#d", "http://example.com:8080/a?b=c#d"),
        ("https://EXAMPLE.com/Path", "https://example.com/Path"),
        ("http://[::1]:4096/x", "http://[::1]:4096/x"),
        ("http://localhost/", "http://localhost/"),
        ("https://bücher.de/ü?q=日", "https://xn--bcher-kva.de/%C3%BC?q=%E6%97%A5"),
        ("https://example.com/a%20b", "https://example.com/a%20b"),
        ("https://example.com/\u202etxt.exe", "https://example.com/%E2%80%AEtxt.exe"),
    ],
)
def test_web_addresses_are_let_through_in_plain_ascii(url: str, link: str) -> None:
    assert sanitize_link(url) == link


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ssh://-oProxyCommand=x",
        "vscode://file/x",
        "//example.com/x",
        "\\\\server\\share",
        "https://",
        "https:///path",
        "https://bank.com@evil.io/",
        "https://user:pass@example.com/",
        "https://example.com\\@evil.io",
        "https://example.com/a\nb",
        "https://example.com/a b",
        "https://example.com/\x1b]8;;",
        "https://example.com/\x9b",
        "https://exa mple.com",
        "https://..",
        "https://a..b",
        "https://example.com:99999",
        "https://[::1",
        "https://example.com/" + "a" * 10_000,
        "https://" + "ü" * 300 + ".de",
    ],
)
def test_nothing_else_can_be_opened(url: str) -> None:
    assert sanitize_link(url) is None
    assert extract_host(url) == ""


def test_a_look_alike_host_is_shown_as_dns_sees_it() -> None:
    assert extract_host("https://раypal.com/login") == "xn--ypal-43d9g.com"
