import subprocess
import sys

import pytest

IMPORTS_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print(*sorted(name for name in sys.argv[2:] if name in sys.modules))
"""


@pytest.mark.parametrize(
    "package", ["octui.wire", "octui.config", "octui.client", "octui.store", "octui.term", "octui.backend"]
)
def test_importing_it_loads_no_textual(package: str) -> None:
    assert loaded(package, "textual", "rich") == ""


@pytest.mark.parametrize("package", ["octui.client", "octui.backend"])
def test_importing_it_loads_no_network_library_yet(package: str) -> None:
    assert loaded(package, "httpx", "httpx_sse", "websockets") == ""


def test_a_renderer_loads_no_app_and_no_widget() -> None:
    assert loaded("octui.render", "textual.app", "textual.widget", "textual.screen") == ""


def test_making_text_safe_loads_no_terminal_emulator() -> None:
    assert loaded("octui.render.text", "octui.term") == ""


def test_the_first_screen_waits_for_no_terminal_emulator_and_for_no_looks_of_tools() -> None:
    watched = ("octui.term.screen", "pyte", "wcwidth", "httpx", "pygments", "octui.render.tools.edit")
    show = f"import sys, octui.ui.run; print(*[name for name in {watched} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True).stdout == "\n"


def loaded(package: str, *watched: str) -> str:
    """Which of the watched modules are there once every module of the package was imported, in a fresh interpreter."""
    command = [sys.executable, "-c", IMPORTS_ALL, package, *watched]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
