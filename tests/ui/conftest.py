"""Every test of the interface has settings, drafts and history of its own."""

from itertools import count
from typing import Final

import pytest

_HOMES: Final = count()


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that does not exist until something is written to it: most tests write nothing."""
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path_factory.getbasetemp() / f"octui-{next(_HOMES)}"))
