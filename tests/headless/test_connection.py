"""Why there is no server for a command without a screen."""

from pathlib import Path

import pytest

from octui.config.options import Options
from octui.headless.connection import CommandFailed, open_server


async def test_it_is_said_why_the_embedded_server_did_not_start_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.write_text("a file in the way")
    monkeypatch.setenv("OCTUI_HOME", str(home))
    with pytest.raises(CommandFailed) as failed:
        async with open_server(Options(directory=tmp_path, embedded=True)):
            pass
    said = str(failed.value)
    assert f"The database could not be opened in {home}/data/server: Not a directory." in said
    assert said.endswith("or set OCTUI_HOME to another folder.")
