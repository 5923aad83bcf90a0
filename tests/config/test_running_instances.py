import json
import socket
from pathlib import Path

from octui.config.running_instances import InstanceFile, RunningInstance

NO_PROCESS = 2**22 + 1
"""Larger than any process id."""


def test_what_ended_octui_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    left = tmp_path / f"{socket.gethostname()}-{NO_PROCESS}.json"
    left.write_text(json.dumps({"pid": NO_PROCESS, "url": "http://x", "directory": "/x", "password": "secret"}))
    left.with_suffix(".lock").touch()
    elsewhere = tmp_path / f"another-machine-{NO_PROCESS}.json"
    elsewhere.write_text(left.read_text())
    own = InstanceFile(tmp_path)
    own.write_instance(RunningInstance(url="http://y", directory="/y"))
    assert {path.name for path in tmp_path.glob("*.json")} == {own.path.name, elsewhere.name}
    assert not left.with_suffix(".lock").exists()
    own.remove_instance()
    assert not own.path.exists()
