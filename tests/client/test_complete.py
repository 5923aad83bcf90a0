import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from octui.client import Client

CONTRACTS = "\n".join(path.read_text() for path in Path(__file__).parent.glob("contract/test_*.py"))
CALLS = sorted(
    f"{namespace}.{name}"
    for namespace, api in vars(Client("http://127.0.0.1:4096")).items()
    if namespace != "transport"
    for name, _ in inspect.getmembers(api, inspect.iscoroutinefunction)
    if not name.startswith("_")
)


@pytest.mark.parametrize(
    "call", [call for call in CALLS if call not in ("server.check_health", "server.get_capabilities")]
)
def test_every_call_is_made_by_a_contract_test(call: str) -> None:
    assert f".{call}(" in CONTRACTS or f".{call}," in CONTRACTS


def test_the_client_has_all_its_calls() -> None:
    assert len(CALLS) >= 92


@pytest.mark.parametrize("module", ["octui.client", "octui.wire.events"])
def test_importing_loads_nothing_that_is_slow(module: str) -> None:
    heavy = "{'textual', 'httpx', 'httpx_sse', 'websockets', 'rich', 'click'}"
    script = f"import sys, {module}; sys.exit(repr(loaded) if (loaded := {heavy} & set(sys.modules)) else 0)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
