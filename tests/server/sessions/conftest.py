from collections.abc import AsyncIterator

import pytest

from octui.client import Client
from octui.server.instance import Instance
from tests.server.conftest import Running


@pytest.fixture
async def client(app_server: Running, instance: Instance) -> AsyncIterator[Client]:
    async with Client(app_server.url, directory=instance.directory) as connected:
        yield connected
