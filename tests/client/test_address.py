import pytest

from octui.client.address import Credentials, encode_directory, parse_address, quote_path_segment
from octui.client.identifiers import make_message_id, make_next_message_id


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("localhost:4096", "http://localhost:4096"),
        ("http://Example.ORG/", "http://example.org"),
        ("https://example.org:8443/opencode/", "https://example.org:8443/opencode"),
        ("http://[::1]:4096/", "http://[::1]:4096"),
        (" http://127.0.0.1:4096 ", "http://127.0.0.1:4096"),
        ("http://me:hunter2@127.0.0.1:4096", "http://127.0.0.1:4096"),
    ],
)
def test_an_address_is_tidied_up(typed: str, url: str) -> None:
    assert parse_address(typed).url == url


def test_credentials_are_taken_out_of_an_address() -> None:
    address = parse_address("me:p%40ss@127.0.0.1:4096")
    assert address.credentials == Credentials("me", "p@ss")
    assert "p@ss" not in repr(address)
    assert parse_address("http://:secret@h").credentials == Credentials("opencode", "secret")


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:1", True),
        ("http://127.9.9.9", True),
        ("http://localhost", True),
        ("http://[::1]", True),
        ("http://10.0.0.1", False),
        ("https://localhost.example.org", False),
    ],
)
def test_this_machine_is_told_from_others(url: str, loopback: bool) -> None:
    assert parse_address(url).is_loopback is loopback


def test_websockets_go_to_the_same_place() -> None:
    assert parse_address("http://h:1/x").websocket_url == "ws://h:1/x"
    assert parse_address("https://h").websocket_url == "wss://h"


@pytest.mark.parametrize(("name", "path"), [("ses_1", "ses_1"), ("a/b?c", "a%2Fb%3Fc"), ("..", "%2E%2E")])
def test_an_id_is_one_segment_of_a_path_whatever_is_in_it(name: str, path: str) -> None:
    assert quote_path_segment(name) == path


@pytest.mark.parametrize(
    ("directory", "parameter"),
    [("/a/b/", "/a/b"), ("/", "/"), ("/a b", "/a b"), ("/100%", "/100%"), ("/a%20b", "/a%2520b"), ("/%41%", "/%41%")],
)
def test_a_directory_survives_being_decoded_twice(directory: str, parameter: str) -> None:
    assert encode_directory(directory) == parameter


def test_message_ids_sort_by_time_and_follow_one_another() -> None:
    made = make_message_id(1795454424282)
    assert made.startswith("msg_2096c54da001")
    assert made < make_next_message_id(made) < make_message_id(1795454424283)
    assert len(make_next_message_id(made)) == len(made) == len("msg_2096c54da001K6DJzp55QUefHG")
