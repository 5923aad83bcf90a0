import msgspec

from octui.wire.health import SPOKEN, Health


def decoded(body: str) -> Health:
    return msgspec.json.decode(body, type=Health)


def test_a_server_of_opencode_does_not_say_which_make_it_is() -> None:
    health = decoded('{"healthy":true,"version":"1.18.33"}')
    assert not health.is_embedded
    assert health.version_numbers == (1, 18, 33)


def test_an_older_embedded_server_says_so_in_the_body_and_speaks_as_the_newest() -> None:
    health = decoded('{"healthy":true,"version":"0.1.0","server":"octui"}')
    assert health.is_embedded
    assert (health.version, health.version_numbers) == ("0.1.0", SPOKEN)


def test_another_make_is_not_taken_for_octuis_own() -> None:
    health = decoded('{"healthy":true,"version":"1.1.58","server":"another"}')
    assert not health.is_embedded
    assert health.version_numbers == (1, 1, 58)


def test_a_build_that_is_no_release_has_no_numbers() -> None:
    assert decoded('{"healthy":true,"version":"local"}').version_numbers == ()
