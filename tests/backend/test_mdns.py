import socket
import threading
from contextlib import closing

import pytest
from zeroconf import ServiceInfo

from octui.backend.mdns import SERVICE, Advertisement, MdnsBrowser, parse_advertisement
from octui.server.mdns import MdnsAnnouncement
from tests.support.real_opencode import unused_port

SECONDS = 20.0


def make_service_info(name: str, *addresses: str, port: int = 4096) -> ServiceInfo:
    families = {True: socket.AF_INET6, False: socket.AF_INET}
    packed = [socket.inet_pton(families[":" in address], address) for address in addresses]
    return ServiceInfo(SERVICE, f"{name}.{SERVICE}", addresses=packed, port=port, server="any.local.")


async def test_a_server_that_announces_itself_is_heard_of() -> None:
    port = unused_port()
    known: list[tuple[Advertisement, ...]] = []
    heard = threading.Event()

    def changed(servers: tuple[Advertisement, ...]) -> None:
        known.append(servers)
        if any(server.name == f"opencode-{port}" for server in servers):
            heard.set()

    announcement = MdnsAnnouncement("127.0.0.1", port)
    nearby = MdnsBrowser(changed)
    nearby.start_browsing()
    try:
        await announcement.publish_service()
        assert heard.wait(SECONDS)
    finally:
        nearby.close()
        await announcement.withdraw_service()
    assert Advertisement(f"opencode-{port}", f"http://127.0.0.1:{port}") in known[-1]


def test_what_is_closed_before_it_is_open_ends() -> None:
    nearby = MdnsBrowser(lambda _: None)
    nearby.close()
    nearby.start_browsing()
    for thread in threading.enumerate():
        if thread.name == "octui-nearby":
            thread.join(SECONDS)
            assert not thread.is_alive()


@pytest.mark.parametrize(
    ("addresses", "url"),
    [
        (("192.0.2.7",), "http://192.0.2.7:4096"),
        (("2001:db8::7", "192.0.2.7"), "http://192.0.2.7:4096"),
        (("2001:db8::7",), "http://[2001:db8::7]:4096"),
        (("fe80::7", "2001:db8::7"), "http://[2001:db8::7]:4096"),
    ],
)
def test_it_is_reached_by_its_address(addresses: tuple[str, ...], url: str) -> None:
    assert parse_advertisement(make_service_info("opencode-4096", *addresses)) == Advertisement("opencode-4096", url)


@pytest.mark.parametrize(
    "announcement",
    [
        make_service_info("printer", "192.0.2.7"),
        make_service_info("opencode-[b]4096[/b]", "192.0.2.7"),
        make_service_info("opencode-4096", "192.0.2.7", port=0),
        make_service_info("opencode-4096", "0.0.0.0"),
        make_service_info("opencode-4096", "224.0.0.1"),
        make_service_info("opencode-4096", "fe80::7"),
        make_service_info("opencode-4096"),
    ],
)
def test_what_cannot_be_a_server_is_not_offered(announcement: ServiceInfo) -> None:
    assert parse_advertisement(announcement) is None


def test_a_machine_without_a_network_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    import zeroconf

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(zeroconf, "Zeroconf", refuse)
    with closing(MdnsBrowser(lambda _: None)) as nearby:
        nearby._browse_network()
