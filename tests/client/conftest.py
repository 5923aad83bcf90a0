"""The contract of the client runs against three servers; where the third differs is told in `differences.py`."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.client.differences import DIFFERENCES
from tests.conftest import StartServer
from tests.support.real_opencode import EMBEDDED, VERSIONS, RealServer

HERE: Final = Path(__file__).parent
THREE = (*VERSIONS, EMBEDDED)


@pytest.fixture(params=THREE)
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


@pytest.fixture(params=THREE)
def own_server(request: pytest.FixtureRequest, start_server: StartServer) -> RealServer:
    return start_server(request.param)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is no contract is a matter of real servers; what rightly differs is expected to."""
    embedded = [item for item in items if _embedded(item)]
    out_of_place = {item for item in embedded if item.path.parent.name != "contract"}
    for item in embedded:
        if (reason := DIFFERENCES.get(_test(item))) is not None:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
    if out_of_place:
        items[:] = [item for item in items if item not in out_of_place]
        config.hook.pytest_deselected(items=list(out_of_place))


def _embedded(item: pytest.Item) -> bool:
    """Whether it is one of these tests, on the embedded server."""
    chosen = getattr(item, "callspec", None)
    return chosen is not None and EMBEDDED in chosen.params.values() and item.path.is_relative_to(HERE)


def _test(item: pytest.Item) -> str:
    return getattr(item, "originalname", item.name)
