import os
import subprocess
import sys
from pathlib import Path

_RUN_BRIEFLY = """
import sys
from pathlib import Path
from octui.start_cache import cache_file
from octui.start_cache.lifetime import use_start_cache
# A folder of its own for these files alone: what other programs kept there would leave nothing to do.
cache_file.cache_from_source = lambda _: str(Path(sys.argv[1]) / "cache_file.here.pyc")
sys.dont_write_bytecode = False
use_start_cache()
before = set(sys.modules)
from importlib.machinery import SourceFileLoader
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.ui.app import OctuiApp
from octui.ui.run import run_app

def modules_of_start():
    return [sys.modules[name] for name in set(sys.modules) - before]

async def exit_at_once(*_, **__):
    return 0

OctuiApp.run_async = exit_at_once
code = run_app(OctuiApp(Options(directory=Path.cwd()), PreferencesStore.load_preferences()))
print(sum(type(getattr(module, "__loader__", None)) is SourceFileLoader for module in modules_of_start()))
sys.exit(code)
"""


def test_the_shortest_run_keeps_what_the_next_one_needs(tmp_path: Path) -> None:
    environment = os.environ | {"OCTUI_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}
    command = [sys.executable, "-c", _RUN_BRIEFLY, str(tmp_path / "compiled")]
    found_by_python = [
        int(subprocess.run(command, check=True, env=environment, cwd=tmp_path, capture_output=True).stdout)
        for _ in range(2)
    ]
    kept = {path.name.partition(".")[0] for path in (tmp_path / "compiled").rglob("*.start")}
    assert kept == {"octui-generated", "octui-modules", "octui-patterns"}
    assert found_by_python[0] > 100
    assert found_by_python[1] == 0
