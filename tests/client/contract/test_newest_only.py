from collections.abc import Callable

import pytest

from octui.client import Client, ServerFailed, Unsupported
from tests.support.real_opencode import EMBEDDED, OLDEST, RealServer

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(params=(OLDEST, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


async def test_what_only_the_newest_servers_can_is_not_even_asked_of_others(client: Client) -> None:
    session = await client.sessions.create()
    with pytest.raises(Unsupported):
        await client.server.has_background_subagents()
    with pytest.raises(Unsupported):
        await client.sessions.release_subagents(session.id)
    with pytest.raises(Unsupported):
        await client.sessions.move_to_directory(session.id, session.directory)
    # The embedded server lists the route, and refuses.
    with pytest.raises((Unsupported, ServerFailed)):
        await client.server.upgrade("9.9.9")
