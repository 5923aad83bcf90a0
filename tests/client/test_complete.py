import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from octui.client import Client
from octui.client.http.transport import Transport

CONTRACTS = "\n".join(path.read_text() for path in Path(__file__).parent.glob("contract/test_*.py"))
GROUND = {name for name, _ in inspect.getmembers(Transport)}
CALLS = sorted(
    name
    for name, _ in inspect.getmembers(Client, inspect.iscoroutinefunction)
    if not name.startswith("_") and name not in GROUND | {"require"}
)


@pytest.mark.parametrize("call", CALLS)
def test_every_call_is_made_by_a_contract_test(call: str) -> None:
    assert f".{call}(" in CONTRACTS or f".{call}," in CONTRACTS


def test_the_client_has_all_its_calls() -> None:
    assert len(CALLS) >= 90


@pytest.mark.parametrize("module", ["octui.client", "octui.wire.events"])
def test_importing_loads_nothing_that_is_slow(module: str) -> None:
    heavy = "{'textual', 'httpx', 'httpx_sse', 'websockets', 'rich', 'click'}"
    script = f"import sys, {module}; sys.exit(repr(loaded) if (loaded := {heavy} & set(sys.modules)) else 0)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
