import sys
from collections.abc import Sequence

import pytest

from octui.client import Client
from tests.support.faulty_server import reply_healthy_then, reply_with, run_faulty_server


class _SeenImports:
    """Stands first among those that find modules, and finds none."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: object = None) -> None:
        self.names.append(name)


async def test_requests_look_for_no_module_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    script = reply_healthy_then(reply_with("200 OK", "application/json", b"[]"))
    async with run_faulty_server(script) as server, Client(server.url) as client:
        await client.permissions.list()
        seen = _SeenImports()
        monkeypatch.setattr(sys, "meta_path", [seen, *sys.meta_path])
        for _ in range(3):
            await client.permissions.list()
        assert seen.names == []
