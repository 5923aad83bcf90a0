"""`project` is a repository whose model is the scripted one; `guided_project` is one where only the guide answers."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from octui.client import Client
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project, make_project
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import StreamRecorder, record_stream


@pytest.fixture
def project(tmp_path: Path, model: ScriptedModel) -> Project:
    """Over that of the server's other tests, which has no model."""
    return make_project(tmp_path / "shop", model.url)


@pytest.fixture
async def heard(here: Client) -> AsyncIterator[StreamRecorder]:
    async with record_stream(here) as ear:
        yield ear


@pytest.fixture
def guided_project(tmp_path: Path) -> Project:
    made = make_project(tmp_path / "guided", "http://127.0.0.1:9/v1")
    (made.path / "opencode.json").write_text(json.dumps({"snapshot": True}))
    return made


@pytest.fixture
async def guide_client(embedded: EmbeddedServer, guided_project: Project) -> AsyncIterator[Client]:
    """A client where no model is configured."""
    async with Client(embedded.url, directory=guided_project.directory) as client:
        yield client
