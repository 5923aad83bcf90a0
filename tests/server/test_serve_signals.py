"""What `octui serve` leaves behind when its terminal is closed."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.slow

IGNORES_HANG_UP = "trap '' HUP; sleep 987654 & wait"


async def test_nothing_that_it_started_outlives_its_terminal(tmp_path: Path) -> None:
    serving = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "octui.server", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "OCTUI_HOME": str(tmp_path / "octui"), "HOME": str(tmp_path)},
    )
    try:
        assert serving.stdout is not None
        url = (await serving.stdout.readline()).decode().split()[-1]
        async with httpx.AsyncClient(base_url=url, timeout=30) as http:
            started = (await http.post("/pty", json={"command": "sh", "args": ["-c", IGNORES_HANG_UP]})).json()
        serving.send_signal(signal.SIGHUP)
        async with asyncio.timeout(30):
            assert await serving.wait() == 0
        with pytest.raises(ProcessLookupError):
            os.killpg(started["pid"], 0)
    finally:
        if serving.returncode is None:
            serving.kill()
            await serving.wait()
