import pytest

from octui.client import BadAddress
from octui.client.address import Credentials, list_address_warnings, parse_address


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("host:1234", "http://host:1234"),
        ("host", "http://host:4096"),
        (" localhost\n", "http://localhost:4096"),
        ("http://host", "http://host"),
        ("https://host/", "https://host"),
        ("HTTPS://Host:5/Base//", "https://host:5/Base"),
        ("host/base", "http://host:4096/base"),
        ("::1", "http://[::1]:4096"),
        ("[::1]", "http://[::1]:4096"),
        ("[fe80::1]:99", "http://[fe80::1]:99"),
        ("http://[::1]:99/base", "http://[::1]:99/base"),
        ("0.0.0.0:4096", "http://127.0.0.1:4096"),
        ("http://[::]:4096", "http://[::1]:4096"),
    ],
)
def test_what_people_type_is_an_address(typed: str, url: str) -> None:
    assert parse_address(typed).url == url
    assert parse_address(typed).credentials is None


def test_credentials_are_taken_out_of_the_address() -> None:
    address = parse_address("http://bob:p%40ss:w/rd@host:1/base".replace("/rd", "%2Frd"))
    assert address.url == "http://host:1/base"
    assert address.credentials == Credentials("bob", "p@ss:w/rd")
    assert "p@ss" not in repr(address)
    assert parse_address("bob:p@ss@host").credentials == Credentials("bob", "p@ss")
    assert parse_address("bob:p@ss@host").url == "http://host:4096"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "ssh://host",
        "ws://host:1",
        "http://",
        "http://:4096",
        "host:port",
        "host:70000",
        "two words",
        "http://host/?directory=/x",
        "http://host#top",
        "http://[::1",
        "http://ho\x1b[31mst",
    ],
)
def test_what_is_no_address_is_told_in_one_sentence(typed: str) -> None:
    with pytest.raises(BadAddress, match=r"^[^\n\x1b]+\.?[^\n\x1b]*$"):
        parse_address(typed)


@pytest.mark.parametrize(
    "typed", ["http://bob:hunter2/x@host", "http://bob:hunter2://x@host", "http://h/?auth_token=hunter2"]
)
def test_a_refusal_never_repeats_a_password(typed: str) -> None:
    with pytest.raises(BadAddress) as refusal:
        parse_address(typed)
    assert "hunter2" not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_clear_text_is_warned_of_only_where_it_can_be_read() -> None:
    secret = Credentials("bob", "hunter2")
    (warning,) = list_address_warnings(parse_address("http://far.example:4096"), secret)
    assert warning.startswith("http://far.example:4096 is not encrypted: the password and everything sent")
    assert "hunter2" not in warning
    assert "the password" not in list_address_warnings(parse_address("far.example"), None)[0]
    for safe in ("https://far.example", "localhost", "127.0.0.2:4096", "[::1]", "0.0.0.0:4096"):
        assert list_address_warnings(parse_address(safe), secret) == ()
