"""Every test of the interface has settings, drafts and history of its own."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

import pytest

from octui.platform.editor_link.discovery import PORT_VARIABLES
from tests.server.embedded import EmbeddedServer
from tests.ui.idle_loop import wait_for_event_loops
from tests.ui.pictures.gallery import make_folder, start_server

_HOMES: Final = count()


@pytest.fixture(scope="session", autouse=True)
def idle_loop() -> Iterator[None]:
    """Pilots wait until the app is idle, and no longer."""
    with pytest.MonkeyPatch.context() as patch:
        wait_for_event_loops(patch)
        yield


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that does not exist until something is written to it: most tests write nothing."""
    home = tmp_path_factory.getbasetemp() / f"octui-{next(_HOMES)}"
    monkeypatch.setenv("OCTUI_HOME", str(home))
    # The editor of whoever runs the tests says nothing in them.
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(home / "editors"))
    for name in PORT_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def gallery_folder() -> Iterator[Path]:
    with make_folder() as made:
        yield made


@pytest.fixture(scope="module")
def gallery_server(gallery_folder: Path) -> Iterator[EmbeddedServer]:
    """The server of the gallery's projects, which are below its home."""
    yield from start_server(gallery_folder / "home")
