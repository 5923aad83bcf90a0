"""What `octui serve` leaves behind when its terminal is closed, or when it is killed outright."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest

from tests.support.waiting import wait_until_true

pytestmark = pytest.mark.slow

IGNORES_HANG_UP = "trap '' HUP; sleep 987654 & wait"


def has_ended(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 0), (signal.SIGKILL, -signal.SIGKILL)])
async def test_nothing_that_it_started_outlives_it(number: signal.Signals, code: int, tmp_path: Path) -> None:
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
        serving.send_signal(number)
        async with asyncio.timeout(30):
            assert await serving.wait() == code
        await wait_until_true(lambda: has_ended(started["pid"]))
    finally:
        if serving.returncode is None:
            serving.kill()
            await serving.wait()
